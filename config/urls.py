"""Every address of Madoguchi. Order matters only where a prefix is shared."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config.health import healthz
from consent.api import api_urls

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include(api_urls())),
    path("console/", admin.site.urls),
    path("", include("dsr.console.urls")),
    path("", include("dsr.fulfilment.urls")),
    path("", include("dsr.portal.urls")),
    path("", include("dsr.fees.urls")),
    path("", include("dsr.identity.urls")),
    path("", include("consent.urls")),
]

if "config.stripe_sandbox" in settings.INSTALLED_APPS:
    urlpatterns.append(path("sandbox/stripe/", include("config.stripe_sandbox.urls")))

if "config.demo" in settings.INSTALLED_APPS:
    urlpatterns.append(path("demo/", include("config.demo.urls")))

"""Every address of Madoguchi. Order matters only where a prefix is shared."""

from django.contrib import admin
from django.urls import path

from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("console/", admin.site.urls),
]

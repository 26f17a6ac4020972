"""The project's addresses, with the sample service where the demo puts it."""

from django.urls import include, path

from config.urls import urlpatterns as project_urlpatterns

urlpatterns = [path("demo/service/", include("config.demo.service_urls")), *project_urlpatterns]

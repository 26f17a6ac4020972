"""Every address of Madoguchi. Order matters only where a prefix is shared."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("console/", admin.site.urls),
]

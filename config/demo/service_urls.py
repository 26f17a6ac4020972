"""Addresses of the sample service, below /demo/service/. Only the demo has them."""

from django.urls import path

from config.demo.views import service

app_name = "demo_service"

urlpatterns = [
    path("", service.members, name="members"),
    path("<str:member_id>/", service.member, name="member"),
    path("<str:member_id>/<str:category>/", service.category, name="category"),
]

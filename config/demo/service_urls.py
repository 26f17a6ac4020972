"""Addresses of the sample service, below /demo/service/. Only the demo has them."""

from django.urls import path

from config.demo.views import company_site, joining, receiver, service

app_name = "demo_service"

urlpatterns = [
    path("", service.members, name="members"),
    path("site/", company_site.company_site, name="company_site"),
    path("join/", joining.joining, name="joining"),
    path("joined/", joining.joined, name="joined"),
    path("actions/", receiver.actions, name="actions"),
    path("actions/<str:message_id>", receiver.action, name="action"),
    path("<str:member_id>/", service.member, name="member"),
    path("<str:member_id>/<str:category>/", service.category, name="category"),
]

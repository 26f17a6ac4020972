"""The person's identity pages."""

from django.urls import path

from dsr.identity.views import codes

urlpatterns = [
    path("requests/<str:reference>/identity/", codes.identity_page, name="identity_page"),
    path("requests/<str:reference>/identity/code/", codes.send_code, name="identity_send_code"),
    path("requests/<str:reference>/identity/method/", codes.choose_method, name="identity_method"),
]

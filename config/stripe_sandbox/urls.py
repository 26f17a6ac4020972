"""Addresses of the sandbox, mounted at /sandbox/stripe/ by the demo and the tests only."""

from django.urls import path, re_path

from config.stripe_sandbox.api.endpoint import serve_api
from config.stripe_sandbox.views.dashboard import act, show_dashboard
from config.stripe_sandbox.views.payment import show_payment, show_voucher

app_name = "stripe_sandbox"

urlpatterns = [
    path("", show_dashboard, name="dashboard"),
    path("act/", act, name="act"),
    path("pay/<str:session_id>/", show_payment, name="payment"),
    path("pay/<str:session_id>/voucher/", show_voucher, name="voucher"),
    re_path(r"^v1/(?P<path>.*)$", serve_api, name="api"),
]

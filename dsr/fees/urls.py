"""The fee's addresses: the person's pages and Stripe's doorbell."""

from django.urls import path

from dsr.fees.views import payment, receipt
from dsr.fees.webhooks.stripe import stripe_webhook

urlpatterns = [
    path("requests/<str:reference>/fee/", payment.fee_page, name="fees_fee"),
    path("requests/<str:reference>/receipt/", receipt.receipt_page, name="fees_receipt"),
    path("fees/return/<uuid:attempt_id>/", payment.payment_return, name="fees_return"),
    path("fees/cancel/<uuid:attempt_id>/", payment.payment_cancel, name="fees_cancel"),
    path("fees/webhook/stripe/", stripe_webhook, name="fees_stripe_webhook"),
]

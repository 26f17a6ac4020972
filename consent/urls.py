"""The preference centre, receipts and the keys that sign them, the snippet of the website."""

from django.urls import path

from consent.views import preferences, receipts, snippet

urlpatterns = [
    path("preferences/", preferences.preferences, name="consent_preferences"),
    path("preferences/history/", preferences.history, name="consent_history"),
    path("preferences/receipts/<int:sequence>/", receipts.receipt, name="consent_receipt"),
    path(
        "preferences/receipts/<int:sequence>/receipt.json",
        receipts.receipt_json,
        name="consent_receipt_json",
    ),
    path(
        "preferences/receipts/<int:sequence>/receipt.jws",
        receipts.receipt_jws,
        name="consent_receipt_jws",
    ),
    # The same of a line from before the person came: in the chain of a subject whose place it took.
    path(
        "preferences/receipts/<uuid:former>/<int:sequence>/",
        receipts.receipt,
        name="consent_receipt",
    ),
    path(
        "preferences/receipts/<uuid:former>/<int:sequence>/receipt.json",
        receipts.receipt_json,
        name="consent_receipt_json",
    ),
    path(
        "preferences/receipts/<uuid:former>/<int:sequence>/receipt.jws",
        receipts.receipt_jws,
        name="consent_receipt_jws",
    ),
    path("snippet/notice.json", snippet.notice, name="consent_snippet_notice"),
    path("snippet/choices/", snippet.choices, name="consent_snippet_choices"),
    path(".well-known/jwks.json", receipts.keys, name="consent_receipt_keys"),
    path("preferences/<slug:code>/give/", preferences.give, name="consent_give"),
    path("preferences/<slug:code>/withdraw/", preferences.withdraw, name="consent_withdraw"),
]

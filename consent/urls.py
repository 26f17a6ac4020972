"""The preference centre."""

from django.urls import path

from consent.views import preferences

urlpatterns = [
    path("preferences/", preferences.preferences, name="consent_preferences"),
    path("preferences/history/", preferences.history, name="consent_history"),
    path("preferences/<slug:code>/give/", preferences.give, name="consent_give"),
    path("preferences/<slug:code>/withdraw/", preferences.withdraw, name="consent_withdraw"),
]

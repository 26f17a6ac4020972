"""Addresses of the console outside its sign-in: only the calendar feed."""

from django.urls import path

from dsr.console.views.calendar_feeds import calendar_feed

urlpatterns = [
    path("desk-calendar/<str:token>.ics", calendar_feed, name="console_calendar_feed"),
]

"""Choices on the website go when their time is over."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from consent.services.web_choices import end_web_choices
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_days


@jobs.periodic(cron="45 18 * * *")  # 03:45 in Tokyo
@jobs.task(name="consent.end_web_choices", queueing_lock="consent.end_web_choices")
def end(timestamp: int) -> None:
    """Delete what is kept no longer by the rule in force today."""
    now = timezone.now()
    days = retention_days(RetentionCode.WEB_CHOICE, on=jst_date(now))
    end_web_choices(before=now - timedelta(days=days))

"""The day it is in Japan. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def jst_date(moment: datetime) -> date:
    """The JST date of an aware datetime. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A date needs an aware datetime.")
    return moment.astimezone(JST).date()

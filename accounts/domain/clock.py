"""The day it is in Japan: every legal date starts here. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def jst_date(moment: datetime) -> date:
    """The legal date of an aware datetime: its day in Asia/Tokyo.

    Raises ValueError for a naive datetime: a guess would move a deadline.
    """
    if moment.tzinfo is None:
        raise ValueError("A legal date needs an aware datetime.")
    return moment.astimezone(JST).date()

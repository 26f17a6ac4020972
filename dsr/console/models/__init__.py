"""What the console reads of the job queue, and the secret addresses of calendar feeds."""

from dsr.console.models.calendar_feed import CalendarFeed
from dsr.console.models.job import Job, JobQuerySet

__all__ = ["CalendarFeed", "Job", "JobQuerySet"]

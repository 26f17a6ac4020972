"""What the console reads of the job queue. It keeps nothing itself."""

from dsr.console.models.job import Job, JobQuerySet

__all__ = ["Job", "JobQuerySet"]

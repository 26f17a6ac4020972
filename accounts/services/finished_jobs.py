"""Finished jobs leave the queue's tables: the routine ones soon, the rest after a month."""

from datetime import datetime, timedelta

from django.db import connection

KEPT = timedelta(days=30)
ROUTINE_KEPT = timedelta(hours=1)
ROUTINE_TASKS = ("accounts.rescue_stalled_jobs",)  # thousands a day, of no interest when done

_DELETE = """
DELETE FROM procrastinate_jobs job USING procrastinate_events event
WHERE event.job_id = job.id AND job.status IN ('succeeded', 'aborted', 'cancelled')
  AND event.type::text = job.status::text
  AND event.at < CASE WHEN job.task_name = ANY(%s) THEN %s ELSE %s END
"""


def forget_finished_jobs(*, now: datetime) -> int:
    """Delete the rows of jobs that ended well long enough ago; failed ones stay for a person.

    Returns how many were deleted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, [list(ROUTINE_TASKS), now - ROUTINE_KEPT, now - KEPT])
        return int(cursor.rowcount)

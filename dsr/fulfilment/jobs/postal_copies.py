"""A copy for posting is made."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fulfilment.services.postal_copies import MAKE_POSTAL_COPY, build_postal_copy


@jobs.task(name=MAKE_POSTAL_COPY, retry=3)
def make(copy_id: str) -> None:
    """Make one copy."""
    build_postal_copy(copy_id=copy_id, now=timezone.now())

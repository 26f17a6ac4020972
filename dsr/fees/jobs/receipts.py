"""Receipts go for good once their document went on its day."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from dsr.fees.services.receipts import shred_old_receipts


@jobs.periodic(cron="45 18 * * *")  # 03:45 in Tokyo, after files were purged
@jobs.task(name="dsr_fees.shred_receipts", queueing_lock="dsr_fees.shred_receipts", retry=3)
def shred(timestamp: int) -> None:
    """Destroy the keys of deleted receipts."""
    shred_old_receipts(now=timezone.now())

"""Time passes: webhooks ring and a real worker does what waits."""

import gc
from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from config.management.commands.run_worker import worker_of
from config.stripe_sandbox.services.deliveries import deliver_pending_webhooks


def do_jobs() -> None:
    """Webhooks ring, and a real worker does what waits, until nothing is left to do now."""
    with ThreadPoolExecutor(max_workers=1) as pool:  # the browser's event loop holds this thread
        pool.submit(_work).result(timeout=120)


def _work() -> None:
    deliver_pending_webhooks(now=timezone.now())
    worker_of(jobs).run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    connections.close_all()
    gc.collect()  # the jobs' threads are gone; their connections must not outlive the test

"""Background jobs in words: what each is about, how far it is, and whether workers live."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateWorker

from accounts.models import OutboxMessage
from consent.selectors.changes import numbered_and_waiting
from dsr.cases.models import Case
from dsr.console.models import Job
from dsr.console.models.job import SILENT_FOR
from dsr.fees.models import Fee
from dsr.fulfilment.models import ActionTask, Package, SourceResult
from policies.models import PolicyAnnouncement

TASKS: dict[str, str | Promise] = {
    "dsr_cases.write_letters": _("Write the letters of a request"),
    "dsr_cases.sweep_letters": _("Look for letters left behind"),
    "dsr_cases.remind_requesters": _("Remind of corrections of defects"),
    "dsr_cases.shred_cases": _("Make case files unreadable whose time is over"),
    "dsr_fees.shred_receipts": _("Make receipts unreadable whose time is over"),
    "dsr_fulfilment.chase": _("Chase what is near, late or nobody's"),
    "dsr_breaches.remind": _("Remind of reports of breaches"),
    "dsr_cases.link_case": _("Find requests that belong together"),
    "accounts.deliver_mail": _("Send a mail"),
    "accounts.sweep_outbox": _("Look for mail left behind"),
    "accounts.purge_files": _("Delete files whose time is over"),
    "accounts.rescue_stalled_jobs": _("Rescue jobs of silent workers"),
    "accounts.forget_finished_jobs": _("Clear finished jobs away"),
    "dsr_fulfilment.run_source": _("Search one data source"),
    "dsr_fulfilment.run_action": _("Act in one source"),
    "dsr_fulfilment.build_package": _("Build a disclosure package"),
    "dsr_fulfilment.make_postal_copy": _("Make the paper or the medium of an answer"),
    "dsr_fulfilment.remind_of_promises": _("Remind of promises"),
    "dsr_fulfilment.sweep": _("Look for searches left behind"),
    "dsr_fulfilment.close_delivered": _("Close delivered cases"),
    "dsr_fees.settle_refund_rule": _("Apply the refund rule"),
    "dsr_fees.remind_of_fees": _("Remind of unpaid fees"),
    "dsr_fees.return_overpayment": _("Return what was paid twice"),
    "dsr_fees.send_refund": _("Send a refund"),
    "dsr_fees.close_pages": _("Close open payment pages"),
    "dsr_fees.handle_webhook_event": _("Read a notice from Stripe"),
    "dsr_fees.sweep_payments": _("Look for payments left behind"),
    "dsr_fees.pull_and_reconcile": _("Read Stripe's lists and compare all books"),
    "dsr_fees.reconcile_every_night": _("Start the nightly reconciliation"),
    "dsr_fees.reconcile": _("Compare all books"),
    "consent.publish_changes": _("Put changes of consent in order"),
    "consent.send_webhook": _("Tell a service of a change of consent"),
    "consent.sweep_webhooks": _("Look for changes of consent nobody was told of"),
    "consent.forget_answers": _("Forget answers kept for services"),
    "consent.end_web_choices": _("Delete choices on the website whose time is over"),
    "dsr_identity.date_pictures": _("Set the last day of identity pictures"),
    "policies.announce": _("Write to everybody about a revision"),
    "policies.resume_announcements": _("Look for announcements left behind"),
    "policies.purge_provision_records": _("Delete provision records whose time is over"),
    "dsr_portal.discard_drafts": _("Delete drafts left lying"),
    "dsr_portal.drop_parked": _("Delete pages left lying"),
}

_ORDERING = ("consent.publish_changes", "consent.sweep_webhooks")


@dataclass(frozen=True)
class Workers:
    """How many workers gave a sign of life within a minute, and when the last one did."""

    alive: int
    last_heartbeat: datetime | None


@dataclass(frozen=True)
class About:
    """What a job is about: a public reference, and for a search how far it is."""

    reference: str
    done: int = 0
    total: int = 0


def task_words(task_name: str) -> str:
    """What the job does, or its technical name where nobody wrote words for it."""
    return str(TASKS.get(task_name, task_name))


def workers(*, now: datetime) -> Workers:
    """Whether anybody takes jobs."""
    beats = list(
        ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list(
            "last_heartbeat", flat=True
        )[:50]
    )
    alive = sum(beat > now - SILENT_FOR - timedelta(seconds=5) for beat in beats)
    return Workers(alive, beats[0] if beats else None)


def _rows(kind: str, rows: QuerySet, key: str, reference: str, *counts: str) -> QuerySet:
    done, total = counts or (Value(0), Value(0))
    return rows.order_by().values_list(
        Value(kind, CharField()), Cast(key, CharField()), reference, done, total
    )


def what_about(jobs: Iterable[Job]) -> dict[int, About]:
    """What each job is about, by its id. Jobs about nothing in particular are out.

    One query; two more while changes of consent are put in order.
    """
    jobs = list(jobs)
    return {**_about_records(jobs), **_about_order(jobs)}


def _about_order(jobs: list[Job]) -> dict[int, About]:
    """How far the feed is, for jobs that number it just now."""
    running = [job.pk for job in jobs if job.status == "doing" and job.task_name in _ORDERING]
    if not running:
        return {}
    done, waiting = numbered_and_waiting()
    return dict.fromkeys(running, About("", done, done + waiting)) if waiting else {}


def _about_records(jobs: list[Job]) -> dict[int, About]:
    wanted: dict[str, dict[str, list[int]]] = {}
    for job in jobs:
        for kind, value in job.args.items():
            wanted.setdefault(kind, {}).setdefault(str(value), []).append(job.pk)
    parts = [_SOURCES[kind](list(ids)) for kind, ids in wanted.items() if kind in _SOURCES]
    if not parts:
        return {}
    first, *others = parts
    found = first.union(*others, all=True) if others else first
    return {
        pk: About(reference, done, total)
        for kind, key, reference, done, total in found
        for pk in wanted[kind][key]
    }


_SOURCES: dict[str, Any] = {
    "case_id": lambda ids: _rows(
        "case_id", Case.objects.filter(pk__in=ids), "pk", "reference"
    ),
    "result_id": lambda ids: _rows(
        "result_id", SourceResult.objects.filter(pk__in=ids), "pk", "collection__case__reference",
        "categories_done", "categories_total",
    ),
    "task_id": lambda ids: _rows(
        "task_id", ActionTask.objects.filter(pk__in=ids), "pk", "item__case__reference"
    ),
    "package_id": lambda ids: _rows(
        "package_id", Package.objects.filter(pk__in=ids), "pk",
        "decision__collection__case__reference", "records_done", "records_total",
    ),
    "message_id": lambda ids: _rows(
        "message_id", OutboxMessage.objects.filter(pk__in=ids), "pk", "reference"
    ),
    "announcement_id": lambda ids: _rows(
        "announcement_id", PolicyAnnouncement.objects.filter(pk__in=ids), "pk", "version__number",
        "done", "total",
    ),
    "fee_id": lambda ids: _rows("fee_id", Fee.objects.filter(pk__in=ids), "pk", "reference"),
}  # fmt: skip

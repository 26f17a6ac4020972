"""The reproducible record of a case: who did what when, under which policy and which rules.

Ids, codes, dates and hashes only, like the ledger it is drawn from: the same case gives the same
record, byte for byte, until something more happens to it.
"""

import json
from typing import Any

from accounts.models import LedgerHead, StoredFile
from dsr.cases.models import Case, CaseEvent
from dsr.fulfilment.models import (
    Collection,
    Decision,
    Delivery,
    Investigation,
    Measure,
    PostalCopy,
)
from dsr.fulfilment.selectors.decisions import package_of, parts_in
from dsr.fulfilment.selectors.promises import promises_of
from policies.models import DeadlineRule

ARCHIVE_VERSION = 1


def archive_of(case: Case) -> dict[str, Any]:
    """The record as JSON values."""
    return {
        "archive_version": ARCHIVE_VERSION,
        "reference": case.reference,
        "status": case.status,
        "requester_kind": case.requester_kind,
        "channel": case.channel,
        "delivery_method": case.delivery_method,
        "formats": case.formats,
        "policy": {
            "version": case.governing_policy.number,
            "sha256": case.governing_policy.sha256,
        },
        "arrival_date": case.arrival_date.isoformat(),
        "clocks": {
            "identity_due": _clock(case.identity_due_date, case.identity_due_rule),
            "target": _clock(case.target_date, case.target_rule),
            "interim_notice": _clock(case.interim_notice_date, case.interim_notice_rule),
            "art_39": _clock(case.art_39_date, case.art_39_rule),
        },
        "pauses": [
            [pause.reason, _moment(pause.started_on), _moment(pause.ended_on)]
            for pause in case.pauses.order_by("started_on", "pk")
        ],
        "people": {
            "owner": case.owner_id,
            "prepared_by": case.prepared_by_id,
            "released_by": case.released_by_id,
            "alone": case.alone_reason_note_id is not None,
        },
        "items": [
            {
                "kind": item.kind,
                "scope": item.scope,
                "outcome": item.outcome,
                "code": item.outcome_code,
                "decided_at": _moment(item.decided_at),
                "notified_at": _moment(item.notified_at),
            }
            for item in case.items.order_by("position")
        ],
        "collections": [
            _collection(row) for row in Collection.objects.filter(case=case).order_by("number")
        ],
        "decisions": [
            _decision(row)
            for row in Decision.objects.filter(collection__case=case).order_by("collection__number")
        ],
        "investigations": [
            [row.item.position, row.investigated_by_id, _moment(row.investigated_at)]
            for row in Investigation.objects.filter(item__case=case)
            .select_related("item")
            .order_by("item__position")
        ],
        "method_changes": [
            [row.requested, row.used, row.decided_by_id, _moment(row.told_at)]
            for row in case.method_changes.order_by("told_at", "pk")
        ],
        "promises": [
            {
                "item": row.item.position,
                "kind": row.kind,
                "law": row.retention.code if row.retention else None,
                "due_date": row.due_date.isoformat(),
                "made_at": _moment(row.made_at),
                "kept_at": _moment(row.kept_at),
                "kept_by": row.kept_by_id,
            }
            for row in promises_of(case)
        ],
        "events": [_event(event) for event in case.events.order_by("sequence")],
        "ledger_head": _ledger_head(case),
        "case_file_kept_until": _moment(case.purge_on),
    }


def archive_bytes(case: Case) -> bytes:
    """The record as a JSON file in UTF-8."""
    return json.dumps(archive_of(case), ensure_ascii=False, indent=2).encode() + b"\n"


def _clock(on: Any, rule: DeadlineRule) -> dict[str, Any]:
    return {
        "date": on.isoformat(),
        "rule": {
            "code": rule.code,
            "days": rule.days,
            "counted_in": rule.day_kind,
            "effective_from": rule.effective_from.isoformat(),
            "source": rule.source,
        },
    }


def _collection(collection: Collection) -> dict[str, Any]:
    return {
        "number": collection.number,
        "register_sha256": collection.register_sha256,
        "started_at": _moment(collection.started_at),
        "finished_at": _moment(collection.finished_at),
        "sources": [
            {
                "code": row.source.code,
                "configuration_sha256": row.configuration_sha256,
                "status": row.status,
                "fault": row.fault,
                "found": row.found,
                "attempts": row.attempts,
                "finished_at": _moment(row.finished_at),
            }
            for row in collection.results.select_related("source").order_by("source__code")
        ],
        "categories": [
            {
                "code": part.category.code,
                "source": part.result.source.code if part.result else None,
                "outcome": part.outcome,
                "found": part.found,
                "file": _file(part.file),
            }
            for part in parts_in(collection)
        ],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    package = package_of(decision)
    delivery = Delivery.objects.filter(decision=decision).first()
    return {
        "collection": decision.collection.number,
        "content_sha256": decision.content_sha256,
        "submitted_at": _moment(decision.submitted_at),
        "released_at": _moment(decision.released_at),
        "measures": [
            [row.decision_item.item.position, row.action, row.category.code]
            for row in Measure.objects.filter(decision_item__decision=decision)
            .select_related("decision_item__item", "category")
            .order_by("decision_item__item__position", "position")
        ],
        "letters": [_file(decision.letter_ja), _file(decision.letter_en)],
        "package": {
            "manifest_sha256": package.manifest_sha256,
            "built_at": _moment(package.built_at),
            "file": _file(package.file),
        }
        if package
        else None,
        "delivery": _delivery(delivery) if delivery else None,
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "handover": delivery.handover,
        "made_at": _moment(delivery.made_at),
        "expires_at": _moment(delivery.expires_at),
        "revoked_at": _moment(delivery.revoked_at),
        "downloads": delivery.downloads,
        "downloaded_at": _moment(delivery.downloaded_at),
        "letter_seen_at": _moment(delivery.letter_seen_at),
        "postal_method": delivery.postal_method,
        "tracking_number": delivery.tracking_number,
        "posted_on": _moment(delivery.posted_on),
        "posted_by": delivery.posted_by_id,
        "arrived_on": _moment(delivery.arrived_on),
        "returned": [
            {
                "postal_method": row.postal_method,
                "tracking_number": row.tracking_number,
                "posted_on": _moment(row.posted_on),
                "posted_by": row.posted_by_id,
                "reason": row.reason,
                "returned_on": _moment(row.returned_on),
                "recorded_at": _moment(row.recorded_at),
                "recorded_by": row.recorded_by_id,
            }
            for row in delivery.returned_postings.order_by("recorded_at", "pk")
        ],
        "copies": [_copy(row) for row in delivery.postal_copies.order_by("queued_at", "pk")],
    }


def _copy(copy: PostalCopy) -> dict[str, Any]:
    return {
        "form": copy.form,
        "built_at": _moment(copy.built_at),
        "pages": copy.pages,
        "password_seen_at": _moment(copy.password_seen_at),
        "taken_at": _moment(copy.taken_at),
        "taken_by": copy.taken_by_id,
        "files": [
            _file(row.file) for row in copy.files.select_related("file").order_by("position")
        ],
    }


def _event(event: CaseEvent) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "at": _moment(event.at),
        "step": event.step,
        "from": event.from_status,
        "to": event.to_status,
        "actor": [event.actor_kind, event.actor_id, event.actor_name],
        "reason": str(event.reason_id) if event.reason_id else None,
        "facts": event.facts,
        "hash": bytes(event.hash).hex(),
    }


def _ledger_head(case: Case) -> dict[str, Any] | None:
    head = LedgerHead.objects.filter(ledger=CaseEvent._meta.db_table, chain=case.reference).first()
    return {"sequence": head.sequence, "hash": bytes(head.hash).hex()} if head else None


def _file(file: StoredFile | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {
        "id": str(file.pk),
        "sha256": file.sha256,
        "size": file.size,
        "purge_on": _moment(file.purge_on),
        "deleted_at": _moment(file.deleted_at),
    }


def _moment(value: Any) -> str | None:
    return value.isoformat() if value is not None else None

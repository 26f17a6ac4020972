"""The store of Stripe's objects: nothing enters it that Stripe's description does not allow."""

from typing import Any

from config.stripe_sandbox.domain.refusals import missing
from config.stripe_sandbox.domain.schemas import check_object
from config.stripe_sandbox.models import SandboxObject

Body = dict[str, Any]


def add(body: Body, *, hidden: Body | None = None, due_at: int | None = None) -> SandboxObject:
    """Keep a new object. Raises BrokenAnswer unless it is one Stripe could have made."""
    check_object(body["object"], body)
    return SandboxObject.objects.create(
        stripe_id=body["id"],
        kind=body["object"],
        created=body["created"],
        body=body,
        hidden=hidden or {},
        due_at=due_at,
    )


def save(row: SandboxObject) -> SandboxObject:
    """Keep a changed object. Raises BrokenAnswer like `add`."""
    check_object(row.kind, row.body)
    row.save()
    return row


def find(kind: str, stripe_id: str | None) -> SandboxObject | None:
    return SandboxObject.objects.filter(kind=kind, stripe_id=stripe_id).first()


def get(kind: str, stripe_id: str, *, param: str = "id", status: int = 404) -> SandboxObject:
    """The object, or Refused `resource_missing` naming `param`."""
    row = find(kind, stripe_id)
    if row is None:
        raise missing(kind, stripe_id, param=param, status=status)
    return row


def find_by(kind: str, **fields: Any) -> SandboxObject | None:
    """The newest object of this kind whose body holds these fields."""
    rows = SandboxObject.objects.filter(kind=kind, body__contains=fields)
    return rows.order_by("-number").first()

"""A desk to test against: rules, register and company as seeded, people with roles, filed cases.

Everything here walks the real services; nothing sets a status.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Group

from accounts.domain.actor import Actor, requester_actor
from accounts.domain.roles import ROLES
from accounts.models import User
from accounts.selectors.actors import actor_of
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem, file_case
from policies.enums import DeliveryMethod, RequestKind
from policies.services.seeding import (
    publish_policy_version,
    seed_rules,
    set_up_organisation,
)

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)  # noon in Tokyo
CLAIMS = {"family_name": "窓口", "given_name": "花子", "email": "hanako@mail.example"}


def set_up_desk(now: datetime = NOW) -> None:
    """Rules, organisation and one policy version."""
    seed_rules(now=now)
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    publish_policy_version(
        number="2023-09-01",
        text_ja="プライバシーポリシー",
        text_en="Privacy policy",
        announced_at=datetime(2023, 8, 1, tzinfo=UTC),
        effective_from=datetime(2023, 9, 1, tzinfo=UTC).date(),
        now=now,
    )


def make_requester(email: str = "hanako@mail.example") -> User:
    """A person at home."""
    return User.objects.create_user(email)


def make_staff(*roles: str, email: str | None = None) -> User:
    """A member of the desk with these roles."""
    from accounts.services.roles import give_roles, sync_roles

    if Group.objects.count() != len(ROLES):  # tests.conftest has synced them, but for old databases
        sync_roles()
    user = User.objects.create_user(email or f"{'-'.join(roles)}@milly.example", is_staff=True)
    give_roles(user=user, roles=roles)
    return User.objects.get(pk=user.pk)


def staff_actor(*roles: str, email: str | None = None) -> Actor:
    """The actor of a fresh member of staff."""
    return actor_of(make_staff(*roles, email=email))


def file_disclosure(
    requester: User, *, now: datetime = NOW, fee_gate: Gate = Gate.NOT_NEEDED, **facts: Any
) -> Case:
    """One filed disclosure request."""
    case, _ = file_case(
        **{
            "requester": requester,
            "filing_token": uuid.uuid4(),
            "claims": CLAIMS,
            "items": [AskedItem(kind=RequestKind.DISCLOSURE)],
            "delivery_method": DeliveryMethod.DOWNLOAD,
            "formats": ["PDF", "CSV", "JSON"],
            "fee_gate": fee_gate,
            "language": "ja",
            "actor": requester_actor(requester.pk),
            "now": now,
            **facts,
        }
    )
    return case

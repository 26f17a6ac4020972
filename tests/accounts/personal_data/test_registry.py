"""Every model of ours says, in exactly one list, what becomes of the personal data in it."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.apps import apps

from accounts.domain.actor import Actor
from accounts.enums import AccessAction
from accounts.models import User
from accounts.personal_data.registry import collect_all, holdings
from accounts.services.access_records import record_access
from accounts.services.data_subjects import ensure_subject, match_member
from consent.models import ConsentEvent, ConsentItem

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
OURS = (
    "accounts", "consent", "policies", "dsr_breaches", "dsr_cases", "dsr_console", "dsr_fees",
    "dsr_fulfilment", "dsr_identity", "dsr_portal",
)  # fmt: skip


def listed() -> Counter[str]:
    return Counter(
        label
        for holding in holdings()
        for group in (
            holding.collected_and_erased,
            holding.kept_because,
            holding.no_personal_data,
        )
        for label in group
    )


@pytest.mark.parametrize("app", OURS)
def test_every_model_is_in_exactly_one_list(app: str) -> None:
    models = {
        model._meta.label
        for model in apps.get_models(include_auto_created=False)
        if model._meta.app_label == app
    }
    mine = {label: count for label, count in listed().items() if label.split(".")[0] == app}
    assert mine == dict.fromkeys(models, 1)


def test_every_reason_to_keep_is_given() -> None:
    reasons = [reason for holding in holdings() for reason in holding.kept_because.values()]
    assert all(len(reason) > 10 for reason in reasons)


@pytest.mark.django_db
def test_portal_account_consents_and_looks_of_one_person_are_collected() -> None:
    user = User.objects.create_user("hanako@mail.example", language="en")
    subject = ensure_subject(user=user, now=NOW)
    match_member(subject=subject, member_id="M-0001", now=NOW)
    subject.refresh_from_db()
    other = ensure_subject(user=User.objects.create_user("taro@mail.example"), now=NOW)
    staff = User.objects.create_user("s@milly.example", display_name="職員 三郎", is_staff=True)
    item = ConsentItem.objects.create(code="LOCATION", name_ja="位置情報", name_en="Location")
    for person in (subject, other):
        record_access(
            subject_id=person.pk,
            action=AccessAction.VIEWED,
            object_kind="case",
            object_reference=f"DSR of {person.pk}",
            actor=Actor(kind="STAFF", user_id=staff.pk),
            now=NOW,
        )
        ConsentEvent.objects.create(
            chain=f"subject:{person.pk}", at=NOW, subject=person, item=item, action="GIVEN",
            text_version="1", text_sha256="0" * 64, language="ja", source=f"of {person.pk}",
        )  # fmt: skip
    found: dict[str, list[dict[str, object]]] = {}
    for records in collect_all(subject):
        names = {name for name, _, _ in records.fields}
        for record in records.records:
            assert record.keys() == names
        found.setdefault(records.category, []).extend(records.records)
    (account,) = found["PORTAL_ACCOUNT"]
    assert (account["email"], account["member_id"], account["language"]) == (
        "hanako@mail.example", "M-0001", "en",
    )  # fmt: skip
    assert [row["reference"] for row in found["ACCESS_RECORDS"]] == [f"DSR of {subject.pk}"]
    assert [row["source"] for row in found["CONSENTS"]] == [f"of {subject.pk}"]
    text = str(found)
    assert "職員 三郎" not in text
    assert str(other.pk) not in text


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["collected_records", "collected_document"])
def test_looks_at_what_was_collected_are_not_told_as_they_would_reveal_x1(kind: str) -> None:
    subject = ensure_subject(user=User.objects.create_user("hanako@mail.example"), now=NOW)
    staff = User.objects.create_user("s@milly.example", is_staff=True)
    for looked_at in ("case", kind):
        record_access(
            subject_id=subject.pk,
            action=AccessAction.VIEWED,
            object_kind=looked_at,
            object_reference="DSR-2026-000042",
            actor=Actor(kind="STAFF", user_id=staff.pk),
            now=NOW,
        )
    found = [row for row in collect_all(subject) if row.category == "ACCESS_RECORDS"]
    assert [look["object"] for records in found for look in records.records] == ["case"]

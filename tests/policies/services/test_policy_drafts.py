"""A policy is written by some and published by another; then it stands for ever."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from accounts.domain.actor import Actor
from policies.domain.digest import text_digest
from policies.enums import DraftStatus
from policies.models import PolicyAnnouncement, PolicyDraft, PolicyVersion
from policies.services.policy_drafts import (
    UnableToDraftPolicy,
    publish_draft,
    return_draft,
    split_draft,
    start_draft,
    submit_draft,
    write_draft,
)
from policies.services.seeding import set_up_organisation
from tests.desk import NOW, staff_actor

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {
    "document": "PRIVACY_POLICY", "number": "2026-06-01", "nature": "NOTICE_ONLY",
    "text_ja": "## 第1条　取得\n1　いただきます。\n", "text_en": "## Article 1  Data\n1  We ask.\n",
    "summary_ja": "言葉を改めました。", "summary_en": "Words were mended.",
    "consent_triggers": [], "introduces": [], "effective_from": date(2026, 6, 1),
}  # fmt: skip
CONSENT = {
    "nature": "NEEDS_CONSENT", "consent_triggers": ["NEW_PURPOSE"],
    "introduces": ["PURPOSE:PARTNER_REPORT"],
}  # fmt: skip


@pytest.fixture
def writer() -> Actor:
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    return staff_actor("administrator")


@pytest.fixture
def manager() -> Actor:
    return staff_actor("manager")


def drafted(writer: Actor, **facts: Any) -> PolicyDraft:
    return start_draft(facts={**FACTS, **facts}, actor=writer, now=NOW)


def submitted(writer: Actor, **facts: Any) -> PolicyDraft:
    draft = drafted(writer, **facts)
    return submit_draft(draft_id=draft.pk, seen=draft.revision, actor=writer, now=NOW)


def publish(draft: PolicyDraft, actor: Actor, reason: str = "") -> PolicyVersion:
    return publish_draft(
        draft_id=draft.pk, seen=draft.revision, alone_reason=reason, actor=actor, now=NOW
    )


def test_second_person_publishes_and_the_text_stands_for_ever(
    writer: Actor, manager: Actor
) -> None:
    version = publish(submitted(writer, **CONSENT), manager)
    version.refresh_from_db()
    assert (version.number, version.announced_at, version.requires_consent) == (
        "2026-06-01", NOW, True,
    )  # fmt: skip
    assert version.introduces == ["PURPOSE:PARTNER_REPORT"]
    assert version.sha256 == text_digest(FACTS["text_ja"], FACTS["text_en"])
    assert version.published_by_id == manager.user_id
    draft = PolicyDraft.objects.get()
    assert (draft.status, draft.version) == (DraftStatus.PUBLISHED, version)
    assert PolicyAnnouncement.objects.get().version == version
    for change in ("text_ja = 'x'", "effective_from = '2030-01-01'", "requires_consent = false"):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(f"UPDATE policies_policyversion SET {change}")
    for statement in (
        "DELETE FROM policies_policyversion",
        "UPDATE policies_policydraftevent SET by_id = NULL",  # who wrote decides who may publish
        "DELETE FROM policies_policydraftevent",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(statement)


def test_nobody_who_wrote_in_a_draft_publishes_it(manager: Actor, writer: Actor) -> None:
    draft = drafted(writer)
    write_draft(
        draft_id=draft.pk, facts={"summary_ja": "直しました。"}, seen=0, actor=manager, now=NOW
    )
    ready = submit_draft(draft_id=draft.pk, seen=1, actor=writer, now=NOW)
    with pytest.raises(UnableToDraftPolicy) as refused:
        publish(ready, manager)
    assert refused.value.code == "OWN_DRAFT"
    other = staff_actor("manager", email="second@milly.example")
    assert publish(ready, other).summary_ja == "直しました。"


def test_company_of_one_publishes_its_own_draft_with_a_reason(manager: Actor) -> None:
    set_up_organisation(facts={"name_ja": "一人", "name_en": "One", "works_alone": True})
    draft = submitted(manager)
    with pytest.raises(UnableToDraftPolicy) as refused:
        publish(draft, manager)
    assert refused.value.code == "REASON_MISSING"
    publish(draft, manager, "一人の会社のため")
    assert draft.events.get(step="PUBLISHED").reason == "一人の会社のため"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"text_ja": "## 第1条\n第9条のとおり。\n"}, "REFERENCES"),
        ({"text_en": "## Article 2\nOther.\n"}, "REFERENCES"),
        ({"effective_from": date(2026, 4, 1)}, "TOO_SOON"),
        ({**CONSENT, "nature": "MIXED"}, "MIXED"),
        ({"nature": "NEEDS_CONSENT"}, "TRIGGERS"),
        ({"consent_triggers": ["ABROAD"]}, "TRIGGERS"),
        ({**CONSENT, "introduces": []}, "WHAT_IS_NEW"),
        ({**CONSENT, "introduces": ["nonsense"]}, "WHAT_IS_NEW"),
    ],
)
def test_unsound_draft_is_not_handed_over(writer: Actor, facts: Any, code: str) -> None:
    draft = drafted(writer, **facts)
    with pytest.raises(UnableToDraftPolicy) as refused:
        submit_draft(draft_id=draft.pk, seen=0, actor=writer, now=NOW)
    assert refused.value.code == code


def test_day_that_came_while_waiting_is_too_soon(writer: Actor, manager: Actor) -> None:
    draft = submitted(writer)
    with pytest.raises(UnableToDraftPolicy) as refused:
        publish_draft(
            draft_id=draft.pk, seen=1, alone_reason="", actor=manager,
            now=NOW + timedelta(days=61),
        )  # fmt: skip
    assert refused.value.code == "TOO_SOON"


def test_mixed_revision_is_split_in_two_that_keep_their_writers(
    writer: Actor, manager: Actor
) -> None:
    draft = drafted(writer, **{**CONSENT, "nature": "MIXED"})
    second = split_draft(draft_id=draft.pk, seen=0, actor=manager, now=NOW)
    draft.refresh_from_db()
    assert (draft.nature, draft.introduces, draft.consent_triggers) == ("NOTICE_ONLY", [], [])
    assert (second.number, second.nature, second.introduces) == (
        "2026-06-01-B", "NEEDS_CONSENT", ["PURPOSE:PARTNER_REPORT"],
    )  # fmt: skip
    ready = submit_draft(draft_id=second.pk, seen=0, actor=manager, now=NOW)
    third = staff_actor("administrator", "manager", email="third@milly.example")
    for author in (manager, Actor(kind=third.kind, user_id=writer.user_id,
                                  permissions=third.permissions)):  # fmt: skip
        with pytest.raises(UnableToDraftPolicy) as refused:
            publish(ready, author)
        assert refused.value.code == "OWN_DRAFT"
    assert publish(ready, third).requires_consent
    for cut in ({}, {"text_ja": FACTS["text_ja"] + "追記"}):  # one language is not enough
        draft = write_draft(
            draft_id=draft.pk, facts=cut, seen=draft.revision, actor=manager, now=NOW
        )
        with pytest.raises(UnableToDraftPolicy) as refused:
            submit_draft(draft_id=draft.pk, seen=draft.revision, actor=manager, now=NOW)
        assert refused.value.code == "NOT_CUT"
    whole = {"text_en": FACTS["text_en"] + " More."}
    draft = write_draft(draft_id=draft.pk, facts=whole, seen=draft.revision, actor=manager, now=NOW)
    submit_draft(draft_id=draft.pk, seen=draft.revision, actor=manager, now=NOW)


def test_returned_draft_is_written_again(writer: Actor, manager: Actor) -> None:
    draft = submitted(writer)
    with pytest.raises(UnableToDraftPolicy) as refused:
        write_draft(draft_id=draft.pk, facts={}, seen=1, actor=writer, now=NOW)
    assert refused.value.code == "WRONG_STATUS"
    return_draft(draft_id=draft.pk, seen=1, reason="第1条を直してください", actor=manager, now=NOW)
    write_draft(draft_id=draft.pk, facts={"number": "2026-07-01"}, seen=2, actor=writer, now=NOW)
    assert PolicyDraft.objects.get().number == "2026-07-01"


def test_what_somebody_else_changed_is_not_written_over(writer: Actor) -> None:
    draft = drafted(writer)
    write_draft(draft_id=draft.pk, facts={}, seen=0, actor=writer, now=NOW)
    with pytest.raises(UnableToDraftPolicy) as refused:
        write_draft(draft_id=draft.pk, facts={}, seen=0, actor=writer, now=NOW)
    assert refused.value.code == "STALE"


def test_permission_is_asked_and_a_number_is_taken_once(writer: Actor) -> None:
    for actor, code in ((staff_actor("reviewer"), "NOT_PERMITTED"), (writer, "NUMBER_TAKEN")):
        PolicyDraft.objects.exists() or drafted(writer)
        with pytest.raises(UnableToDraftPolicy) as refused:
            drafted(actor)
        assert refused.value.code == code
    with pytest.raises(UnableToDraftPolicy) as refused:
        publish(submitted(writer, number="2026-08-01"), writer)
    assert refused.value.code == "NOT_PERMITTED"

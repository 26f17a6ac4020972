"""Traps of DOMAIN §10 about who asks, what is shown to whom, and leaks: one named test each."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from accounts.domain.actor import requester_actor
from accounts.domain.my_number import contains_my_number
from accounts.enums import MailTemplate
from accounts.letters.mails import mail_text
from accounts.models import AccessRecord, OutboxMessage
from dsr.breaches.enums import BreachKind
from dsr.breaches.selectors.breaches import breaches_of_case
from dsr.breaches.services.openings import open_breach
from dsr.cases.models import Case
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.services.deliveries import UnableToOpenDelivery, open_delivery
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from dsr.identity.domain.authority import BASES, is_minor
from dsr.identity.enums import DocumentClass, DocumentSide
from dsr.identity.models import AuthorityDocument, IdentityDocument
from dsr.identity.services.authority_rechecks import UnableToRecheckAuthority, recheck_authority
from dsr.identity.services.documents import UnableToUploadDocument
from dsr.portal.enums import AskedBy
from policies.models import PolicyAcceptance, PolicyVersion
from policies.selectors.policy_versions import governing_version
from tests.desk import NOW, make_requester
from tests.dsr.identity.review import upload
from tests.dsr.portal.walk import client_of
from tests.matrix.table import Cell
from tests.matrix.telling import check_mails
from tests.matrix.walking import NEXT_DAY, MatrixDesk
from tests.traps.words import lines_with

FULL = Cell("DISCLOSURE", "FULL")
MAILS = "templates/accounts/mail/"
OF_A_PARENT = Cell("PURPOSE_NOTICE", "NOTIFIED", "", "PARENT")


def test_signed_in_member_needs_no_document(desk: MatrixDesk) -> None:
    case = desk.accepted(FULL)
    assert (case.status, case.identity_gate) == ("ACCEPTED", "PASSED")
    assert not IdentityDocument.objects.exists()


@pytest.mark.parametrize("card", ["SPECIFIED_RESIDENCE_CARD", "MY_NUMBER_CARD"])
def test_my_number_and_back_of_specified_card_refused(desk: MatrixDesk, card: str) -> None:
    case = desk.file(OF_A_PARENT)
    with pytest.raises(UnableToUploadDocument) as refusal:
        upload(case, document_class=DocumentClass(card), side=DocumentSide.BACK, moved=True)
    assert refusal.value.code == "SIDE"
    assert "NOTIFICATION_CARD" not in DocumentClass.values
    assert contains_my_number("私の番号は１２３４-５６７８-９０１８です")
    assert not contains_my_number("私の番号は123456789012です")  # a wrong check digit


def test_identity_images_are_gone_within_a_week(desk: MatrixDesk) -> None:
    case = desk.accepted(OF_A_PARENT)
    dates = list(IdentityDocument.objects.values_list("file__purge_on", flat=True))
    dates += AuthorityDocument.objects.values_list("file__purge_on", flat=True)
    assert len(dates) == 3  # of the child, of the parent, of their authority
    assert {(on - case.arrival_date).days <= 7 for on in dates if on} == {True}


def test_heirs_and_spouses_are_no_representatives() -> None:
    statutory = {"PARENT", "MINOR_GUARDIAN", "ADULT_GUARDIAN"}
    assert {code for code, rule in BASES.items() if rule.requester_kind == "STATUTORY"} == statutory
    assert set(BASES) == statutory | {"MANDATE"} == set(AskedBy.values) - {"SELF"}


def test_adult_at_18_not_20() -> None:
    born = date(2008, 4, 2)
    assert is_minor(born, on=date(2026, 4, 1))
    assert not is_minor(born, on=date(2026, 4, 2))
    assert lines_with(r"(20|二十)歳", ".po", ".html", ".txt", ".typ") == []


def test_authority_is_checked_again_at_release(desk: MatrixDesk) -> None:
    case = desk.reviewed(OF_A_PARENT)
    desk.submit(case, OF_A_PARENT)
    with pytest.raises(UnableToReleasePackage) as refusal:
        release_package(case_id=case.pk, actor=desk.manager, now=NEXT_DAY)
    assert refusal.value.code == "AUTHORITY_NOT_TODAY"
    of_age = datetime(2033, 5, 20, 3, tzinfo=UTC)  # the child's 18th birthday
    with pytest.raises(UnableToRecheckAuthority) as ended:
        recheck_authority(
            case_id=case.pk, still_valid=True, reason="", actor=desk.reviewer, now=of_age
        )
    assert ended.value.code == "ADULT"


def test_mail_bodies_hold_no_personal_data(desk: MatrixDesk) -> None:
    """What a whole journey sends, and what every template may say at all."""
    case = desk.closed(FULL)
    check_mails(case, FULL)
    assert len(mail.outbox) > 3
    for template in MailTemplate.values:
        for language in ("ja", "en"):
            message = OutboxMessage(
                recipient=case.requester, template=template, language=language,
                reference=case.reference, path=f"/requests/{case.reference}/",
            )  # fmt: skip
            text = mail_text(message, digits="")
            said = text.subject + text.body
            assert not [word for word in ("花子", "𠮷野", case.requester.email) if word in said]
    used = [line for line in lines_with(r"\{\{", ".txt") if line.startswith(MAILS)]
    names = {name for line in used for name in re.findall(r"\{\{ ?([a-z_.]+)", line)}
    of_the_company = {"organisation.name", "organisation.contact_mail"}
    assert names == {"reference", "link", "digits"} | of_the_company


def test_portal_loads_no_script_of_others(desk: MatrixDesk) -> None:
    case = desk.file(FULL)
    browser = client_of(case.requester)
    for path in ("/", "/policy/", "/request/who/", f"/requests/{case.reference}/"):
        page = browser.get(path, follow=True)
        rules = dict(
            rule.strip().split(" ", 1)
            for rule in page["Content-Security-Policy"].split(";")
            if " " in rule.strip()
        )
        assert (rules["default-src"], rules["script-src"]) == ("'none'", "'self'")
        html = page.content.decode()
        loaded = re.findall(r"<(?:script|img|iframe|link)[^>]+(?:src|href)=\"([^\"]+)\"", html)
        assert [address for address in loaded if not address.startswith(("/", "data:"))] == []
    others = r"googletagmanager|google-analytics|fonts\.googleapis|cdn\.|unpkg\.com"
    assert lines_with(others, ".html", ".js", ".css") == []


def test_new_policy_is_not_applied_by_silence(desk: MatrixDesk) -> None:
    revision = PolicyVersion.objects.create(
        number="2026-02-01", text_ja="改定", text_en="Revised", requires_consent=True,
        announced_at=NOW - timedelta(days=90), effective_from=date(2026, 2, 1),
        published_at=NOW - timedelta(days=90), sha256=hashlib.sha256(b"revised").hexdigest(),
    )  # fmt: skip
    silent = desk.file(FULL)
    assert silent.governing_policy.number == "2023-09-01"
    PolicyAcceptance.objects.create(
        chain=f"subject:{silent.subject_id}", at=NOW, subject=silent.subject, version=revision,
        recorded_by=silent.requester, source="SERVICE_REGISTRATION",
    )  # fmt: skip
    assert governing_version(silent.subject, on=date(2026, 4, 1)) == revision
    assert Case.objects.get(pk=silent.pk).governing_policy.number == "2023-09-01"


def test_wrong_download_opens_a_breach(desk: MatrixDesk) -> None:
    """Somebody else at the door is refused, on record and told to the desk; what did reach
    somebody else becomes a breach of the case, once however often it is reported."""
    case = desk.release(desk.reviewed(FULL), FULL)
    delivery = delivery_of(case)
    assert delivery is not None
    stranger = requester_actor(make_requester("stranger@mail.example").pk)
    for who, code in ((stranger, "NOT_YOURS"), (requester_actor(case.requester_id), "NO_CODE")):
        with pytest.raises(UnableToOpenDelivery) as refusal:  # another person, another session
            open_delivery(delivery_id=delivery.pk, session_key="x", start=0, actor=who, now=NOW)
        assert refusal.value.code == code
    told = OutboxMessage.objects.filter(reference=case.reference, template="STAFF_NOTICE")
    assert told.count() == 1
    assert AccessRecord.objects.filter(action="REFUSED").count() == 1
    for _again in range(2):
        open_breach(
            kind=BreachKind.WRONG_RECIPIENT, case=case, knowledge_on=date(2026, 4, 1),
            description="別の方に届いた。", concerned_subject_ids=[case.subject_id],
            actor=desk.reviewer, now=NOW,
        )  # fmt: skip
    assert breaches_of_case(case).count() == 1


def test_breach_day_one_is_day_of_knowledge(desk: MatrixDesk) -> None:
    """Unlike Art 39: known on the 1st, the preliminary report is due on the 5th (rolled)."""
    case = desk.file(Cell("INQUIRY", ""))
    breach = open_breach(
        kind=BreachKind.OTHER, case=case, knowledge_on=date(2026, 4, 6), description="紛失した。",
        actor=desk.reviewer, now=datetime(2026, 4, 6, 3, tzinfo=UTC),
    )  # fmt: skip
    assert breach.preliminary_due_date == date(2026, 4, 10)
    assert breach.final_due_date == date(2026, 5, 7)  # 5 May, past the holidays
    assert case.art_39_date == date(2026, 4, 16)


def test_every_trap_of_the_list_has_its_test() -> None:
    """The names the owner of DOMAIN §10 looks for; a trap without its test fails here."""
    from tests.traps import test_answers, test_money_and_time

    modules = (test_answers, test_money_and_time)
    named = {name for module in modules for name in vars(module) if name.startswith("test_")}
    named |= {name for name in globals() if name.startswith("test_")}
    assert named == set(TRAPS.split()) | {"test_every_trap_of_the_list_has_its_test"}


TRAPS = """
test_fee_on_correction_or_erasure_is_impossible test_tax_or_postage_is_never_added_to_1000
test_fee_is_once_per_filing_not_per_file
test_clocks_run_from_arrival_not_from_verification_or_payment test_dates_are_jst_not_utc
test_30_days_is_never_shown_as_law test_art_39_is_not_off_by_one test_volume_is_no_ground
test_nobody_is_asked_to_narrow test_paper_or_pdf_is_not_the_only_way
test_method_is_not_changed_silently test_n1_partial_and_content_of_correction_are_told
test_others_data_is_masked_not_all_refused test_all_grounds_of_the_law_can_be_ticked
test_no_absolute_erasure_is_promised test_no_hard_delete_against_a_retention_law
test_x1_leaks_nowhere test_signed_in_member_needs_no_document
test_my_number_and_back_of_specified_card_refused test_identity_images_are_gone_within_a_week
test_heirs_and_spouses_are_no_representatives test_adult_at_18_not_20
test_authority_is_checked_again_at_release test_public_sector_words_appear_nowhere
test_unsearched_backup_or_processor_is_never_none test_mail_bodies_hold_no_personal_data
test_portal_loads_no_script_of_others test_new_policy_is_not_applied_by_silence
test_t_number_is_not_shown_when_not_registered test_reason_is_mandatory
test_case_file_is_part_of_a_later_disclosure test_wrong_download_opens_a_breach
test_breach_day_one_is_day_of_knowledge
"""

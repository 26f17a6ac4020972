"""A representative without the right to receive learns nothing of the answer, by any way."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.gateways.sealing import seal_text
from accounts.models import OutboxMessage
from accounts.selectors.files import open_file
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.selectors.messages import messages_of
from dsr.cases.selectors.principals import principal_address_context
from dsr.fulfilment.models import Delivery, PostalCopy, Promise
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.services.postal_copies import UnableToMakePostalCopy, make_postal_copy_again
from dsr.fulfilment.services.promises import keep_promise
from dsr.fulfilment.services.releases import release_package
from tests.desk import NOW
from tests.dsr.cases.letters.facts import text_of
from tests.dsr.fulfilment.deciding import REASON, DecidingBench, asked, promise
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
HOME = "150-0001 東京都渋谷区見本町1-2-3"
ELSEWHERE = "530-0001 大阪市北区見本町9-9-9"


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def submitted_for_principal(bench: DecidingBench) -> Case:
    """Only the columns that identity writes are set here: fulfilment knows no identity check."""
    case = bench.asking(asked("SUSPENSION"))
    Case.objects.filter(pk=case.pk).update(
        requester_kind="MANDATED", authority_gate=Gate.PASSED, authority_checked_on=NOW.date(),
        answer_goes_to="PRINCIPAL",
        principal_address_sealed=seal_text(
            case.data_key, HOME, context=principal_address_context(case)
        ),
    )  # fmt: skip
    bench.answer(
        case, {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON,
               "promises": (promise(),)},
    )  # fmt: skip
    bench.submitted(case)
    return Case.objects.get(pk=case.pk)


def letter_of(case: Case) -> str:
    decision = decision_of(Case.objects.get(pk=case.pk))
    assert decision is not None
    assert decision.letter_ja is not None
    return text_of(b"".join(open_file(decision.letter_ja)))


def released_to_principal(bench: DecidingBench) -> Case:
    case = submitted_for_principal(bench)
    return release_package(case_id=case.pk, actor=bench.manager, now=NOW)


def test_no_mail_calls_the_representative_to_read_the_answer(bench: DecidingBench) -> None:
    before = OutboxMessage.objects.filter(recipient=bench.requester).count()
    released_to_principal(bench)
    mails = OutboxMessage.objects.filter(recipient=bench.requester).order_by("created_at", "pk")
    told = list(mails.values_list("template", flat=True))[before:]
    assert (told[-1], told.count("ANSWER_READY")) == ("REQUEST_UPDATED", 0)


def test_keeping_a_promise_tells_the_representative_nothing(bench: DecidingBench) -> None:
    case = released_to_principal(bench)
    later = NOW + timedelta(days=30)
    kept = keep_promise(
        promise_id=Promise.objects.get().pk, note="移した。", actor=bench.manager, now=later
    )
    assert kept.kept_at == later
    assert messages_of(case) == []
    agent = Client()
    agent.force_login(bench.requester)
    page = agent.get(f"/requests/{case.reference}/").content.decode()
    assert "新しい仕組みに移します" not in page
    assert agent.get(f"/requests/{case.reference}/answer/").status_code == 404


def test_a_representative_names_no_other_address_for_the_principals_answer(
    bench: DecidingBench,
) -> None:
    released_to_principal(bench)
    delivery = Delivery.objects.get()
    assert delivery.handover == "POST"
    with pytest.raises(UnableToMakePostalCopy) as refusal:
        make_postal_copy_again(
            delivery_id=delivery.pk, address=ELSEWHERE, actor=bench.manager, now=NOW
        )
    assert refusal.value.code == "NOT_TO_BE_NAMED"
    again = make_postal_copy_again(
        delivery_id=delivery.pk, address=" ", actor=bench.manager, now=NOW
    )
    assert again.address_sealed is None
    assert PostalCopy.objects.filter(superseded_at__isnull=True).count() == 1


def test_the_letter_names_whoever_receives_the_answer_on_the_day_of_release(
    bench: DecidingBench,
) -> None:
    """Authority decided anew after the submission may change who receives it, the same day."""
    case = submitted_for_principal(bench)
    assert "渋谷区見本町1-2-3" in letter_of(case)
    Case.objects.filter(pk=case.pk).update(answer_goes_to="REQUESTER")
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert "渋谷区見本町1-2-3" not in letter_of(case)

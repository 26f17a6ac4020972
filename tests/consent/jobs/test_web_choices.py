"""Choices on the website go when their time is over, whole chains at once, and not before."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import LedgerHead
from accounts.selectors.ledgers import verify_ledger
from config.grants import sync_grants
from consent.domain.web_notice import SentChoice
from consent.jobs.web_choices import end
from consent.models import WebChoice
from consent.selectors.transmissions import web_notice
from consent.services.web_choices import end_web_choices, record_web_choice
from policies.models import RetentionRule
from policies.services.seeding import seed_rules
from tests.consent.views.test_snippet import make_transmission

pytestmark = pytest.mark.django_db
OLD, YOUNG, BOTH = (UUID(int=number) for number in (1, 2, 3))


def choose(browser: UUID, days_ago: float, *allowed: str) -> WebChoice:
    """One browser's choice, that long ago."""
    version = web_notice("ja").version
    return record_web_choice(
        choice=SentChoice(browser, version, "ja", allowed, by_signal=False),
        origin="https://www.milly.example",
        now=timezone.now() - timedelta(days=days_ago),
    )


@pytest.fixture(autouse=True)
def choices() -> None:
    """A browser of long ago, one of lately, and one that came back."""
    seed_rules(now=timezone.now())
    make_transmission("analytics-sample", "ANALYTICS")
    choose(OLD, 900)
    choose(OLD, 740, "ANALYTICS")
    choose(YOUNG, 720)
    choose(BOTH, 900)
    choose(BOTH, 5, "ANALYTICS")


def kept() -> list[tuple[str, int]]:
    return list(WebChoice.objects.order_by("chain", "sequence").values_list("chain", "sequence"))


def test_choices_go_two_years_after_the_browsers_last() -> None:
    left = [(f"web:{YOUNG}", 1), (f"web:{BOTH}", 1), (f"web:{BOTH}", 2)]
    for _again in range(2):
        end(0)
        assert kept() == left
        assert verify_ledger("consent_webchoice").faults == []
    choose(OLD, 0)  # the same browser begins anew
    assert (f"web:{OLD}", 1) in kept()
    assert verify_ledger("consent_webchoice").faults == []


def test_choices_go_by_the_rule_in_force() -> None:
    today = timezone.localdate()
    RetentionRule.objects.create(code="WEB_CHOICE", days=715, effective_from=today, source="x")
    end(0)
    assert {chain for chain, _ in kept()} == {f"web:{BOTH}"}


def test_database_spares_what_is_young_whatever_is_asked() -> None:
    end_web_choices(before=timezone.now() + timedelta(days=1))
    assert kept() == [(f"web:{BOTH}", 1), (f"web:{BOTH}", 2)]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WebChoice.objects.filter(chain=f"web:{BOTH}", sequence=1).delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WebChoice.objects.update(language="en")


def test_row_taken_out_by_hand_is_missed() -> None:
    WebChoice.objects.filter(chain=f"web:{OLD}").delete()
    assert [fault.kind for fault in verify_ledger("consent_webchoice").faults] == ["MISSING"]


def test_application_may_end_choices_and_delete_none() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE test_ending_role")
        cursor.execute("GRANT test_ending_role TO CURRENT_USER WITH SET TRUE")
        sync_grants(role="test_ending_role")
        cursor.execute("SET LOCAL ROLE test_ending_role")
        end(0)
        cursor.execute("RESET ROLE")
    assert not LedgerHead.objects.filter(chain=f"web:{OLD}").exists()
    assert not WebChoice.objects.filter(chain=f"web:{OLD}").exists()

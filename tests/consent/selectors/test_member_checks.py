"""The desk's own answer and the interface's are one: two pieces of code, never two verdicts."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.domain.actor import system_actor
from accounts.domain.clock import jst_date
from accounts.models import DataSubject
from accounts.services.data_subjects import ensure_member, match_member
from consent.models import ConsentItem
from consent.selectors.consents import check_consent, check_consents, switches
from consent.selectors.member_checks import check_member, check_members, standings_of
from consent.services.consents import give_consent, withdraw_consent
from policies.enums import PolicyDocument
from policies.models import Country, DataCategory, Recipient
from policies.selectors.policy_notices import notices_for
from policies.selectors.policy_versions import blocked_matters, versions_to_accept
from policies.services.acceptances import record_acceptance, record_joining
from policies.services.seeding import publish_policy_version
from tests.consent.api.service import make_client
from tests.consent.people import make_item, make_subject, publish_words

NOW = datetime(2026, 4, 1, 15, 30, tzinfo=UTC)  # half past midnight on 2 April in Tokyo
TODAY = jst_date(NOW)
MEMBERS = ("M-1", "M-2")
ITEMS = ("PLAIN", "PLACES", "PARTNER")
ABOUT = {
    "PLAIN": {"ITEM:PLAIN"},
    "PLACES": {"ITEM:PLACES", "CATEGORY:PLACES"},
    "PARTNER": {"ITEM:PARTNER", "RECIPIENT:PARTNER", "COUNTRY:XX"},
}
MATTERS = ("ITEM:PLAIN", "CATEGORY:PLACES", "RECIPIENT:PARTNER", "COUNTRY:XX", "PURPOSE:OTHER")


class Version(NamedTuple):
    """One to publish; `day` in days from today."""

    document: PolicyDocument
    day: int
    requires_consent: bool
    introduces: frozenset[str]


class Yes(NamedTuple):
    """A member accepts the version of this place, or joins under it."""

    member: int
    version: int
    joins: bool


class Word(NamedTuple):
    """A member's yes or no to an item, before or after its words changed."""

    member: int
    item: str
    given: bool
    late: bool


VERSIONS = st.lists(
    st.builds(
        Version, st.sampled_from(PolicyDocument), st.sampled_from((-30, -10, -1, 0, 1)),
        st.booleans(), st.frozensets(st.sampled_from(MATTERS), min_size=1, max_size=2),
    ),
    max_size=4,
)  # fmt: skip
YESES = st.lists(st.builds(Yes, st.integers(0, 1), st.integers(0, 3), st.booleans()), max_size=5)
WORDS = st.lists(
    st.builds(Word, st.integers(0, 1), st.sampled_from(ITEMS), st.booleans(), st.booleans()),
    min_size=1, max_size=6,
)  # fmt: skip
POLICY, TERMS = PolicyDocument.PRIVACY_POLICY, PolicyDocument.TERMS
BOTH = [Word(0, "PLACES", given=True, late=False), Word(1, "PLACES", given=True, late=True)]

PROVIDED = [Word(0, "PARTNER", given=True, late=False)]


def new(day: int, document: PolicyDocument = POLICY, *matters: str) -> Version:
    return Version(document, day, True, frozenset(matters or {"CATEGORY:PLACES"}))


class OneAnswer(TestCase):
    """Random worlds of versions, acceptances and consents."""

    members: ClassVar[dict[str, Any]]
    key: ClassVar[str]

    @classmethod
    def setUpTestData(cls) -> None:
        for code in ITEMS:
            make_item(code)
        places = DataCategory.objects.create(
            code="PLACES", position=1, name_ja="位置", name_en="Places"
        )
        abroad = Country.objects.create(code="XX", name_ja="国", name_en="Country")
        partner = Recipient.objects.create(
            code="PARTNER", position=1, name_ja="甲", name_en="A", country=abroad
        )
        ConsentItem.objects.get(code="PLACES").categories.add(places)
        ConsentItem.objects.filter(code="PARTNER").update(recipient=partner)
        match_member(subject=make_subject(), member_id=MEMBERS[0], now=NOW)
        cls.members = {id_: ensure_member(member_id=id_, now=NOW) for id_ in MEMBERS}
        cls.key = make_client()[1]

    @settings(max_examples=15, deadline=None, derandomize=True)
    @given(VERSIONS, YESES, WORDS, st.sampled_from((None, *ITEMS)))
    @example([new(-10)], [Yes(0, 0, joins=False)], BOTH, None)
    @example([new(-10), new(-1, POLICY, "PURPOSE:OTHER")], [Yes(0, 1, joins=False)], BOTH, None)
    @example([new(-10), new(-1, POLICY, "PURPOSE:OTHER")], [Yes(0, 1, joins=True)], BOTH, None)
    @example([new(-10), new(-1, TERMS, "PURPOSE:OTHER")], [Yes(0, 1, joins=True)], BOTH, None)
    @example([new(-10), new(1, POLICY, "PURPOSE:OTHER")], [Yes(0, 1, joins=True)], BOTH, None)
    @example([new(-1, POLICY, "PURPOSE:OTHER"), new(-10)], [Yes(0, 0, joins=True)], BOTH, None)
    @example([new(1)], [Yes(0, 0, joins=True)], BOTH, None)
    @example([new(-1), new(-1)], [Yes(0, 0, joins=True), Yes(1, 1, joins=True)], BOTH, None)
    @example([new(-10)], [Yes(0, 0, joins=False), Yes(0, 0, joins=True)], BOTH, "PLACES")
    @example([new(-10, POLICY, "COUNTRY:XX")], [], PROVIDED, None)
    @example([new(-10, POLICY, "RECIPIENT:PARTNER")], [], PROVIDED, None)
    @example([new(-10, POLICY, "ITEM:PLAIN")], [], [Word(0, "PLAIN", given=True, late=False)], None)
    def test_internal_answer_is_the_interfaces_for_each_member_and_item(
        self, versions: list[Version], yeses: list[Yes], words: list[Word], changed: str | None
    ) -> None:
        self.make_world(versions, yeses, words, changed)
        for member, subject in self.members.items():
            lines = {row.item.code: row for row in switches(subject_id=subject, on=TODAY)}
            told = standings_of(member_id=member, now=NOW)
            blocked = blocked_matters(DataSubject(pk=subject), on=TODAY)
            for code in ITEMS:
                assert bool(lines[code].waits_for) == bool(ABOUT[code] & blocked)
                assert {lines[code].answer.verdict} == {
                    told[code].verdict,
                    check_member(
                        key=self.key, member_id=member, item_code=code, now=NOW
                    ).answer.verdict,
                    check_consent(subject_id=subject, item_code=code, on=TODAY).verdict,
                }, (member, code)
        self.assert_banner_asks_for_what_waits()
        for code in ITEMS:
            own = check_consents(subject_ids=self.members.values(), item_code=code, on=TODAY)
            many = check_members(member_ids=MEMBERS, item_code=code, now=NOW)
            assert {member: own[subject].verdict for member, subject in self.members.items()} == {
                member: verdict for verdict, members in many.items() for member in members
            }

    def assert_banner_asks_for_what_waits(self) -> None:
        person = DataSubject.objects.get(pk=self.members[MEMBERS[0]])
        waiting = [versions_to_accept(person, on=TODAY, document=one) for one in PolicyDocument]
        notices = notices_for(user_id=person.user_id or 0, on=TODAY)
        asked = {notice.version for notice in notices if notice.asks}
        assert asked == {versions[0] for versions in waiting if versions}

    def make_world(
        self, versions: list[Version], yeses: list[Yes], words: list[Word], changed: str | None
    ) -> None:
        actor, ids = system_actor("test"), list(self.members.values())
        for number, version in enumerate(versions):
            announced = NOW - timedelta(days=60) + timedelta(hours=number)
            publish_policy_version(
                number=str(number), document=version.document, text_ja="条", text_en="Article",
                requires_consent=version.requires_consent, introduces=sorted(version.introduces),
                effective_from=TODAY + timedelta(days=version.day), announced_at=announced,
                now=announced,
            )  # fmt: skip
        for yes in yeses:
            if yes.version < len(versions):
                record = record_joining if yes.joins else record_acceptance
                record(
                    subject_id=ids[yes.member], number=str(yes.version), language="ja",
                    source="TEST", actor=actor, now=NOW,
                )  # fmt: skip
        self.say_all(ids, [word for word in words if not word.late], None)
        if changed:
            publish_words(changed, "2", now=NOW, asks_again=True)
        self.say_all(ids, [word for word in words if word.late], changed)

    def say_all(self, ids: list[Any], words: list[Word], changed: str | None) -> None:
        for word in words:
            self.say(ids[word.member], word, "2" if word.item == changed else "1")

    def say(self, subject: Any, word: Word, version: str) -> None:
        where: dict[str, Any] = {
            "subject_id": subject, "item_code": word.item, "language": "ja", "source": "TEST",
            "now": NOW,
        }  # fmt: skip
        if word.given:
            give_consent(**where, text_version=version)
        else:
            withdraw_consent(**where)

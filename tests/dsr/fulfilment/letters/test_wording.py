import re
from collections.abc import Iterator

import pytest

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.letters.words import Words
from dsr.fulfilment.letters.grounds import (
    CORRECTION,
    DISCLOSURE,
    ERASURE,
    GROUNDS,
    INQUIRY,
    PROVISION_RECORDS,
    PROVISION_STOP,
    PURPOSE_NOTICE,
    SUSPENSION,
)
from dsr.fulfilment.letters.wording import DECISIONS, KINDS
from dsr.fulfilment.letters.wording_acting import MEASURES
from policies.enums import RequestKind
from tests.dsr.cases.letters.facts import PUBLIC_SECTOR_WORDS

# Each code's provision, read from the Act as in force since 2022-04-01. Before that day disclosure
# was Art 28 and the definition of retained personal data Art 2(7).
PROVISIONS = {
    (DISCLOSURE, "D1"): "法第33条第2項第1号",
    (DISCLOSURE, "D2"): "法第33条第2項第2号",
    (DISCLOSURE, "D3"): "法第33条第2項第3号",
    (DISCLOSURE, "D4"): "法第33条第4項",
    (DISCLOSURE, "N2"): "法第16条第4項",
    (PROVISION_RECORDS, "D1"): "法第33条第5項において準用する同条第2項第1号",
    (PROVISION_RECORDS, "D2"): "法第33条第5項において準用する同条第2項第2号",
    (PROVISION_RECORDS, "D3"): "法第33条第5項において準用する同条第2項第3号",
    (PROVISION_RECORDS, "N2"): "法第33条第5項",
    (PURPOSE_NOTICE, "P1"): "法第32条第2項第1号",
    (PURPOSE_NOTICE, "P2"): "法第32条第2項第2号（法第21条第4項第1号）",
    (PURPOSE_NOTICE, "P3"): "法第32条第2項第2号（法第21条第4項第2号）",
    (PURPOSE_NOTICE, "P4"): "法第32条第2項第2号（法第21条第4項第3号）",
    (PURPOSE_NOTICE, "N2"): "法第16条第4項",
    (CORRECTION, "C1"): "法第34条第1項・第2項",
    (CORRECTION, "C2"): "法第34条第2項",
    (CORRECTION, "C3"): "法第34条第2項",
    (CORRECTION, "C4"): "法第34条第1項",
    (CORRECTION, "N2"): "法第16条第4項",
    (SUSPENSION, "S1"): "法第35条第2項",
    (SUSPENSION, "S2"): "法第35条第6項",
    (SUSPENSION, "S3"): "法第35条第6項",
    (SUSPENSION, "S4"): "法第35条第6項",
    (SUSPENSION, "S5"): "法第35条第2項ただし書・第6項ただし書",
    (SUSPENSION, "S6"): "法第35条第2項・第6項",
    (SUSPENSION, "N2"): "法第16条第4項",
    (ERASURE, "S1"): "法第35条第2項",
    (ERASURE, "S2"): "法第35条第6項",
    (ERASURE, "S3"): "法第35条第6項",
    (ERASURE, "S4"): "法第35条第6項",
    (ERASURE, "S5"): "法第35条第2項ただし書・第6項ただし書",
    (ERASURE, "S6"): "法第35条第2項・第6項",
    (ERASURE, "N2"): "法第16条第4項",
    (PROVISION_STOP, "S1"): "法第35条第4項",
    (PROVISION_STOP, "S2"): "法第35条第6項",
    (PROVISION_STOP, "S3"): "法第35条第6項",
    (PROVISION_STOP, "S4"): "法第35条第6項",
    (PROVISION_STOP, "S5"): "法第35条第4項ただし書・第6項ただし書",
    (PROVISION_STOP, "S6"): "法第35条第4項・第6項",
    (PROVISION_STOP, "N2"): "法第16条第4項",
}
_STOPPING = {
    "DONE": {""},
    "DONE_IN_PART": {"S6"},
    "MILDER_MEASURE": {"S6"},
    "ALTERNATIVE": {"S5"},
    "REFUSED": {"S1", "S2", "S3", "S4"},
    "DOES_NOT_EXIST": {"N1"},
    "NOT_RETAINED": {"N2"},
}
# Outcomes each kind can end with, DOMAIN §2, and the codes each can carry
OUTCOMES = {
    DISCLOSURE: {
        "FULL": {""},
        "PARTIAL": {"", "D1", "D2", "D3", "D4", "N2"},
        "REFUSED": {"D1", "D2", "D3", "D4"},
        "DOES_NOT_EXIST": {"N1"},
        "NOT_RETAINED": {"N2"},
    },
    PROVISION_RECORDS: {
        "FULL": {""},
        "PARTIAL": {"", "D1", "D2", "D3", "N2"},
        "REFUSED": {"D1", "D2", "D3"},
        "DOES_NOT_EXIST": {"N1"},
        "NOT_RETAINED": {"N2"},
    },
    PURPOSE_NOTICE: {
        "NOTIFIED": {""},
        "REFUSED": {"P1", "P2", "P3", "P4"},
        "DOES_NOT_EXIST": {"N1"},
        "NOT_RETAINED": {"N2"},
    },
    CORRECTION: {
        "DONE": {""},
        "DONE_IN_PART": {"C1", "C2", "C3", "C4"},
        "REFUSED": {"C1", "C2", "C3", "C4"},
        "DOES_NOT_EXIST": {"N1"},
        "NOT_RETAINED": {"N2"},
    },
    SUSPENSION: _STOPPING,
    ERASURE: _STOPPING,
    PROVISION_STOP: _STOPPING,
    INQUIRY: {"ANSWERED": {""}},
}


def every_text() -> Iterator[Words]:
    for kind in KINDS.values():
        yield from filter(None, (kind.subject, kind.request, kind.contents, kind.policy_request))
    for ground in GROUNDS.values():
        yield from (ground.provision, ground.words)
    yield from (decision.conclusion for decision in DECISIONS.values())
    yield from MEASURES.values()


def test_grounds_cite_the_provisions_in_force() -> None:
    assert {key: ground.provision.ja for key, ground in GROUNDS.items()} == PROVISIONS


def test_decisions_cover_every_outcome_and_code_and_no_other() -> None:
    assert set(DECISIONS) == {
        (kind, outcome, code)
        for kind, outcomes in OUTCOMES.items()
        for outcome, codes in outcomes.items()
        for code in codes
    }


def test_decisions_use_the_codes_of_the_case_file() -> None:
    assert {outcome for _kind, outcome, _code in DECISIONS} <= set(Outcome)
    assert {code for _kind, _outcome, code in DECISIONS} - {""} <= set(OutcomeCode)


def test_wording_never_knows_the_internal_code() -> None:
    assert [key for key in (*GROUNDS, *DECISIONS) if OutcomeCode.X1 in key] == []


def test_every_refusal_says_what_can_be_done_and_no_full_answer_does() -> None:
    assert {outcome for (_k, outcome, _c), wording in DECISIONS.items() if not wording.refused} == {
        "FULL",
        "NOTIFIED",
        "DONE",
        "ANSWERED",
    }


def test_art_39_is_named_for_arts_33_to_35_and_no_other() -> None:
    assert {code for code, kind in KINDS.items() if not kind.lawsuit} == {PURPOSE_NOTICE, INQUIRY}


def test_every_kind_of_request_has_its_name() -> None:
    assert set(KINDS) == set(RequestKind)


def test_only_what_the_policy_gives_beyond_the_act_can_be_asked_under_it() -> None:
    assert {code for code, kind in KINDS.items() if kind.policy_request} == {
        SUSPENSION,
        ERASURE,
        PROVISION_STOP,
    }


def test_every_text_is_said_in_both_languages() -> None:
    assert [words for words in every_text() if not words.ja or not words.en] == []


@pytest.mark.parametrize("word", PUBLIC_SECTOR_WORDS)
def test_wording_uses_no_word_of_public_bodies(word: str) -> None:
    assert [words.ja for words in every_text() if word in words.ja] == []


def test_wording_cites_no_article_but_those_on_requests() -> None:
    cited = {int(number) for words in every_text() for number in re.findall(r"第(\d+)条", words.ja)}

    assert cited == {16, 21, 26, 32, 33, 34, 35}


def test_wording_in_english_cites_the_same_articles() -> None:
    for words in every_text():
        japanese = set(re.findall(r"第(\d+)条", words.ja))
        assert set(re.findall(r"Art (\d+)", words.en)) == japanese, words

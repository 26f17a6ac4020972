"""Who may ask for another person, what shows it, and until when somebody is a minor. Pure.

Sources: APPI Art 37(3), Order 13 (statutory representatives, mandated agents); Civil Code Art 4
(adulthood at 18), Art 143 and the Act on the Calculation of Ages; DOMAIN §6. Curators (保佐人),
assistants (補助人), heirs and spouses are no statutory representatives: they need a mandate.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

PARENT, MINOR_GUARDIAN = "PARENT", "MINOR_GUARDIAN"
ADULT_GUARDIAN, MANDATE = "ADULT_GUARDIAN", "MANDATE"
STATUTORY, MANDATED = "STATUTORY", "MANDATED"
ADULT_AT = 18
MAX_AGE_MONTHS = 3

SHOWN, DIFFERS, NOT_SHOWN = "SHOWN", "DIFFERS", "NOT_SHOWN"
CONFIRMED, NOT_CONFIRMED = "CONFIRMED", "NOT_CONFIRMED"
REPRESENTATIVE, PRINCIPAL = "REPRESENTATIVE", "PRINCIPAL"
ALWAYS, BY_SETTING, BY_CHOICE = "ALWAYS", "BY_SETTING", "BY_CHOICE"

# No kind of mandate is needed to complain on somebody's behalf; nothing is handed out by it.
NEEDS_NO_KIND = frozenset({"INQUIRY"})


@dataclass(frozen=True, kw_only=True)
class BasisRule:
    """What holds for one basis of authority.

    Arguments:
        code: an AuthorityBasis.
        requester_kind: the RequesterKind it belongs to.
        documents: AuthorityClass codes of which one must be seen.
        supporting: further classes that may be shown beside, never enough alone.
        points: AuthorityPoint codes a reviewer judges by eye.
        of_minor: whether it ends when the principal comes of age.
        stated_kinds: whether the document must name the kinds asked.
        notice: when the principal is told that somebody asks for them.
        names_principal: whether the document is itself proof of who the principal is (one without
            a photo).
    """

    code: str
    requester_kind: str
    documents: tuple[str, ...]
    points: tuple[str, ...]
    notice: str
    supporting: tuple[str, ...] = ()
    of_minor: bool = False
    stated_kinds: bool = False
    names_principal: bool = True


BASES: dict[str, BasisRule] = {
    rule.code: rule
    for rule in (
        BasisRule(
            code=PARENT, requester_kind=STATUTORY, of_minor=True, notice=BY_CHOICE,
            documents=("FAMILY_REGISTER", "RESIDENT_RECORD"), points=("RELATION",),
        ),
        BasisRule(
            code=MINOR_GUARDIAN, requester_kind=STATUTORY, of_minor=True, notice=BY_CHOICE,
            documents=("FAMILY_REGISTER",), points=("RELATION",),
        ),
        BasisRule(
            code=ADULT_GUARDIAN, requester_kind=STATUTORY, notice=BY_SETTING,
            documents=("GUARDIAN_REGISTRATION",), points=("RELATION", "GUARDIANSHIP"),
        ),
        BasisRule(
            code=MANDATE, requester_kind=MANDATED, notice=ALWAYS, documents=("MANDATE",),
            supporting=("LAWYER_ID",), points=("RELATION", "SIGNED", "SCOPE", "RECEIVE"),
            stated_kinds=True, names_principal=False,
        ),
    )
}  # fmt: skip

# What a point leads to where it is not shown. Everything else leaves authority unconfirmed.
ONLY_THE_ANSWER = frozenset({"RECEIVE"})

# What the person covers before taking the picture, by document; words are in the form.
MASK: dict[str, tuple[str, ...]] = {
    "FAMILY_REGISTER": ("HONSEKI",),
    "RESIDENT_RECORD": ("HONSEKI", "MY_NUMBER_COLUMN"),
    "GUARDIAN_REGISTRATION": (),
    "MANDATE": (),
    "LAWYER_ID": (),
}


def accepted_documents(basis: str) -> tuple[str, ...]:
    """Classes that may be uploaded for a basis."""
    rule = BASES[basis]
    return (*rule.documents, *rule.supporting)


def fits(basis: str, *, requester_kind: str) -> bool:
    """Whether somebody of this RequesterKind may rely on this basis."""
    return basis in BASES and BASES[basis].requester_kind == requester_kind


def uncovered(asked: Collection[str], *, stated: Collection[str]) -> set[str]:
    """Kinds that are asked and that the mandate does not name."""
    return set(asked) - set(stated) - NEEDS_NO_KIND


def outcome_of(basis: str, findings: Mapping[str, str]) -> str:
    """CONFIRMED or NOT_CONFIRMED for complete findings (AuthorityPoint -> Finding)."""
    needed = set(findings) - ONLY_THE_ANSWER
    lacking = any(findings[point] == NOT_SHOWN for point in needed)
    return NOT_CONFIRMED if lacking or not set(BASES[basis].points) <= set(findings) else CONFIRMED


def needs_two(findings: Mapping[str, str]) -> bool:
    """Whether something differs, so that a second person must look (SECURITY 6)."""
    return DIFFERS in findings.values()


def answer_goes_to(basis: str, findings: Mapping[str, str], *, claimed: bool) -> str:
    """REPRESENTATIVE or PRINCIPAL. An agent receives only what the mandate says and they claimed.

    Arguments:
        claimed: whether the agent said that they may receive the answer.
    """
    if "RECEIVE" not in BASES[basis].points:
        return REPRESENTATIVE
    return REPRESENTATIVE if claimed and findings["RECEIVE"] == SHOWN else PRINCIPAL


def comes_of_age_on(born: date) -> date:
    """The first day on which somebody is 18 from midnight to midnight: the 18th birthday.

    The Act on the Calculation of Ages reaches the age at the end of the day before the birthday;
    we count whole days, so the birthday itself is the first day as an adult. Who was born on 29
    February has no birthday in a year without that day: the eighteenth year ends with 28 February
    (Civil Code Art 143(2)), so 1 March is the first day.
    """
    year = born.year + ADULT_AT
    if (born.month, born.day) == (2, 29) and not _is_leap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def is_minor(born: date, *, on: date) -> bool:
    """Whether somebody is under 18 on a JST date."""
    return on < comes_of_age_on(born)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

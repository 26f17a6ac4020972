"""Which answers the law knows to each kind of request, and what of them a person is told. Pure.

Source: the Act Arts 32(2)(3), 33(2)-(5), 34(2), 35(2)(4)(6), 40; DOMAIN §2 and §3.
"""

from collections.abc import Iterable, Mapping

DISCLOSING_KINDS = ("DISCLOSURE", "PROVISION_RECORDS")
HANDING_OVER = ("FULL", "PARTIAL")  # outcomes after which data is handed over
STOPPING_KINDS = ("SUSPENSION", "ERASURE", "PROVISION_STOP")
ACTING_KINDS = ("CORRECTION", *STOPPING_KINDS)
# Arts 34(2), 35(2): decided on an investigation; for the others the collection is one.
INVESTIGATED_KINDS = (*ACTING_KINDS, "INQUIRY")
ACTING = ("DONE", "DONE_IN_PART", "MILDER_MEASURE")  # outcomes that take measures

_NOTHING = ("DOES_NOT_EXIST", ("N1", "X1"))
_NOT_RETAINED = ("NOT_RETAINED", ("N2",))
_C_CODES = ("C1", "C2", "C3", "C4")
_STOPPING: Mapping[str, tuple[str, ...]] = dict(
    (("DONE", ("",)), ("DONE_IN_PART", ("S6",)), ("MILDER_MEASURE", ("S6",)),
     ("ALTERNATIVE", ("S5",)), ("REFUSED", ("S1", "S2", "S3", "S4")), _NOTHING, _NOT_RETAINED)
)  # fmt: skip

ANSWERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "DISCLOSURE": dict(
        (("FULL", ("",)), ("PARTIAL", ("",)), ("REFUSED", ("D1", "D2", "D3", "D4")),
         _NOTHING, _NOT_RETAINED)
    ),
    "PROVISION_RECORDS": dict(
        (("FULL", ("",)), ("PARTIAL", ("",)), ("REFUSED", ("D1", "D2", "D3")),
         _NOTHING, _NOT_RETAINED)
    ),
    "PURPOSE_NOTICE": dict(
        (("NOTIFIED", ("",)), ("REFUSED", ("P1", "P2", "P3", "P4")), _NOTHING, _NOT_RETAINED)
    ),
    "CORRECTION": dict(
        (("DONE", ("",)), ("DONE_IN_PART", _C_CODES), ("REFUSED", _C_CODES),
         _NOTHING, _NOT_RETAINED)
    ),
    **dict.fromkeys(STOPPING_KINDS, _STOPPING),
    "INQUIRY": {"ANSWERED": ("",)},
}  # fmt: skip

# What may be done under each outcome. Erasing may be deletion or making unidentifiable (DOMAIN §4).
_CORRECTING = ("CORRECT", "ADD", "DELETE")
_ERASING = ("ERASE", "ANONYMISE")
ACTIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("CORRECTION", "DONE"): _CORRECTING,
    ("CORRECTION", "DONE_IN_PART"): _CORRECTING,
    ("SUSPENSION", "DONE"): ("SUSPEND",),
    ("SUSPENSION", "DONE_IN_PART"): ("SUSPEND",),
    ("SUSPENSION", "MILDER_MEASURE"): ("SUSPEND", "STOP_PROVISION"),
    ("SUSPENSION", "ALTERNATIVE"): ("STOP_PROVISION",),
    ("ERASURE", "DONE"): _ERASING,
    ("ERASURE", "DONE_IN_PART"): (*_ERASING, "SUSPEND"),
    ("ERASURE", "MILDER_MEASURE"): ("SUSPEND", "STOP_PROVISION"),
    ("ERASURE", "ALTERNATIVE"): ("SUSPEND", "STOP_PROVISION"),
    ("PROVISION_STOP", "DONE"): ("STOP_PROVISION",),
    ("PROVISION_STOP", "DONE_IN_PART"): ("STOP_PROVISION",),
    ("PROVISION_STOP", "MILDER_MEASURE"): ("STOP_PROVISION",),
    ("PROVISION_STOP", "ALTERNATIVE"): (),
}
DESTROYING = _ERASING  # what a law that obliges to keep forbids

# What may be promised for later: a substitute by a date, or the erasure once a law lets us.
PROMISES: Mapping[tuple[str, str], tuple[str, ...]] = {
    **{(kind, "ALTERNATIVE"): ("ALTERNATIVE_MEASURE",) for kind in STOPPING_KINDS},
    ("ERASURE", "DONE_IN_PART"): ("ERASE_AFTER_RETENTION",),
    ("ERASURE", "MILDER_MEASURE"): ("ERASE_AFTER_RETENTION",),
    ("ERASURE", "ALTERNATIVE"): ("ALTERNATIVE_MEASURE", "ERASE_AFTER_RETENTION"),
}

# Which refusals answer which ground a person ticked (DOMAIN §4, keys: StopGround).
_VIOLATIONS = (
    "BEYOND_PURPOSE", "IMPROPER_USE", "DECEITFUL_ACQUISITION", "SENSITIVE_WITHOUT_CONSENT",
    "PROVIDED_WITHOUT_CONSENT",
)  # fmt: skip
REFUSALS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_VIOLATIONS, ("S1",)),
    "NO_LONGER_NEEDED": ("S2",),
    "REPORTABLE_BREACH": ("S3",),
    "INTERESTS_AT_RISK": ("S4",),
    "POLICY": ("S1", "S2", "S4"),  # any reason the person gave in their own words
}


def is_lawful_answer(kind: str, outcome: str, code: str) -> bool:
    """Whether `outcome` under `code` ("" for none) answers a request of `kind`."""
    return code in ANSWERS.get(kind, {}).get(outcome, ())


def told_code(code: str) -> str:
    """The code a person may see: X1 is told as N1 (Orders 5 and 11)."""
    return "N1" if code == "X1" else code


def needs_typed_reason(outcome: str, code: str) -> bool:
    """Whether staff write the reason of the letter; of an inquiry it is the answer itself.

    N1 and X1 always carry the same standard sentence, so that no wording tells them apart.
    """
    acted_less = outcome in ("DONE_IN_PART", "MILDER_MEASURE", "ALTERNATIVE")
    return outcome in ("REFUSED", "ANSWERED") or acted_less or code == "N2"


def allowed_actions(kind: str, outcome: str) -> tuple[str, ...]:
    """What may be done to data under this answer."""
    return ACTIONS.get((kind, outcome), ())


def allowed_promises(kind: str, outcome: str) -> tuple[str, ...]:
    """What may be promised for later under this answer."""
    return PROMISES.get((kind, outcome), ())


def unanswered_grounds(grounds: Iterable[str], codes: Iterable[str]) -> list[str]:
    """Of the grounds a person ticked, those that a refusal under `codes` does not answer."""
    given = set(codes)
    return [ground for ground in grounds if not given & set(REFUSALS.get(ground, ()))]


def is_statutory(kind: str, grounds: Iterable[str]) -> bool:
    """Whether the Act speaks of the request, or only the company's own policy does (10-2)."""
    ticked = set(grounds)
    return not (kind in STOPPING_KINDS and ticked == {"POLICY"})

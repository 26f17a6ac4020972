"""Which answers the law knows to each kind of request, and what of them a person is told. Pure.

Source: the Act Arts 32(2)(3), 33(2)-(5); DOMAIN §2 and §3.
"""

from collections.abc import Mapping

DISCLOSING_KINDS = ("DISCLOSURE", "PROVISION_RECORDS")
HANDING_OVER = ("FULL", "PARTIAL")  # outcomes after which data is handed over

_NOTHING = ("DOES_NOT_EXIST", ("N1", "X1"))
_NOT_RETAINED = ("NOT_RETAINED", ("N2",))

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
}  # fmt: skip


def is_lawful_answer(kind: str, outcome: str, code: str) -> bool:
    """Whether `outcome` under `code` ("" for none) answers a request of `kind`."""
    return code in ANSWERS.get(kind, {}).get(outcome, ())


def told_code(code: str) -> str:
    """The code a person may see: X1 is told as N1 (Orders 5 and 11)."""
    return "N1" if code == "X1" else code


def needs_typed_reason(outcome: str, code: str) -> bool:
    """Whether staff write the reason of the letter.

    N1 and X1 always carry the same standard sentence, so that no wording tells them apart.
    """
    return outcome == "REFUSED" or code == "N2"

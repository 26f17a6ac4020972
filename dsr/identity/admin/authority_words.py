"""What the console says about authority: refusals in kind words, and what to do at 18."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from policies.enums import RequestKind

Words = dict[str, str | Promise]

DECIDING: Words = {
    "NOT_PERMITTED": _("Only reviewers decide."),
    "CLOSED": _("Nothing waits for a decision any more."),
    "NO_DOCUMENT": _("There is no document to look at."),
    "WRONG_DOCUMENT": _("This document cannot show this authority, or it was not uploaded."),
    "INCOMPLETE": _("Please answer every point."),
    "ISSUE_DATE_MISSING": _("Please enter the issue date: it may be three months old at most."),
    "TOO_OLD": _("It was issued more than three months ago. Ask for a newer one."),
    "EXPIRED": _("The authority has run out. Ask for a new document."),
    "KINDS_MISSING": _(
        "The mandate does not name every kind that is asked. Ask for one that does."
    ),
    "BIRTH_DATE_MISSING": _("Please enter the date of birth from the document."),
    "BIRTH_DATE_DIFFERS": _(
        "The date of birth on the document is not the one that was filed. Do not confirm; ask."
    ),
    "ADULT": _(
        "The principal is 18 or older: nobody represents them as a parent or guardian of a minor"
        " any more. They ask themselves, or give a mandate."
    ),
    "POINT_NOT_SHOWN": _(
        "A point that is needed is not shown, so it cannot be confirmed. Curators, assistants,"
        " heirs, and husbands or wives need a letter of mandate."
    ),
    "NOTICE_CHOICE": _("Please say whether the principal is told."),
    "ADDRESS_MISSING": _(
        "The answer goes to the principal, and no address of theirs is known. Decide on identity"
        " first."
    ),
    "REASON_MISSING": _("Please give the reason."),
    "SAME_PERSON": _("You looked first; another person must confirm."),
}
RECHECKING: Words = {
    "NOT_PERMITTED": _("Only reviewers decide."),
    "CLOSED": _("There is nothing to check now."),
    "ADULT": _("The principal is 18 or older by now. Record that the authority has ended."),
    "EXPIRED": _("The authority has run out. Record that it has ended."),
    "REASON_MISSING": _("Please give the reason."),
}
NOTIFYING: Words = {
    "NOT_PERMITTED": _("Only reviewers decide."),
    "CLOSED": _("Nobody is to be told now."),
    "ADDRESS_MISSING": _("No address of the principal is known. Decide on identity first."),
    "NOT_WRITTEN": _("Write the letter first."),
    "DAY": _("Please check the date."),
}
WHEN_OF_AGE = (
    _("The principal came of age. Record that the authority has ended; nothing goes to the"
      " representative."),
    _("Then ask the person themselves. With a mandate of theirs the request goes on (Go on by a"
      " mandate), and the answer goes to them alone."),
    _("Without one, ask the requester to complete the request, and end it with F2 if nothing"
      " comes. They may file again themselves."),
)  # fmt: skip
_CLAIMED = {
    "name": pgettext_lazy("person", "Principal"),
    "birth_date": _("Date of birth"),
    "agent": pgettext_lazy("person", "Representative"),
    "relationship": _("Relationship"),
    "mandate_kinds": _("Kinds the agent says the mandate names"),
    "may_receive": _("Says that they may receive the answer"),
}


def claimed_rows(case: Case) -> list[tuple[str, str]]:
    """What the representative said of the principal, of themselves and of their authority."""
    claims = claims_of(case)
    kinds = [kind for kind in claims.get("mandate_kinds", "").split(",") if kind]
    said = {
        "name": _full_name(claims, ""),
        "birth_date": claims.get("birth_date", ""),
        "agent": _full_name(claims, "agent_"),
        "relationship": claims.get("relationship", ""),
        "mandate_kinds": " / ".join(
            str(RequestKind(kind).label) for kind in kinds if kind in RequestKind.values
        ),
        "may_receive": str(
            pgettext("may receive", "yes") if claims.get("may_receive") == "yes" else ""
        ),
    }
    return [(str(_CLAIMED[name]), value) for name, value in said.items() if value]


def _full_name(claims: dict[str, str], prefix: str) -> str:
    parts = (claims.get(f"{prefix}family_name", ""), claims.get(f"{prefix}given_name", ""))
    return " ".join(part for part in parts if part)

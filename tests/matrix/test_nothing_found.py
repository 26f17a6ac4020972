"""N1 and X1 (Orders 5 and 11): what is not there and what must not be said to be there.

The requester sees the same in both, on the page, in the letter, in every mail and in the history.
"""

import re

import pytest

from dsr.cases.models import Case
from dsr.cases.selectors.timelines import requester_timeline
from dsr.fulfilment.models import DecisionItem
from dsr.fulfilment.selectors.deliveries import delivery_of
from tests.dsr.portal.walk import client_of
from tests.matrix.table import LAWFUL, Cell
from tests.matrix.telling import check_everything, mails_of
from tests.matrix.walking import UNKNOWN, MatrixDesk, letter

KINDS = [kind for kind, answers in LAWFUL.items() if "N1,X1" in answers]
ITS_OWN = re.compile(
    r"(DSR|FEE)-[0-9]{4}-[0-9]+"
    r"|name=\"(csrfmiddlewaretoken|owner)\" value=\"[^\"]+\""
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(hanako|saki)@"
    r"|PDF\s·\s[0-9.]+\sKB"  # another number's digits; same facts, same bytes (test_decision)
)


def plain(text: str) -> str:
    """`text` without what differs between any two requests."""
    return ITS_OWN.sub("…", text)


def seen(case: Case) -> dict[str, object]:
    """All that the requester can see of their request."""
    client = client_of(case.requester)
    pages = [client.get(f"/requests/{case.reference}/{page}") for page in ("", "answer/")]
    delivery = delivery_of(case)
    assert delivery is not None
    return {
        "pages": [(page.status_code, plain(page.content.decode())) for page in pages],
        "letters": [plain(letter(case, language)) for language in ("ja", "en")],
        "mails": mails_of(case),
        "history": [repr(line).replace(case.reference, "…") for line in requester_timeline(case)],
        "items": [(item.outcome, item.outcome_code) for item in case.items.all()],
        "handover": delivery.handover,
        "status": case.status,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_existence_that_is_not_revealed_looks_like_nothing_found(
    desk: MatrixDesk, kind: str
) -> None:
    nothing, hidden = (Cell(kind, "DOES_NOT_EXIST", code) for code in ("N1", "X1"))
    told = desk.closed(nothing, member=UNKNOWN)
    check_everything(told, nothing)
    kept = desk.closed(hidden)
    check_everything(kept, hidden)
    shown, compared = seen(kept), seen(told)
    for name, value in shown.items():
        assert value == compared[name], name
    inside = DecisionItem.objects.order_by("decision__collection__case_id")
    assert list(inside.values_list("code", flat=True)) == ["N1", "X1"]

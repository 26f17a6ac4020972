"""The console's first page, for each role what it works with."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.selectors.actors import actor_of, signed_in
from dsr.console.admin.addresses import address
from dsr.console.admin.finance import READ
from dsr.console.selectors.home import home
from dsr.console.selectors.troubles import Heap
from dsr.fees.selectors.finance_home import finance_home


def _linked(heap: Heap) -> dict[str, Any]:
    kind = heap.kind
    listed = address(f"{kind.page}_changelist")
    return {
        "label": kind.label,
        "count": heap.count,
        "more": heap.more,
        "url": listed and f"{listed}{kind.query}",
        "each": [
            {
                "reference": reference,
                "url": address(f"{kind.each}_change", reference) if kind.each else "",
            }
            for reference in heap.references
        ],
    }


def read_home(request: HttpRequest) -> dict[str, Any]:
    """What the template shows. Links lead only to pages that exist and are permitted."""
    now = timezone.now()
    actor = actor_of(signed_in(request))
    page = home(actor=actor, now=now)
    works_with_books = actor.may(READ) and not page.reads_cases
    return {
        "home": page,
        "faults": [_linked(heap) for heap in page.faults],
        "work": [_linked(heap) for heap in page.work],
        "finance": finance_home(now=now) if works_with_books else None,
        "title": _("Today at the desk"),
    }


admin.site.set_home(template_name="console/home.html", read=read_home)  # type: ignore[attr-defined]

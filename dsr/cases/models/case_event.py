"""The case's ledger: what happened, in order, for ever."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import ActorKind
from accounts.models import LedgerRow
from dsr.cases.enums import Status, Step
from dsr.cases.models.case import Case
from dsr.cases.models.case_item import CaseItem


class CaseEvent(LedgerRow):
    """One step. Chain: the case's reference. `facts` holds codes, ids, dates and counts only.

    A reason is a sealed CaseNote; the ledger holds its id, so shredding the case's key leaves the
    chain whole.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    item = models.ForeignKey(CaseItem, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    step = models.CharField(_("step"), max_length=24, choices=Step)
    from_status = models.CharField(_("from"), max_length=24, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=24, choices=Status)
    actor_kind = models.CharField(_("actor"), max_length=10, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=80, blank=True)
    reason = models.ForeignKey(
        "dsr_cases.CaseNote", on_delete=models.PROTECT, null=True, related_name="+"
    )
    facts = models.JSONField(default=dict)

    class Meta(LedgerRow.Meta):
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="case_event_numbered_once"),
        ]
        indexes = [models.Index(fields=["case", "sequence"], name="case_event_by_case")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.step}"

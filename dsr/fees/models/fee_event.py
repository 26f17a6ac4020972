"""What people decided about a fee: who, when, why. A ledger of its own beside the case's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import LedgerRow
from dsr.cases.models import CaseNote
from dsr.fees.enums import FeeStep
from dsr.fees.models.fee import Fee


class FeeEvent(LedgerRow):
    """One decision by a member of staff. Chain: the fee's reference.

    `facts` holds ids, codes and yen; the reason is a sealed CaseNote, so that shredding the case's
    key leaves the chain whole.
    """

    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    step = models.CharField(_("step"), max_length=24, choices=FeeStep)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # fmt: skip
    reason = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta(LedgerRow.Meta):
        verbose_name = _("fee event")
        verbose_name_plural = _("fee events")
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="fee_event_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.step}"

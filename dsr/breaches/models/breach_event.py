"""The ledger of a breach: what was done, when and by whom, for ever."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import ActorKind
from accounts.models import LedgerRow
from dsr.breaches.enums import BreachStatus, BreachStep
from dsr.breaches.models.breach import Breach


class BreachEvent(LedgerRow):
    """One step. Chain: the breach's reference. `facts` holds codes, ids, dates and counts only.

    A reason is a sealed BreachText; the ledger holds its id.
    """

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    step = models.CharField(_("step"), max_length=24, choices=BreachStep)
    from_status = models.CharField(_("from"), max_length=24, choices=BreachStatus, blank=True)
    to_status = models.CharField(_("to"), max_length=24, choices=BreachStatus)
    actor_kind = models.CharField(_("actor"), max_length=10, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=80, blank=True)
    text = models.ForeignKey(
        "dsr_breaches.BreachText", on_delete=models.PROTECT, null=True, related_name="+"
    )
    facts = models.JSONField(default=dict)

    class Meta(LedgerRow.Meta):
        verbose_name = _("breach event")
        verbose_name_plural = _("breach events")
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "sequence"], name="breach_event_numbered_once"
            ),
        ]
        indexes = [models.Index(fields=["breach", "sequence"], name="breach_event_by_breach")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.step}"

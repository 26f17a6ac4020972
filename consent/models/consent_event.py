"""The ledger of yes and no."""

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import DataSubject, LedgerRow
from consent.enums import ConsentAction
from consent.models.consent_item import ConsentItem


class ConsentEvent(LedgerRow):
    """One yes or no, under which text, when, from where. Chain: "subject:<uuid>"."""

    at = models.DateTimeField(_("at"))
    # Both are there and stay: triggers see to it (consent.domain.projection_sql), once for many.
    subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="consent_events", db_constraint=False
    )
    item = models.ForeignKey(
        ConsentItem, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    action = models.CharField(_("action"), max_length=10, choices=ConsentAction)
    text_version = models.CharField(_("text version"), max_length=20)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=5)
    source = models.CharField(_("source"), max_length=40)

    class Meta(LedgerRow.Meta):
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="consent_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_action_display()}"

"""Access records: who looked at what. A ledger."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import AccessAction, ActorKind
from accounts.models.ledger import LedgerRow


class AccessRecord(LedgerRow):
    """One look at a person's data. Chain: "subject:<uuid>", or "user:<id>" before one is known."""

    at = models.DateTimeField(_("at"))
    actor_kind = models.CharField(_("actor"), max_length=10, choices=ActorKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=80, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=AccessAction)
    object_kind = models.CharField(_("object"), max_length=60)
    object_reference = models.CharField(_("reference"), max_length=80)
    subject_id = models.UUIDField(_("data subject"), null=True, db_index=True)

    class Meta(LedgerRow.Meta):
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        permissions = [("export_access_records", _("Can export access records"))]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "sequence"], name="access_record_numbered_once"
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="access_record_newest")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.action}"

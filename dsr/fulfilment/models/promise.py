"""Open promises: what an answer says will be done later, with its own due date (Arts 34, 35)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.models import CaseItem
from dsr.fulfilment.enums import PromiseKind
from policies.models import LegalRetention


class Promise(models.Model):
    """One promise of a released answer. It outlives the case and is kept only by saying how.

    `text_sealed` is JSON {"ja", "en"}, the words of the letter; `note_sealed` says how it was kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(CaseItem, on_delete=models.PROTECT, related_name="promises")
    kind = models.CharField(_("kind"), max_length=25, choices=PromiseKind)
    retention = models.ForeignKey(
        LegalRetention, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text_sealed = models.BinaryField()
    due_date = models.DateField(_("due"))
    made_at = models.DateTimeField(_("promised at"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("owner"),
    )  # fmt: skip
    reminded_on = models.DateField(_("last reminder on"), null=True, blank=True)
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note_sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        verbose_name = _("open promise")
        verbose_name_plural = _("open promises")
        default_permissions = ("view",)
        permissions = [("keep_promise", _("Can record that a promise was kept"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True, kept_by__isnull=True, note_sealed__isnull=True)
                | Q(kept_at__isnull=False, kept_by__isnull=False, note_sealed__isnull=False),
                name="a_promise_is_kept_by_somebody_who_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(kind="ERASE_AFTER_RETENTION") | Q(retention__isnull=False),
                name="a_later_erasure_names_the_law",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_date", "id"], name="promise_open_by_due",
                condition=Q(kept_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item.case.reference} {self.due_date}"

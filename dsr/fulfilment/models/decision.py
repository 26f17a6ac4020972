"""Decisions: what is answered to each thing asked, prepared by one person, released by another."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import CaseItem
from dsr.fulfilment.models.collection import Collection


class Decision(models.Model):
    """The answer to one collection: a draft until submitted, then fixed by `content_sha256`.

    The hash covers outcomes, reasons, exclusions and every collected file, so that whoever
    approves, approves what was prepared and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="decision")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    letter_ja = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    letter_en = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, content_sha256="", letter_ja__isnull=True)
                | Q(
                    submitted_at__isnull=False, content_sha256__gt="", letter_ja__isnull=False
                ),
                name="submitted_iff_hash_and_letter",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(submitted_at__isnull=False),
                name="released_only_once_submitted",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)


class DecisionItem(models.Model):
    """The answer to one thing asked. X1 stays here: the case's item and the letter say N1.

    `reason_sealed` is JSON {"ja", "en"}, the words of the letter. `further_codes`: what answers the
    other grounds a person ticked, beside `code`. `not_for_volume`: staff stated that the hindrance
    (D2) is another than the amount of data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(CaseItem, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    code = models.CharField(_("ground"), max_length=2, choices=OutcomeCode, blank=True)
    further_codes = models.JSONField(_("further grounds"), default=list, blank=True)
    not_for_volume = models.BooleanField(_("not because of the amount of data"), default=False)
    reason_sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        verbose_name = _("decision on an item")
        verbose_name_plural = _("decisions on items")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["decision", "item"], name="an_item_is_decided_once"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["REFUSED", "NOT_RETAINED", "DOES_NOT_EXIST"])
                | Q(code__gt="", reason_sealed__isnull=False),
                name="a_refusal_has_ground_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="REFUSED", code="D2") | Q(not_for_volume=True),
                name="volume_alone_refuses_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.outcome}"

"""Redactions: what of a part concerns others and is masked, each with ground and reason."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import OutcomeCode
from dsr.fulfilment.enums import RedactionKind
from dsr.fulfilment.models.collected_category import CollectedCategory

CODES = ("D1", "D2", "D3", "N2")
PAGE_KINDS = (RedactionKind.AREA, RedactionKind.PAGE)


class Redaction(models.Model):
    """One masking within a part; the rest of the part is disclosed.

    In records: `record` counts from 1, null means every record; `field` "" means every field. In a
    document: `page` counts from 1, null means every page. `mask_sealed` is JSON {"words": […],
    "area": [x, y, width, height] in fractions of the page}: what is masked is personal data of
    others. `mask_index` is its blind index, by which the same masking is known again.
    `reason_sealed` is JSON {"ja", "en"}. A redaction taken back stays on record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(CollectedCategory, on_delete=models.PROTECT, related_name="redactions")
    kind = models.CharField(_("what is masked"), max_length=8, choices=RedactionKind)
    record = models.PositiveIntegerField(_("record"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=80, blank=True)
    page = models.PositiveSmallIntegerField(_("page"), null=True, blank=True)
    mask_sealed = models.BinaryField()
    mask_index = models.BinaryField()
    places = models.PositiveIntegerField(_("places masked"))
    code = models.CharField(_("ground"), max_length=2, choices=OutcomeCode)
    reason_sealed = models.BinaryField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    restored_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["part", "mask_index"],
                condition=Q(restored_at__isnull=True),
                name="the_same_is_masked_once",
            ),
            models.CheckConstraint(
                condition=Q(code__in=CODES), name="a_redaction_has_a_lawful_ground"
            ),
            models.CheckConstraint(
                condition=Q(restored_at__isnull=True, restored_by__isnull=True)
                | Q(restored_at__isnull=False, restored_by__isnull=False),
                name="taken_back_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=PAGE_KINDS)
                | Q(page__isnull=False, record__isnull=True, field=""),
                name="areas_and_pages_name_their_page",
            ),
            models.CheckConstraint(
                condition=~Q(kind="WHOLE")
                | (Q(page__isnull=True) & (Q(record__isnull=False) | Q(field__gt=""))),
                name="a_whole_value_is_of_a_record_or_field",
            ),
            models.CheckConstraint(
                condition=(Q(record__isnull=True) | Q(record__gte=1))
                & (Q(page__isnull=True) | Q(page__gte=1)),
                name="redacted_records_and_pages_count_from_one",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1), name="a_redaction_masks_something"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.part_id} {self.kind} {self.record or self.page or '*'} {self.code}"

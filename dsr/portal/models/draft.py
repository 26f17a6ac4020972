"""Drafts: everything typed is saved page by page, sealed, until it is filed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import DataKey
from dsr.cases.models import Case


class Draft(models.Model):
    """One unfiled request. Its id is the filing token, so it can be filed only once.

    `answers_sealed` is JSON {page: {"revision": int, "answers": {field: value}}}; a page is saved
    alone, so tabs on different pages never overwrite each other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    answers_sealed = models.BinaryField()
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True, filed_at__isnull=True)
                | Q(case__isnull=False, filed_at__isnull=False),
                name="filed_iff_case",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(case__isnull=True), name="one_open_draft_per_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

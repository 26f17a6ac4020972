"""A collection: one run through every data source for one case."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.cases.models import Case


class Collection(models.Model):
    """One run. The latest of a case counts; earlier ones stay as history without their files.

    `register_sha256` and each result's `configuration_sha256` say under which register of
    categories and which configuration of the source was searched.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="collections")
    number = models.PositiveSmallIntegerField(_("number"))
    register_sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        default_permissions = ("view",)
        permissions = [
            ("collect_data", _("Can collect data")),
            ("act_in_sources", _("Can act in the sources and confirm it")),
            ("prepare_decision", _("Can prepare a decision")),
            ("release_package", _("Can approve and release a decision")),
            ("record_posting", _("Can record a posting and manage a delivery")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="collections_are_numbered"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(finished_at__isnull=True),
                name="one_collection_runs_per_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}/{self.number}"

    @property
    def reference(self) -> str:
        """The case's public reference."""
        return self.case.reference

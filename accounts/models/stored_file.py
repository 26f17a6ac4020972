"""Stored files: sealed on disk, described here, each with the date it must be gone."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import FilePurpose
from accounts.models.data_key import DataKey


class StoredFile(models.Model):
    """A file sealed with a data key (accounts.gateways.vault). Never served by the web server."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    purpose = models.CharField(_("purpose"), max_length=20, choices=FilePurpose)
    path = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    name_sealed = models.BinaryField()
    stored_at = models.DateTimeField(_("stored at"))
    purge_on = models.DateField(_("to be deleted on"), null=True, blank=True, db_index=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-stored_at", "id"], name="stored_file_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True, path__gt="")
                | models.Q(deleted_at__isnull=False, path=""),
                name="deleted_iff_no_path",
            ),
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(path__gt=""), name="a_path_is_one_file"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

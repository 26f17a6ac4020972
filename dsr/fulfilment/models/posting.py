"""What goes into the envelope, and what came back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.fulfilment.enums import PackageStatus, PostalForm, ReturnReason
from dsr.fulfilment.models.delivery import Delivery


class PostalCopy(models.Model):
    """The paper or the medium of one delivery, made from its package. `attempts` fences.

    `password_sealed` opens the medium; the person reads it on their own page, staff never do.
    `address_sealed`: where it goes when the person named another address after a return.
    `taken_at`: when the file for the medium was fetched, which is done once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="postal_copies")
    form = models.CharField(_("form"), max_length=10, choices=PostalForm)
    status = models.CharField(
        _("status"), max_length=10, choices=PackageStatus, default=PackageStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    address_sealed = models.BinaryField(null=True)
    password_sealed = models.BinaryField(null=True)
    password_seen_at = models.DateTimeField(_("password first shown at"), null=True, blank=True)
    taken_at = models.DateTimeField(_("fetched at"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    failure = models.CharField(_("failure"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    built_at = models.DateTimeField(_("built at"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy for posting")
        verbose_name_plural = _("copies for posting")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_postal_copy_per_delivery",
            ),
            models.CheckConstraint(
                condition=Q(status="READY", built_at__isnull=False)
                | (~Q(status="READY") & Q(built_at__isnull=True)),
                name="a_postal_copy_is_ready_iff_built",
            ),
            models.CheckConstraint(
                condition=~Q(status="READY", form="MEDIA") | Q(password_sealed__isnull=False),
                name="a_medium_has_a_password",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False, form="MEDIA"),
                name="only_a_medium_is_fetched_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.form}"


class PostalFile(models.Model):
    """One file of a copy: a volume to print, or the encrypted archive for the medium."""

    copy = models.ForeignKey(PostalCopy, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField(_("position"))
    pages = models.PositiveIntegerField(_("pages"), default=0)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file for posting")
        verbose_name_plural = _("files for posting")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["copy", "position"], name="one_postal_file_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.copy_id}/{self.position}"


class ReturnedPosting(models.Model):
    """A posting that came back: its method, number and day, moved here from the delivery."""

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="returned_postings"
    )
    postal_method = models.CharField(_("postal method"), max_length=15)
    tracking_number = models.CharField(_("tracking number"), max_length=40, blank=True)
    posted_on = models.DateField(_("posted on"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("why it came back"), max_length=15, choices=ReturnReason)
    returned_on = models.DateField(_("came back on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("returned posting")
        verbose_name_plural = _("returned postings")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_on__gte=models.F("posted_on")),
                name="nothing_comes_back_before_it_was_posted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.posted_on}"

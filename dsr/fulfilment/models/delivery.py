"""Deliveries: how the answer reached the person, and every opening of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.fulfilment.enums import Handover, PostalMethod
from dsr.fulfilment.models.decision import Decision


class Delivery(models.Model):
    """The one delivery of a released decision.

    DOWNLOAD: until `expires_at` and `max_downloads` times, behind session and fresh code. LETTER:
    nothing but the letter on the person's page. POST: method, tracking number and day of posting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="delivery")
    handover = models.CharField(_("handover"), max_length=10, choices=Handover)
    made_at = models.DateTimeField(_("made at"))
    letter_seen_at = models.DateTimeField(_("letter opened at"), null=True, blank=True)

    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    max_downloads = models.PositiveSmallIntegerField(_("downloads allowed"), default=0)
    downloads = models.PositiveSmallIntegerField(_("downloads"), default=0)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    downloaded_at = models.DateTimeField(_("downloaded at"), null=True, blank=True)

    postal_method = models.CharField(
        _("postal method"), max_length=15, choices=PostalMethod, blank=True
    )
    tracking_number = models.CharField(_("tracking number"), max_length=40, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("hand-over", "delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(downloads__lte=F("max_downloads")),
                name="downloads_stay_within_the_limit",
            ),
            models.CheckConstraint(
                condition=Q(handover="DOWNLOAD", expires_at__isnull=False)
                | (~Q(handover="DOWNLOAD") & Q(expires_at__isnull=True, downloads=0)),
                name="only_a_download_expires",
            ),
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True, postal_method="", tracking_number="")
                | Q(posted_on__isnull=False, postal_method__gt="", posted_by__isnull=False),
                name="posted_iff_method_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(postal_method__in=["REGISTERED", "ADDRESSEE_ONLY"])
                | Q(tracking_number__gt=""),
                name="recorded_mail_has_a_tracking_number",
            ),
            models.CheckConstraint(
                condition=Q(arrived_on__isnull=True) | Q(arrived_on__gte=F("posted_on")),
                name="arrived_after_it_was_posted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.handover}"


class DownloadGrant(models.Model):
    """One fresh code entered in one session: opens the download there, for a short while.

    `session_sha256` is a hash of the session's key. The first bytes of a grant count as one
    download; what follows within it (a resumed range) does not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    session_sha256 = models.CharField(max_length=64)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    requests = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("download grant")
        verbose_name_plural = _("download grants")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.granted_at}"

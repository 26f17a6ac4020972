"""The outbox: every mail is a row first, written with the change it tells of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import MailTemplate, OutboxStatus
from accounts.models.data_key import DataKey


class OutboxMessage(models.Model):
    """One mail to one user, or to one sealed address on file. Bodies carry no personal data.

    A sealed address or code has a data key of its own, destroyed once the mail is sent: nobody,
    not even a backup, then knows where it went or what it said. `claimed_at` is set while a worker
    speaks to the mail server; `useless_after` is when sending no longer helps (a code ran out).
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, null=True, blank=True)
    address_sealed = models.BinaryField(null=True, blank=True)
    secret_sealed = models.BinaryField(null=True, blank=True)
    template = models.CharField(_("mail"), max_length=30, choices=MailTemplate)
    language = models.CharField(_("language"), max_length=5)
    reference = models.CharField(_("reference"), max_length=30, blank=True)
    path = models.CharField(max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=OutboxStatus, default=OutboxStatus.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(_("failure"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    useless_after = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)

    resent_at = models.DateTimeField(_("sent again at"), null=True, blank=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resent by"),
    )
    resend_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        default_permissions = ("view",)
        permissions = [("resend_mail", _("Can resend mail"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, address_sealed__isnull=True)
                | models.Q(recipient__isnull=True, address_sealed__isnull=False),
                name="mail_goes_to_a_user_or_an_address_on_file",
            ),
            models.CheckConstraint(
                condition=models.Q(status="SENT", sent_at__isnull=False)
                | (~models.Q(status="SENT") & models.Q(sent_at__isnull=True)),
                name="sent_iff_sent_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="SENT", secret_sealed__isnull=False),
                name="a_sent_mail_keeps_no_secret",
            ),
            models.CheckConstraint(
                condition=models.Q(address_sealed__isnull=True, secret_sealed__isnull=True)
                | models.Q(data_key__isnull=False),
                name="what_is_sealed_has_its_key",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="outbox_newest"),
            models.Index(
                fields=["created_at"],
                name="outbox_waiting",
                condition=~models.Q(status="SENT"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_template_display()} {self.reference}".strip()

    @property
    def sending_key(self) -> str:
        """What this handing over to the mail server is called; sending again is another one."""
        again = self.resent_at
        return f"{self.pk}-{again:%Y%m%d%H%M%S}" if again else str(self.pk)

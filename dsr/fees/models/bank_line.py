"""Bank statements: files finance brings, and the lines of them that came from Stripe."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import BankFileFormat, BankImportStatus
from dsr.fees.models.payout import Payout


class BankImport(models.Model):
    """One file, shown before anything is imported.

    Only lines whose words name Stripe as the payer are kept: the others name other people.
    `rows` is what the preview shows, each {line, on, amount, words, balance, fingerprint}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=BankImportStatus, default=BankImportStatus.PREVIEW
    )
    format = models.CharField(_("format"), max_length=10, choices=BankFileFormat)
    digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    others = models.PositiveIntegerField(_("lines of other payers, not kept"), default=0)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("uploaded by"),
    )  # fmt: skip
    uploaded_at = models.DateTimeField(_("uploaded at"))
    ended_at = models.DateTimeField(_("imported or discarded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        default_permissions = ("view",)
        permissions = [("import_bank_statement", _("Can import bank statements"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="PREVIEW", ended_at__isnull=True)
                | (~Q(status="PREVIEW") & Q(ended_at__isnull=False)),
                name="a_bank_import_ended_iff_ended_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"


class BankLine(models.Model):
    """Money that came from Stripe, as the bank tells it. `fingerprint` refuses it a second time."""

    statement = models.ForeignKey(BankImport, on_delete=models.PROTECT, related_name="lines")
    line_number = models.PositiveIntegerField(_("line"))
    booked_on = models.DateField(_("booked on"))
    amount = models.BigIntegerField(_("amount (yen)"))
    words = models.CharField(_("words of the bank"), max_length=200, blank=True)
    balance = models.BigIntegerField(_("balance (yen)"), null=True, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    payout = models.OneToOneField(
        Payout, on_delete=models.PROTECT, null=True, blank=True, related_name="bank_line"
    )
    matched_at = models.DateTimeField(_("matched at"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_bank_line_brought_money"),
            models.CheckConstraint(
                condition=Q(payout__isnull=True, matched_at__isnull=True)
                | Q(payout__isnull=False, matched_at__isnull=False),
                name="a_bank_line_matched_iff_matched_at",
            ),
        ]
        indexes = [models.Index(fields=["booked_on", "amount"], name="bank_line_day_and_amount")]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"

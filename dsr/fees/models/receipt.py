"""Receipts (領収書): numbered without gaps, reissues marked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.fees.models.payment import Payment


class Receipt(models.Model):
    """One receipt document. `issue` 1 is the original; each later one is marked 再発行."""

    number = models.CharField(_("number"), max_length=20)
    issue = models.PositiveSmallIntegerField(_("issue"), default=1)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="receipts")
    addressee_sealed = models.BinaryField()
    # HMAC of the addressee: found by the name as typed, read by nobody. Emptied when shredded.
    party_index = models.BinaryField(default=b"")
    language = models.CharField(max_length=5)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["number", "issue"], name="a_number_is_issued_once"),
            models.UniqueConstraint(fields=["payment", "issue"], name="one_number_per_payment"),
        ]
        indexes = [
            models.Index(fields=["-issued_on", "-id"], name="receipt_newest"),
            models.Index(fields=["party_index"], name="receipt_party"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.issue}"


class ReceiptCounter(models.Model):
    """The last receipt number of a JST year; locked while a receipt takes the next."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

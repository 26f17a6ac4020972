"""Records of provision (第三者提供記録, Arts 29, 30): requests for them are answered from here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import DataKey
from policies.enums import ProvisionBasis, ProvisionDirection
from policies.models.holders import Recipient


class ProvisionBatch(models.Model):
    """Records that came together, under one data key, which dies with the last of them."""

    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=80)
    at = models.DateTimeField(_("at"))
    total = models.PositiveIntegerField(_("records"), default=0)

    class Meta:
        verbose_name = _("batch of provision records")
        verbose_name_plural = _("batches of provision records")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d}"


class ProvisionRecord(models.Model):
    """One provision of one member's data. The member is found by the blind index only.

    `party_*` are the other side as it was then (Enforcement Rules Arts 20, 24); `items` says which
    items of data, `circumstances` how the other side had come by them (Art 30 only).
    """

    key = models.CharField(_("record number"), max_length=80, unique=True)
    batch = models.ForeignKey(ProvisionBatch, on_delete=models.PROTECT, related_name="records")
    direction = models.CharField(_("direction"), max_length=8, choices=ProvisionDirection)
    provided_on = models.DateField(_("date of provision"))
    member_index = models.BinaryField(max_length=32)
    member_sealed = models.BinaryField()
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provision_records",
        verbose_name=_("recipient"),
    )
    party_name = models.CharField(_("other party"), max_length=200)
    party_address = models.CharField(_("address of the other party"), max_length=300)
    party_representative = models.CharField(_("representative"), max_length=120, blank=True)
    items = models.CharField(_("items of data"), max_length=500)
    basis = models.CharField(_("basis of provision"), max_length=7, choices=ProvisionBasis)
    circumstances = models.CharField(_("how they had acquired it"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    keep_until = models.DateField(_("kept until"))

    class Meta:
        verbose_name = _("provision record")
        verbose_name_plural = _("provision records")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(direction="PROVIDED") | ~models.Q(circumstances=""),
                name="received_says_how_it_was_acquired",
            ),
        ]
        indexes = [
            models.Index(fields=["member_index", "provided_on", "id"], name="provision_of_member"),
            models.Index(fields=["keep_until"], name="provision_keep_until"),
        ]

    def __str__(self) -> str:
        return self.key

"""The company whose desk this is. One row; empty means not set, and staff are told so."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Organisation(models.Model):
    """Facts that letters, pages and receipts state (APPI Art 32(1)).

    `works_alone` switches on the exception for a company of one: the same person may prepare and
    release, each time with a recorded reason. `assign_automatically` gives each new request to the
    active reviewer with the fewest open ones.
    """

    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    representative_ja = models.CharField(_("representative (Japanese)"), max_length=120, blank=True)
    representative_en = models.CharField(_("representative (English)"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    address_ja = models.CharField(_("address (Japanese)"), max_length=200, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=200, blank=True)
    manager_title_ja = models.CharField(_("privacy manager (Japanese)"), max_length=120, blank=True)
    manager_title_en = models.CharField(_("privacy manager (English)"), max_length=120, blank=True)
    contact_mail = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=30, blank=True)
    policy_url = models.URLField(_("policy address"), blank=True)
    security_measures_ja = models.TextField(_("security measures (Japanese)"), blank=True)
    security_measures_en = models.TextField(_("security measures (English)"), blank=True)
    invoice_number = models.CharField(_("T-number"), max_length=14, blank=True)
    works_alone = models.BooleanField(_("a company of one"), default=False)
    assign_automatically = models.BooleanField(
        _("give new requests to a reviewer automatically"), default=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_organisation"),
        ]

    def __str__(self) -> str:
        return self.name_ja

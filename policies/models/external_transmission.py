"""External transmissions (外部送信): what leaves a visitor's device, to whom, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from policies.enums import TransmissionGroup


class ExternalTransmission(models.Model):
    """One script or tag of the company's site (Telecommunications Business Act Art 27-12).

    `code` is what the site's tag and the web snippet name it by.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    group = models.CharField(
        pgettext_lazy("of transmissions", "group"), max_length=12, choices=TransmissionGroup
    )
    name_ja = models.CharField(_("service (Japanese)"), max_length=120)
    name_en = models.CharField(_("service (English)"), max_length=120)
    recipient_ja = models.CharField(_("sent to (Japanese)"), max_length=120)
    recipient_en = models.CharField(_("sent to (English)"), max_length=120)
    what_ja = models.TextField(_("what is sent (Japanese)"))
    what_en = models.TextField(_("what is sent (English)"))
    why_ja = models.TextField(_("why we use it (Japanese)"))
    why_en = models.TextField(_("why we use it (English)"))
    their_use_ja = models.TextField(_("what the recipient uses it for (Japanese)"))
    their_use_en = models.TextField(_("what the recipient uses it for (English)"))
    opt_out_ja = models.TextField(_("how to opt out (Japanese)"), blank=True)
    opt_out_en = models.TextField(_("how to opt out (English)"), blank=True)
    opt_out_url = models.URLField(_("address of the opt-out"), blank=True)
    active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("external transmission")
        verbose_name_plural = _("external transmissions")
        default_permissions = ("view", "add", "change")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group="NECESSARY")
                | (~models.Q(opt_out_ja="") & ~models.Q(opt_out_en="")),
                name="what_is_not_needed_can_be_stopped",
            ),
        ]

    def __str__(self) -> str:
        return self.code

"""The words a person says yes to: immutable from publication (trigger), kept for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consent.models.consent_item import ConsentItem


class ConsentText(models.Model):
    """One version of an item's text. `sha256` covers both languages.

    `asks_again`: a yes to an earlier text covers this one no longer; the person is asked again,
    and until then the answer is no (DOMAIN §9: never by silence).
    """

    item = models.ForeignKey(ConsentItem, on_delete=models.PROTECT, related_name="texts")
    version = models.CharField(_("text version"), max_length=20)
    text_ja = models.TextField(_("text (Japanese)"))
    text_en = models.TextField(_("text (English)"))
    sha256 = models.CharField(max_length=64)
    asks_again = models.BooleanField(_("asks again"), default=False)
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="a_text_version_is_one_text"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.version}"

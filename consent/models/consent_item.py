"""Things a person may say yes or no to."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.models import DataCategory, Recipient


class ConsentItem(models.Model):
    """One switch (policy Arts 4-1, 6); its words are its ConsentTexts.

    `prerequisite`: the service cannot be given without it, so it ends only by leaving the service
    (policy Art 4-2). `recipient`: whom the data goes to, for a consent to provision (Art 27).
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    prerequisite = models.BooleanField(_("needed for the service"), default=False)
    active = models.BooleanField(_("active"), default=True)
    categories = models.ManyToManyField(
        DataCategory, blank=True, related_name="consent_items", verbose_name=_("categories")
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, blank=True, related_name="consent_items",
        verbose_name=_("recipient"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("consent item")
        verbose_name_plural = _("consent items")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_ja

"""What visitors of the company's site chose about external transmissions (外部送信)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import LedgerRow


class WebChoice(LedgerRow):
    """One choice in the snippet. Chain: "web:<uuid>", a number only the visitor's browser keeps.

    Nobody is identified and no address is kept; a later choice of the same browser is a new row.
    `notice_sha256` is of what was shown (consent.selectors.transmissions); `by_signal`: the browser
    asked for Global Privacy Control while the person chose.

    Kept as long as the rule WEB_CHOICE says after the browser's last choice; then the whole chain
    goes at once, by a function of the database that spares what is young (domain.web_choices_sql).
    """

    at = models.DateTimeField(_("at"))
    origin = models.CharField(_("site"), max_length=200)
    language = models.CharField(_("language"), max_length=5)
    notice_sha256 = models.CharField(_("fingerprint of what was shown"), max_length=64)
    offered = ArrayField(
        models.CharField(max_length=12), verbose_name=pgettext_lazy("snippet", "asked about")
    )
    allowed = ArrayField(
        models.CharField(max_length=12), verbose_name=pgettext_lazy("snippet", "allowed")
    )
    by_signal = models.BooleanField(_("Global Privacy Control was on"), default=False)

    class Meta(LedgerRow.Meta):
        verbose_name = _("choice on the website")
        verbose_name_plural = _("choices on the website")
        indexes = [models.Index(fields=["at"], name="web_choice_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="web_choice_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(offered__contains=models.F("allowed")),
                name="only_what_was_offered_is_allowed",
            ),
        ]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.origin}"

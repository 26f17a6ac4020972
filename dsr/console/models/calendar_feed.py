"""Calendar feeds: a secret address per member of staff, kept only as a hash."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """The address of one person's .ics feed. A new one replaces it; revoked, it opens nothing.

    `token_hash` is SHA-256 of a token of 256 random bits, which nobody but its owner ever sees.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("owner"),
    )  # fmt: skip
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendar")
        default_permissions = ()

    def __str__(self) -> str:
        return f"feed of {self.user_id}"

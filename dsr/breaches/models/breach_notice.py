"""Who was told of a breach, when and how (Art 26(1)(2))."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.breaches.enums import Audience, NoticeWay
from dsr.breaches.models.breach import Breach


class BreachNotice(models.Model):
    """One telling. What was said is sealed; never changed, a wrong one is followed by a right."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="notices")
    audience = models.CharField(_("who was told"), max_length=10, choices=Audience)
    way = models.CharField(_("how they were told"), max_length=10, choices=NoticeWay)
    told_on = models.DateField(_("told on"))
    people = models.PositiveIntegerField(_("how many were told"), default=1)
    text_sealed = models.BinaryField()
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("notice of a breach")
        verbose_name_plural = _("notices of a breach")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(people__gt=0), name="somebody_was_told"),
        ]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.audience} {self.told_on}"

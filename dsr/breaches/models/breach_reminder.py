"""That the managers were reminded of a clock on a day: once, however often the job runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.breaches.enums import Clock
from dsr.breaches.models.breach import Breach


class BreachReminder(models.Model):
    """One reminder of one clock on one day."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="reminders")
    clock = models.CharField(max_length=12, choices=Clock)
    due_date = models.DateField()
    on = models.DateField(_("reminded on"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "clock", "due_date", "on"], name="one_reminder_a_clock_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.clock} {self.on}"

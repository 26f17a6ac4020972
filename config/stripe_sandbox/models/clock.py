from django.db import models


class Clock(models.Model):
    """How far the sandbox's time runs ahead of real time, and how late it books; one row."""

    offset_seconds = models.BigIntegerField(default=0)
    booking_delay_seconds = models.PositiveIntegerField(default=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="sandbox_has_one_clock")
        ]

    def __str__(self) -> str:
        return f"{self.offset_seconds:+d} s"

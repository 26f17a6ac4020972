from django.db import models

from config.stripe_sandbox.enums import Fault


class PlannedFault(models.Model):
    """A fault waiting for one of the next API calls."""

    fault = models.CharField(max_length=20, choices=Fault.choices)
    path_contains = models.CharField(max_length=100, default="")  # "" meets every call
    method = models.CharField(max_length=6, default="")  # "" meets every method
    remaining = models.PositiveSmallIntegerField(default=1)
    seconds = models.FloatField(default=0)  # how long TIME_OUT holds the answer

    def __str__(self) -> str:
        return f"{self.fault} × {self.remaining}"

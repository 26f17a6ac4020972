"""The last number given out in a year; its row is also the lock under which breaches open."""

from django.db import models


class BreachCounter(models.Model):
    """One row a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

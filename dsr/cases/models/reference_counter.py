"""Counts references per year."""

from django.db import models


class ReferenceCounter(models.Model):
    """The last number given in a JST year; locked while a case takes the next."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

"""Data sources: the systems that hold personal data, and how each is read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from dsr.fulfilment.enums import ActionRoute, Connector
from policies.models import DataCategory


class DataSource(models.Model):
    """One system. Its address is a secret and lives in settings.DATA_SOURCE_DSNS[code] only.

    `queries` of a SQL source: a list of {"category", "sql", "fields": [{"name", "label_ja",
    "label_en"}]}, in the grammar of dsr.fulfilment.gateways.sql_query. `searched_by` lists kinds of
    identifier (IdentifierKind). `task_days` are the calendar days a manual task is given.
    `action_route`: how it is told to correct, suspend or erase; HTTP needs an entry in
    settings.ACTION_ENDPOINTS.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    connector = models.CharField(_("connector"), max_length=10, choices=Connector)
    categories = models.ManyToManyField(
        DataCategory, related_name="sources", verbose_name=_("categories it holds")
    )
    searched_by = models.JSONField(_("searched by"), default=list, blank=True)
    queries = models.JSONField(_("queries"), default=list, blank=True)
    action_route = models.CharField(
        _("told to act"), max_length=10, choices=ActionRoute, default=ActionRoute.MANUAL
    )
    instructions_ja = models.TextField(_("instructions (Japanese)"), blank=True)
    instructions_en = models.TextField(_("instructions (English)"), blank=True)
    task_days = models.PositiveSmallIntegerField(_("days for the task"), default=5)
    active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("data source")
        verbose_name_plural = _("data sources")
        default_permissions = ("view",)
        permissions = [("manage_sources", _("Can manage data sources"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(connector="SQL") | models.Q(queries=[]),
                name="only_a_database_has_queries",
            ),
        ]

    def __str__(self) -> str:
        return self.code

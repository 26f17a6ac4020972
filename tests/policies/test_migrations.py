"""What a migration of policies brings to an installation that is there already."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from policies.domain.seeded_rules import FIRST_DAY, RETENTIONS
from policies.models import RetentionRule
from policies.services.seeding import seed_rules
from tests.desk import NOW

pytestmark = pytest.mark.django_db
MIGRATION = import_module("policies.migrations.0011_choices_on_the_website_have_a_rule")


def migrate() -> list[tuple[str, int, str]]:
    """The rules for choices on the website after the migration has run."""
    with connection.schema_editor() as editor:
        MIGRATION.add_rule(apps, editor)
    rules = RetentionRule.objects.filter(code="WEB_CHOICE", effective_from=FIRST_DAY)
    return list(rules.values_list("code", "days", "source"))


def test_installation_of_before_gets_the_seeded_rule_for_choices_on_the_website() -> None:
    for code, days, source in RETENTIONS[:-1]:
        RetentionRule.objects.create(code=code, days=days, source=source, effective_from=FIRST_DAY)
    assert [migrate(), migrate()] == [[RETENTIONS[-1]], [RETENTIONS[-1]]]
    seed_rules(now=NOW)
    assert RetentionRule.objects.count() == len(RETENTIONS)


def test_fresh_installation_gets_its_rules_by_the_seed_alone() -> None:
    assert migrate() == []

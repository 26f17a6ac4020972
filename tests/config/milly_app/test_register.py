"""The register: complete, bilingual, and accepted by the apps that seed from it."""

import re

import pytest

from config.demo.milly_app.categories import CATEGORIES
from config.demo.milly_app.queries import HELD, LABELS, MILLY_QUERIES
from config.demo.milly_app.register import PROCESSORS, PURPOSES, Holder
from config.demo.milly_app.schema import COLUMNS
from config.demo.milly_app.sources import SOURCES, category_rows, purpose_rows
from dsr.fulfilment.gateways.sql_query import check_query
from policies.models import DataCategory, PurposeOfUse
from policies.services.seeding import seed_register

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")


def test_every_table_belongs_to_one_category() -> None:
    tables = [table for category in CATEGORIES for table in category.tables]
    assert sorted(tables) == sorted(COLUMNS)
    assert {category.code: category.tables for category in CATEGORIES if category.tables} == {
        code: (table,) for code, (table, _order) in HELD.items()
    }


def test_every_category_is_searched_or_explained() -> None:
    searched = [code for source in SOURCES for code in source.categories]
    excluded = [row["code"] for row in category_rows() if row["excluded_because_ja"]]
    assert sorted(searched + excluded) == sorted(category.code for category in CATEGORIES)
    for category in CATEGORIES:
        told = category.holder in (Holder.BY_HAND, Holder.NOT_SEARCHED)
        assert (bool(category.note_ja), bool(category.note_en)) == (told, told)


def test_purposes_are_the_seven_of_the_policy_and_each_is_used() -> None:
    assert len(PURPOSES) == 7
    used = {code for category in CATEGORIES for code in category.purposes}
    assert used == {purpose.code for purpose in PURPOSES}


def test_processors_are_known() -> None:
    named = {category.processor for category in CATEGORIES if category.processor}
    assert named <= {processor.code for processor in PROCESSORS}


def test_languages_are_not_mixed() -> None:
    pairs = [(purpose.text_ja, purpose.text_en) for purpose in PURPOSES]
    pairs += [(row.name_ja, row.name_en) for row in CATEGORIES]
    pairs += [(row.items_ja, row.items_en) for row in CATEGORIES]
    pairs += [(row.note_ja, row.note_en) for row in CATEGORIES if row.note_ja]
    pairs += [(row.name_ja, row.name_en) for row in PROCESSORS]
    pairs += [(row.work_ja, row.work_en) for row in PROCESSORS]
    pairs += [(row.name_ja, row.name_en) for row in SOURCES]
    pairs += [pair for pair in LABELS.values() if pair[0] != "OS"]
    assert [
        pair for pair in pairs if not JAPANESE.search(pair[0]) or JAPANESE.search(pair[1])
    ] == []


def test_queries_follow_the_grammar_and_label_every_column() -> None:
    assert [check_query(query).category for query in MILLY_QUERIES] == list(HELD)
    assert set(LABELS) == {column for columns in COLUMNS.values() for column in columns}


@pytest.mark.django_db
def test_register_is_what_the_policies_seed() -> None:
    seed_register(purposes=purpose_rows(), categories=category_rows())
    for category in DataCategory.objects.all():
        category.full_clean()
    codes = set(DataCategory.objects.values_list("code", flat=True))
    assert {category.code for category in CATEGORIES} <= codes
    assert {purpose.code for purpose in PURPOSES} <= set(
        PurposeOfUse.objects.values_list("code", flat=True)
    )
    usage = DataCategory.objects.get(code="USAGE")
    assert set(usage.purposes.values_list("code", flat=True)) == {
        *("SERVICE", "ANALYTICS", "ENFORCEMENT", "PARTNER_REPORT"),
    }

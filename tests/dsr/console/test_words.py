"""Japanese is complete: every phrase of the desk's templates and tables has its translation."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context
from django.template.base import Template
from django.template.engine import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import override, trans_real

from dsr.cases.enums import Step
from dsr.console.admin.job import EVENTS, STATES
from dsr.console.console.step_words import EXPLANATIONS, GUARD_WORDS, WORDS
from dsr.console.selectors.case_words import (
    CLAIM_WORDS,
    DETAIL_WORDS,
    DOWNLOAD_WORDS,
    LANGUAGE_WORDS,
    MISSING_WORDS,
)
from dsr.console.selectors.jobs import TASKS
from dsr.console.selectors.queue import TABS
from dsr.console.selectors.troubles import FAULTS, WORK
from tests.config.test_design import _english

TEMPLATES = Path(settings.BASE_DIR) / "dsr" / "console" / "templates"
PAGES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
TABLES = (
    EVENTS, STATES, EXPLANATIONS, GUARD_WORDS, CLAIM_WORDS, DETAIL_WORDS, DOWNLOAD_WORDS,
    LANGUAGE_WORDS, MISSING_WORDS, TASKS, TABS,
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_phrase_of_the_desks_templates_has_japanese(name: str) -> None:
    template: Template = Engine.get_default().get_template(name)
    nodes = [
        *template.nodelist.get_nodes_by_type(TranslateNode),
        *template.nodelist.get_nodes_by_type(BlockTranslateNode),
    ]
    catalogue = vars(trans_real.translation("ja"))["_catalog"]
    keys = [f"{hint}\x04{words}" if hint else words for hint, words in _english(nodes, Context())]
    assert [key for key in keys if key not in catalogue and (key, 0) not in catalogue] == []


def test_every_table_of_words_is_japanese_in_japanese() -> None:
    words = [text for table in TABLES for text in table.values()]
    words += [text for sentences in WORDS.values() for text in sentences]
    words += [kind.label for kind in (*FAULTS.values(), *WORK.values())]
    with override("ja"):
        assert [str(text) for text in words if str(text).isascii()] == []


def test_every_button_says_what_it_does() -> None:
    from dsr.console.admin.case_steps import PAGES as STEP_PAGES

    assert set(WORDS) == set(STEP_PAGES)
    assert all(isinstance(step, Step) for step in WORDS)

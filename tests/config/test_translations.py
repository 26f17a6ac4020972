"""Every message id of ours has its Japanese, and no page can switch escaping off."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import template as django_template

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "config", "consent", "dsr", "policies")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def own_catalogues() -> list[Path]:
    """Ours, one for each app."""
    return [path for app in APPS for path in (ROOT / app).rglob("locale/ja/LC_MESSAGES/*.po")]


def catalogue() -> set[tuple[str | None, str]]:
    """(context, msgid) of every message with a Japanese text, Django's and allauth's included."""
    import allauth
    import django

    sources = own_catalogues()
    for package in (django, allauth):
        folder = Path(str(package.__file__)).parent
        sources += folder.rglob("locale/ja/LC_MESSAGES/django.po")
    known = set()
    for source in sources:
        with source.open("rb") as text:
            for message in read_po(text, locale="ja"):
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                texts = [message.string] if isinstance(message.string, str) else message.string
                if msgid and texts and all(texts):
                    known.add((message.context, msgid))
    return known


def python_files() -> Iterator[Path]:
    for app in APPS:
        yield from (
            path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts
        )


def template_files() -> Iterator[Path]:
    for folder in (ROOT / "templates", *(ROOT / app for app in APPS)):
        for ending in ("*.html", "*.txt", "*.xml"):
            yield from (path for path in sorted(folder.rglob(ending)) if "templates" in path.parts)


def messages_of(path: Path) -> Iterator[tuple[str | None, str]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What makemessages does; then each call alone on its line, for Python's own tokenizer.
        text = "\n".join(calls_in(django_template.templatize(text, origin=str(path))))
    source = io.BytesIO(text.encode())
    for _line, found, _comments, context in extract("python", source, keywords=KEYWORDS):
        yield context, found if isinstance(found, str) else found[0]


def calls_in(blanked: str) -> Iterator[str]:
    """The translation calls of a template that Django turned into something like Python."""
    for start in re.finditer(r"\b(?:gettext|ngettext|pgettext|npgettext|_)\(", blanked):
        for end in re.finditer(r"\)", blanked[start.end() :]):
            call = blanked[start.start() : start.end() + end.end()]
            try:
                ast.parse(call, mode="eval")
            except SyntaxError:
                continue
            yield call
            break


@pytest.mark.parametrize("app", [*APPS, "templates"])
def test_every_message_has_its_japanese(app: str) -> None:
    known = catalogue()
    files = [*python_files(), *template_files()]
    missing = sorted(
        f"{path.relative_to(ROOT)}: {msgid!r}"
        for path in files
        if path.relative_to(ROOT).parts[0] == app
        for context, msgid in messages_of(path)
        if msgid and (context, msgid) not in known
    )
    assert missing == []


def test_message_has_one_japanese_in_all_catalogues() -> None:
    """Django merges them: of two, one app speaks for the other. Another sense needs a context."""
    said: dict[tuple[str | None, object], dict[object, str]] = {}
    for source in own_catalogues():
        with source.open("rb") as text:
            for message in read_po(text, locale="ja"):
                if message.id:
                    texts = said.setdefault((message.context, message.id), {})
                    texts.setdefault(message.string, str(source.relative_to(ROOT).parent))
    assert {message: texts for message, texts in said.items() if len(texts) > 1} == {}


def test_no_template_switches_escaping_off() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in template_files()
        if path.suffix == ".html"  # mails are plain text: there is nothing to escape
        for found in re.finditer(
            r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off", path.read_text(encoding="utf-8")
        )
    ]
    assert wrong == []


def test_no_template_carries_inline_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+="
    )
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in template_files()
        if path.suffix == ".html"
        for found in inline.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []

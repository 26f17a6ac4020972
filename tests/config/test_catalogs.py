"""The message catalogues: every one compiles, Japanese is complete, broken ones are refused."""

import os
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from config import catalogs
from config.catalogs import ROOT, UnableToCompile, compile_catalog, is_stale, sources

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def _texts(message: Message) -> list[object]:
    """The translations of a message: one, or one for each plural form."""
    return [*message.string] if isinstance(message.string, list | tuple) else [message.string]


def _write(folder: Path, entries: str) -> Path:
    source = folder / "locale" / "ja" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + entries)
    return source


@pytest.fixture(autouse=True)
def _root(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "tmp_path" in request.fixturenames:
        monkeypatch.setattr(catalogs, "ROOT", request.getfixturevalue("tmp_path"))


@pytest.mark.parametrize("source", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_catalogue_has_no_empty_fuzzy_or_broken_message(source: Path) -> None:
    with source.open("rb") as text:
        catalog = read_po(text, locale=source.parents[1].name)
    found = [
        message.id
        for message in catalog
        if message.id and (message.fuzzy or not all(_texts(message)))
    ]
    assert found == []
    assert list(catalog.check()) == []


def test_compiled_catalogue_holds_the_message(tmp_path: Path) -> None:
    source = _write(tmp_path, 'msgid "Withdraw"\nmsgstr "取り下げる"\n')
    assert is_stale(source)
    compile_catalog(source)
    assert not is_stale(source)
    with source.with_suffix(".mo").open("rb") as compiled:
        message = read_mo(compiled).get("Withdraw")
    assert message is not None
    assert message.string == "取り下げる"


def test_catalogue_changed_after_compiling_is_stale(tmp_path: Path) -> None:
    source = _write(tmp_path, 'msgid "a"\nmsgstr "b"\n')
    compile_catalog(source)
    after = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000
    os.utime(source, ns=(after, after))
    assert is_stale(source)


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n', "fuzzy"),
        ('#, python-format\nmsgid "%(yen)s yen"\nmsgstr "%(en)s円"\n', "unknown named"),
    ],
)
def test_doubtful_message_is_refused_with_its_place(
    tmp_path: Path, entries: str, complaint: str
) -> None:
    source = _write(tmp_path, entries)
    with pytest.raises(UnableToCompile, match=rf"django\.po line \d+: .*{complaint}"):
        compile_catalog(source)
    assert not source.with_suffix(".mo").exists()

"""Compile the message catalogues with Babel: a fresh machine has no gettext.

    python -m config.catalogs

Refuses a catalogue with fuzzy or broken messages. Compiles only what is older than its source.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("accounts", "config", "consent", "dsr", "policies")


class UnableToCompile(Exception):
    """A catalogue holds messages that would show wrong; the text lists them."""


def sources() -> Iterator[Path]:
    """Every .po file of ours."""
    for app in APPS:
        yield from sorted((ROOT / app).rglob("locale/*/LC_MESSAGES/*.po"))


def compile_catalog(source: Path) -> None:
    """Write the .mo beside the .po. Raises UnableToCompile."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalog = read_po(text, locale=source.parents[1].name, abort_invalid=True)
    wrong = [f"line {message.lineno}: fuzzy" for message in catalog if message.id and message.fuzzy]
    wrong += [
        f"line {message.lineno}: {error}" for message, errors in catalog.check() for error in errors
    ]
    if wrong:
        raise UnableToCompile("\n".join(f"{source.relative_to(ROOT)} {line}" for line in wrong))
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    unfinished = source.with_suffix(".mo.new")
    unfinished.write_bytes(compiled.getvalue())
    unfinished.rename(source.with_suffix(".mo"))


def is_stale(source: Path) -> bool:
    """Whether the compiled catalogue is missing or older than its source."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns <= source.stat().st_mtime_ns


def main() -> int:
    found = list(sources())
    stale = [source for source in found if is_stale(source)]
    refused = []
    for source in stale:
        try:
            compile_catalog(source)
        except UnableToCompile as refusal:
            refused.append(str(refusal))
    print(f"{len(found)} catalogues, {len(stale) - len(refused)} compiled.")
    print("\n".join(refused), file=sys.stderr, end="\n" if refused else "")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

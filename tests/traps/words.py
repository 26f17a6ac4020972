"""Every text the product can say: catalogues, templates, letters' words."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "consent", "dsr", "policies")
# What a requester or a letter is told comes from these; the demo and the tests say nothing.
ENDINGS = (".po", ".html", ".txt", ".typ", ".py")


def product_files(*endings: str) -> Iterator[Path]:
    """Source files of the product with these endings, migrations apart."""
    folders = [ROOT / app for app in APPS] + [ROOT / "templates", ROOT / "config" / "locale"]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (endings or ENDINGS) and "migrations" not in path.parts:
                yield path


def lines_with(pattern: str, *endings: str) -> list[str]:
    """`file: line` of every line that the pattern is found in."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in product_files(*endings)
        for line in path.read_text(encoding="utf-8").splitlines()
        if wanted.search(line)
    ]

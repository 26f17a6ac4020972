"""The index of a package as one web page: no script, nothing fetched, everything escaped."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dsr.fulfilment.domain.package_cells import JSON, visible_text

_STYLE = (Path(__file__).parent / "package_index.css").read_text(encoding="utf-8")
# The page may style itself and do nothing else, wherever it is opened
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def index_html(data: Mapping[str, JSON]) -> Iterator[bytes]:
    """The page for what `index_data` returns, piece by piece."""
    for piece in _page(data):
        yield piece.encode()


def _page(data: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f'<!doctype html>\n<html lang="{_t(data["language"])}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{_t(data['title'])} {_t(data['reference'][1])}</title>\n"
        f"<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n"
        f'<p class="organisation">{_t(data["organisation"])}</p>\n<h1>{_t(data["title"])}</h1>\n'
    )
    yield from (f"<p>{_t(text)}</p>\n" for text in data["lead"])
    yield f"{_facts(data['facts'])}</header>\n"
    yield from _contents(data)
    for number, category in enumerate(data["categories"], start=1):
        yield from _category(number, category)
    yield from _excluded(data["excluded"])
    yield from _attached(data["attached"])
    yield from _closing(data)
    yield "</main>\n</body>\n</html>\n"


def _contents(data: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f'<nav aria-labelledby="contents">\n<h2 id="contents">{_t(data["contents_heading"])}</h2>\n'
        "<ul>\n"
    )
    for number, category in enumerate(data["categories"], start=1):
        yield (
            f'<li><a href="#category-{number}">{_t(category["label"])}</a> '
            f'<span class="count">{_t(category["count"])}</span></li>\n'
        )
    sections = (
        ("excluded", data["excluded"]["heading"]),
        *([("attached", data["attached"]["heading"])] if data["attached"]["rows"] else []),
        ("reading", data["reading"][0]),
        ("integrity", data["integrity"][0]),
    )
    yield from (f'<li><a href="#{key}">{_t(words)}</a></li>\n' for key, words in sections)
    yield "</ul>\n</nav>\n"


def _category(number: int, category: Mapping[str, Any]) -> Iterator[str]:
    yield _section(f"category-{number}", category["label"])
    if category["description"]:
        yield f"<p>{_t(category['description'])}</p>\n"
    yield _facts(category["facts"], category["files"])
    if category["nothing"]:
        yield f'<p class="nothing">{_t(category["nothing"])}</p>\n</section>\n'
        return
    yield f"<details>\n<summary>{_t(category['fields_heading'])}</summary>\n"
    yield from _table(category["fields_columns"], category["fields"], category["fields_heading"])
    yield "</details>\n"
    if category["note"]:
        yield f'<p class="note">{_t(category["note"])}</p>\n'
    if category["layout"] == "table":
        yield from _table(category["columns"], category["rows"], category["label"])
    else:
        yield from _cards(category)
    yield "</section>\n"


def _cards(category: Mapping[str, Any]) -> Iterator[str]:
    for title, pairs in zip(category["record"], category["cards"], strict=True):
        if category["titled"]:
            yield f"<h3>{_t(title)}</h3>\n"
        yield '<dl class="card">\n'
        for label, value in pairs:
            yield f"<div><dt>{_t(label)}</dt><dd>{_v(value)}</dd></div>\n"
        yield "</dl>\n"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> Iterator[str]:
    yield f'<div class="scroll" tabindex="0" role="group" aria-label="{_t(caption)}">\n<table>\n'
    head = "".join(f'<th scope="col">{_t(column)}</th>' for column in columns)
    yield f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{_v(cell)}</td>" for cell in row) + "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def _excluded(excluded: Mapping[str, Any]) -> Iterator[str]:
    yield _section("excluded", excluded["heading"])
    if excluded["rows"]:
        yield from _table(excluded["columns"], excluded["rows"], excluded["heading"])
    else:
        yield f"<p>{_t(excluded['none'])}</p>\n"
    yield "</section>\n"


def _attached(attached: Mapping[str, Any]) -> Iterator[str]:
    if not attached["rows"]:
        return
    yield _section("attached", attached["heading"])
    yield "<ul>\n"
    for label, source, path in attached["rows"]:
        origin = f" <span>{_t(source)}</span>" if source else ""
        yield f"<li>{_link(path)} {_v(label)}{origin}</li>\n"
    yield "</ul>\n</section>\n"


def _closing(data: Mapping[str, Any]) -> Iterator[str]:
    heading, items = data["reading"]
    yield f"{_section('reading', heading)}<ul>\n"
    yield from (f"<li>{_t(item)}</li>\n" for item in items)
    heading, text = data["integrity"]
    yield f"</ul>\n</section>\n{_section('integrity', heading)}<p>{_t(text)}</p>\n</section>\n"
    heading, lines = data["contact"]
    yield f"<footer>\n<h2>{_t(heading)}</h2>\n<p>{'<br>'.join(_t(line) for line in lines)}</p>\n"
    yield "</footer>\n"


def _section(key: str, heading: str) -> str:
    return f'<section>\n<h2 id="{key}">{_t(heading)}</h2>\n'


def _facts(rows: Sequence[Sequence[str]], files: Sequence[Any] | None = None) -> str:
    cells = [f"<div><dt>{_t(label)}</dt><dd>{_v(value)}</dd></div>\n" for label, value in rows]
    if files and files[1]:
        links = "<br>".join(_link(path) for path in files[1])
        cells.append(f"<div><dt>{_t(files[0])}</dt><dd>{links}</dd></div>\n")
    return f'<dl class="facts">\n{"".join(cells)}</dl>\n'


def _link(path: str) -> str:
    return f'<a href="{quote(path)}">{_t(path)}</a>'


def _t(text: str) -> str:
    """Our words, escaped."""
    return escape(visible_text(text))


def _v(text: str) -> str:
    """Somebody's data, escaped and kept apart from the reading direction of its surroundings."""
    return f"<bdi>{_t(text)}</bdi>"

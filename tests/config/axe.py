"""axe judges pages (WCAG 2.2 AA and its best practices), each build of a page once in a run.

Four fifths of axe's time go into contrast, which depends on elements, classes and widths, not on
whose name stands there. So a page is known by its skeleton: its elements with their attributes,
text reduced to whether there is any. What was judged is shared by all processes of a run.
"""

import hashlib
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

# References, keys and numbers differ from case to case; where a link leads does not matter to axe.
SKELETON = r"""() => {
  const varying = /[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi
  const presence = new Set(['href', 'src', 'srcset', 'action', 'formaction', 'value', 'content',
    'nonce', 'alt', 'title', 'placeholder', 'aria-label', 'datetime', 'integrity'])
  const naming = new Set(['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'list'])
  const told = ({name, value}) => {
    if (presence.has(name)) return name + (value.trim() ? '=x' : '')
    const known = naming.has(name) && value.split(' ').every(id => document.getElementById(id))
    return name + '=' + value.replace(varying, 'N') + (known ? '!' : '')
  }
  const line = element => [
    element.tagName, [...element.attributes].map(told).sort().join(' '),
    element.tagName === 'STYLE' ? element.textContent
      : [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()),
    element.childElementCount, element.checked, element.disabled, element.checkVisibility(),
    element.matches(':focus')].join('|')
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id)
  return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches,
    ids.length - new Set(ids).size,
    ...[...document.querySelectorAll('*')].map(line)].join('\n')
}"""
RUN = """() => axe.run({resultTypes: ['violations']}).then(
  found => found.violations.map(v => [v.id, v.nodes.map(node => node.html)]))"""


class _Memory:
    """Where builds that were judged are noted: a folder that all processes of a run share."""

    folder: Path | None = None


def remember_in(folder: Path) -> None:
    """Note judged builds in `folder` from now on; without one, everything is judged."""
    folder.mkdir(exist_ok=True)
    _Memory.folder = folder


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """What axe finds wrong: the rule, and the elements that break it.

    Nothing where this build of the page was judged before.
    """
    if _Memory.folder is not None and not _is_new(page, _Memory.folder):
        return []
    page.evaluate(AXE_SCRIPT)
    return [(rule, nodes) for rule, nodes in page.evaluate(RUN)]


def _is_new(page: Any, folder: Path) -> bool:
    skeleton = hashlib.sha256(page.evaluate(SKELETON).encode()).hexdigest()
    try:
        (folder / skeleton).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True

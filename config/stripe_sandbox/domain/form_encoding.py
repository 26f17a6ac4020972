"""Stripe's request format: form fields whose names nest, `a[b][0][c]=v` and `expand[]=x`.

Source: https://docs.stripe.com/api, "form-encoded request bodies".
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from config.stripe_sandbox.domain.refusals import Refused

Tree = dict[str, Any]
MAX_FIELDS = 1000
MAX_DEPTH = 10
NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
STEP = re.compile(r"\[([^\[\]]*)\]")


def decode_form(text: str) -> Tree:
    """The nested parameters of a query string or form body; every leaf is still text.

    Raises Refused for names that do not parse, values that are not UTF-8 and NUL characters.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:  # UnicodeDecodeError is one
        raise Refused("Invalid request: the body is not UTF-8 form data.") from error
    tree: Tree = {}
    for name, value in pairs:
        if "\0" in name or "\0" in value:
            raise Refused("Invalid request: NUL characters are not allowed.", param=name)
        _plant(tree, _path(name), value)
    return {key: _with_lists(value) for key, value in tree.items()}


def name_of(path: list[str | int]) -> str:
    """`['a', 0, 'b']` as Stripe writes it in an error: `a[0][b]`."""
    head, *rest = [str(step) for step in path] or [""]
    return head + "".join(f"[{step}]" for step in rest)


def _path(name: str) -> list[str]:
    found = NAME.match(name)
    if not found:
        raise Refused(f"Invalid parameter name: {name}", param=name)
    steps = [found[1], *STEP.findall(found[2])]
    if len(steps) > MAX_DEPTH:
        raise Refused(f"Invalid parameter name: {name}", param=name)
    return steps


def _plant(tree: Tree, path: list[str], value: str) -> None:
    *branches, leaf = path
    for step in branches:
        tree = tree.setdefault(_next_free(tree) if step == "" else step, {})
        if not isinstance(tree, dict):
            raise Refused("Invalid request: a parameter is given both as value and as hash.")
    tree[_next_free(tree) if leaf == "" else leaf] = value


def _next_free(tree: Tree) -> str:
    return str(len(tree))


def _with_lists(value: Any) -> Any:
    """Hashes whose keys count 0, 1, 2 … become lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(item) for key, item in value.items()}
    if inner and sorted(inner) == sorted(str(number) for number in range(len(inner))):
        return [inner[str(number)] for number in range(len(inner))]
    return inner

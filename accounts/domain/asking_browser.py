"""Which browser asks for a sign-in code, as keyed hashes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AskingBrowser:
    """Who asks: `browser` alone may type the code; `network` is what its codes are counted against.

    `network` is "" for a browser in which this very address has signed in before: its codes count
    for itself, so that no stranger's asking keeps its owner out.
    """

    browser: str
    network: str

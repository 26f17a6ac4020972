"""The faces a paper is set in: ours from their wheels, and those built into typst behind them.

Noto Sans CJK JP holds every Japanese name character but not the letters of Czech, Turkish, Polish,
Hebrew or Arabic names. For those typst's own faces step in. System fonts are never used: the same
letter must look the same on every machine.
"""

from functools import cache
from pathlib import Path

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import typst

# In this order; base.typ names the same.
FACES = ("Noto Sans CJK JP", "Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern")


@cache
def fonts() -> typst.Fonts:
    """The faces, read once per process."""
    folders = [
        str(Path(str(font.FONT_PATH)).parent)
        for font in (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold)
    ]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)

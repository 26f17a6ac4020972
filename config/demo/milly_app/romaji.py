"""Katakana to Latin letters, as people spell their own names in a mail address (Hepburn, plain)."""

_ROWS = """
アa イi ウu エe オo カka キki クku ケke コko ガga ギgi グgu ゲge ゴgo サsa シshi スsu セse ソso
ザza ジji ズzu ゼze ゾzo タta チchi ツtsu テte トto ダda ヂji ヅzu デde ドdo ナna ニni ヌnu ネne
ノno ハha ヒhi フfu ヘhe ホho バba ビbi ブbu ベbe ボbo パpa ピpi プpu ペpe ポpo マma ミmi ムmu
メme モmo ヤya ユyu ヨyo ラra リri ルru レre ロro ワwa ヲo ンn ヴvu
"""
LETTERS = {word[0]: word[1:] for word in _ROWS.split()}
SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
SOFT = ("sh", "ch", "j")  # already hold the y of シャ, チュ, ジョ


def romanise(kana: str) -> str:
    """Return `kana` in lower-case Latin letters; anything that is not katakana is left out."""
    spelled = ""
    doubled = False
    for sign in kana:
        if sign in SMALL:
            spelled = _with_small(spelled, SMALL[sign])
        elif sign == "ッ":
            doubled = True
        elif sign in LETTERS:
            letters = LETTERS[sign]
            spelled += letters[0] * doubled + letters
            doubled = False
    return spelled


def _with_small(spelled: str, small: str) -> str:
    stem = spelled[:-1]
    return stem + (small[1:] if len(small) > 1 and stem.endswith(SOFT) else small)

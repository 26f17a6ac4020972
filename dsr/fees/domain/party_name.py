"""One spelling of whom a receipt names (宛名): a search finds it however it is typed. Pure."""

import unicodedata

_HONORIFICS = ("様", "御中", "殿", "先生")


def party_key(name: str) -> str:
    """The name without width, case, spaces and honorific; "" for a blank one."""
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    for honorific in _HONORIFICS:
        if plain.endswith(honorific) and plain != honorific:
            return plain.removesuffix(honorific)
    return plain

"""A version of a policy as a PDF, to print and to keep."""

from dataclasses import asdict
from datetime import date
from functools import lru_cache

from dsr.cases.letters.pdf import render_pdf
from dsr.cases.letters.words import Language, date_words
from policies.domain.policy_markdown import blocks

_TEMPLATE = "portal/letters/typst/policy.typ"
_TITLES = {
    "PRIVACY_POLICY": {"ja": "プライバシーポリシー", "en": "Privacy policy"},
    "TERMS": {"ja": "利用規約", "en": "Terms of service"},
}
_FOR_WHOM = {
    "ja": ["適用される方", "この版に同意された方"],
    "en": ["Applies to", "Those who agreed to this version"],
}


@lru_cache(maxsize=32)  # a published text never changes, and anybody may ask for it
def policy_pdf(
    *,
    document: str,
    number: str,
    text: str,
    sha256: str,
    announced_on: date,
    effective_from: date,
    requires_consent: bool,
    organisation: str,
    language: Language,
) -> bytes:
    """The PDF. Raises UnableToRenderPdf."""
    title = _TITLES[document][language]
    facts = (
        [
            ["版", number],
            ["公表日", date_words(announced_on, language)],
            ["効力発生日", date_words(effective_from, language)],
        ]
        if language == "ja"
        else [
            ["Version", number],
            ["Announced on", date_words(announced_on, language)],
            ["Effective from", date_words(effective_from, language)],
        ]
    )
    if requires_consent:
        facts.append(_FOR_WHOM[language])
    return render_pdf(
        template=_TEMPLATE,
        data={
            "created_on": announced_on.isoformat(),
            "language": language,
            "organisation": organisation,
            "title": title,
            "reference": number,
            "facts": facts,
            "blocks": [asdict(block) for block in blocks(text)],
            "hash": f"SHA-256 {sha256}",
        },
    )

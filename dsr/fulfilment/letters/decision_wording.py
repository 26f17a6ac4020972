"""The shape of what a decision says: how a kind of request is named, what is concluded."""

from dataclasses import dataclass

from dsr.cases.enums import Outcome
from dsr.cases.letters.words import NO_WORDS, Words

# Done, told or answered as asked: the letter need not say what the person can do about it.
AS_ASKED = (Outcome.FULL, Outcome.NOTIFIED, Outcome.DONE, Outcome.ANSWERED)


@dataclass(frozen=True)
class KindWording:
    """How one kind of request is named. `lawsuit`: whether Art 39 speaks of it.

    `policy_request`: `request` where only the company's own policy gives the right, not the Act.
    """

    subject: Words  # in the title: …のご請求について
    request: Words  # under ご請求の内容, with its article
    contents: Words  # over the list of what is given or done
    lawsuit: bool
    policy_request: Words = NO_WORDS


@dataclass(frozen=True)
class DecisionWording:
    """What is decided. `refused`: whether the letter says what the person can do about it."""

    conclusion: Words
    refused: bool


def rows(
    kind: str, outcome: str, codes: str, conclusion: Words
) -> dict[tuple[str, str, str], DecisionWording]:
    """The same conclusion under several codes; "" is a decision that needs none."""
    wording = DecisionWording(conclusion, outcome not in AS_ASKED)
    return {(kind, outcome, code): wording for code in codes.split(",")}

"""Why data may be used on consent, or may not: the same rule for one person and for a thousand."""

from collections.abc import Iterable

from consent.enums import ConsentAction, Verdict


def verdict_of(*, action: str | None, covered: bool, policy_waits: bool) -> Verdict:
    """The verdict on a last word. Anything but a clear yes that covers everything is a no.

    Arguments:
        action: the last word; None where there is none.
        covered: whether a yes to the words it was said under covers those in force.
        policy_waits: whether what the item is about came with a policy the person has not accepted.
    """
    if action is None:
        return Verdict.NO_RECORD
    if action != ConsentAction.GIVEN:
        return Verdict.WITHDRAWN
    if not covered:
        return Verdict.ASK_AGAIN
    return Verdict.POLICY_WAITS if policy_waits else Verdict.GIVEN


def covering_versions(texts: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """The versions of an item's words, a yes to which covers the words in force.

    It is the words that count, not the day of the yes: one brought in from elsewhere, or given in
    the very moment new words came out, was said to those the person saw.

    Arguments:
        texts: version and whether it asks again, of every text of one item, the first one first.
    """
    covering: set[str] = set()
    for version, asks_again in texts:
        if asks_again:
            covering.clear()
        covering.add(version)
    return frozenset(covering)

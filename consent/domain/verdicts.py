"""Why data may be used on consent, or may not: the same rule for one person and for a thousand."""

from datetime import datetime

from consent.enums import ConsentAction, Verdict


def verdict_of(
    *, action: str | None, since: datetime | None, asked_again: datetime | None, policy_waits: bool
) -> Verdict:
    """The verdict on a last word. Anything but a clear yes that covers everything is a no.

    Arguments:
        action: the last word; None where there is none.
        since: when it was said.
        asked_again: when words were last published that earlier yeses do not cover.
        policy_waits: whether what the item is about came with a policy the person has not accepted.
    """
    if action is None or since is None:
        return Verdict.NO_RECORD
    if action != ConsentAction.GIVEN:
        return Verdict.WITHDRAWN
    if asked_again is not None and since < asked_again:
        return Verdict.ASK_AGAIN
    return Verdict.POLICY_WAITS if policy_waits else Verdict.GIVEN

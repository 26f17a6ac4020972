"""One-time codes: six digits, ten minutes, three tries, one use (SECURITY 1, 2).

A try is spent under a row lock and committed before anybody learns of it, so two hundred guesses at
once still get three. Codes are kept as keyed hashes and leave through the outbox.
"""

import hashlib
import hmac
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.crypto import salted_hmac

from accounts.domain.asking_browser import AskingBrowser
from accounts.enums import CodePurpose, CodeRefusal
from accounts.models import OneTimeCode, User
from accounts.services.outbox import queue_code_mail

LIFETIME = timedelta(minutes=10)
TRIES = 3
MOST_AN_HOUR = 5  # to one person for one purpose; of sign-in codes, asked for by one network
MOST_OF_STRANGERS = 15  # an hour to one address, of all browsers it never signed in on


_NO_BROWSER = AskingBrowser(browser="", network="")  # codes of somebody signed in


class UnableToIssueCode(Exception):
    """Too many codes were asked for within the hour. `wait_until` is when the next is possible."""

    def __init__(self, wait_until: datetime) -> None:
        super().__init__(f"No new code before {wait_until.isoformat()}.")
        self.wait_until = wait_until


class UnableToUseCode(Exception):
    """The typed code opens nothing. `code` is a CodeRefusal; `tries_left` counts down from 2."""

    def __init__(self, code: CodeRefusal, tries_left: int = 0) -> None:
        super().__init__(str(code))
        self.code = code
        self.tries_left = tries_left


@dataclass(frozen=True)
class _Verdict:
    refusal: CodeRefusal | None
    tries_left: int = 0


def issue_code(
    *, user: User, purpose: CodePurpose, context: str, address: str | None, now: datetime
) -> OneTimeCode:
    """Send a fresh code; earlier ones for the same thing are revoked.

    Arguments:
        user: who asks, and who alone may use it.
        purpose: what it opens; it opens nothing else.
        context: which one it opens, such as "case:42" or "delivery:<uuid>".
        address: None for the user's own address, or the contact on file (never one just supplied).
        now: when; the code works for ten minutes.

    Raises UnableToIssueCode after five within an hour for this user and purpose.
    """
    return _issue(
        user=user,
        purpose=purpose,
        context=context,
        address=address or user.email,
        language=user.language,
        now=now,
    )


def issue_code_to_nobody(
    *, user: User, purpose: CodePurpose, context: str, now: datetime
) -> OneTimeCode:
    """Do all that `issue_code` does except the mail: there is no contact on file to send it to.

    The page that follows is the same, and so are its limits, so nobody learns from them whether
    the company knows a contact (DOMAIN §6). Raises UnableToIssueCode as issue_code does.
    """
    return _issue(user=user, purpose=purpose, context=context, address=None, language="", now=now)


def issue_sign_in_code(
    *, address: str, context: str, language: str, asking: AskingBrowser, now: datetime
) -> OneTimeCode:
    """Send a sign-in code to an address, known or not: both do exactly the same work.

    The code works in the browser that asked and leaves the codes of others alone: who knows an
    address can neither revoke, nor use up, nor guess away its owner's code.

    `context` names the address without saying it (accounts.services.sign_in). Raises
    UnableToIssueCode after five within an hour of one network, or of one browser in which the
    address has signed in before, and after fifteen of all other browsers together.
    """
    return _issue(
        asking=asking,
        user=None,
        purpose=CodePurpose.SIGN_IN,
        context=context,
        address=address,
        language=language,
        now=now,
    )


@transaction.atomic
def _issue(
    *,
    user: User | None,
    purpose: CodePurpose,
    context: str,
    address: str | None,
    language: str,
    now: datetime,
    asking: AskingBrowser = _NO_BROWSER,
) -> OneTimeCode:
    _lock(user, purpose, context)
    _throttle(user, purpose, context, asking, now)
    mine = OneTimeCode.objects.filter(
        user=user, purpose=purpose, context=context, browser=asking.browser
    )
    mine.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    code_id = uuid.uuid4()
    issued = OneTimeCode.objects.create(
        id=code_id,
        user=user,
        purpose=purpose,
        context=context,
        browser=asking.browser,
        network=asking.network,
        code_hash=_code_hash(code_id, digits),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    if address is not None:
        queue_code_mail(
            address=address, language=language, digits=digits,
            useless_after=issued.expires_at, now=now,
        )  # fmt: skip
    return issued


def use_code(*, user: User, purpose: CodePurpose, context: str, typed: str, now: datetime) -> None:
    """Spend one try; returns when the code was right, once.

    Commits on its own, right or wrong, so call it outside any transaction (durable: Django raises
    RuntimeError otherwise) and do what the code opens afterwards.

    Raises UnableToUseCode: WRONG (tries_left says how often more), EXPIRED, DEAD after three
    tries, NONE when there is none, it was used, or a newer one for another thing replaced it.
    """
    with transaction.atomic(durable=True):
        verdict = _judge(user, purpose, context, "", typed, now)
    if verdict.refusal is not None:
        raise UnableToUseCode(verdict.refusal, verdict.tries_left)


def use_sign_in_code(*, context: str, asking: AskingBrowser, typed: str, now: datetime) -> None:
    """Spend one try of the code this very browser asked for. As use_code, which see.

    A browser that could get none, as its network's were used up, may type the network's newest:
    whoever asked for it, it was mailed to the owner of the address.
    """
    with transaction.atomic(durable=True):
        browser = _browser_of_code(context, asking)
        verdict = _judge(None, CodePurpose.SIGN_IN, context, browser, typed, now)
    if verdict.refusal is not None:
        raise UnableToUseCode(verdict.refusal, verdict.tries_left)


def _browser_of_code(context: str, asking: AskingBrowser) -> str:
    live = OneTimeCode.objects.filter(
        user=None,
        purpose=CodePurpose.SIGN_IN,
        context=context,
        used_at__isnull=True,
        revoked_at__isnull=True,
    )
    if not asking.network or live.filter(browser=asking.browser).exists():
        return asking.browser
    newest = live.filter(network=asking.network).order_by("-created_at").first()
    return newest.browser if newest else asking.browser


def _judge(
    user: User | None, purpose: CodePurpose, context: str, browser: str, typed: str, now: datetime
) -> _Verdict:
    live = (
        OneTimeCode.objects.select_for_update()
        .filter(
            user=user,
            purpose=purpose,
            context=context,
            browser=browser,
            used_at__isnull=True,
            revoked_at__isnull=True,
        )
        .first()
    )
    if live is None:
        return _Verdict(CodeRefusal.NONE)
    if now >= live.expires_at:
        return _Verdict(CodeRefusal.EXPIRED)
    if live.attempts >= TRIES:
        return _Verdict(CodeRefusal.DEAD)
    live.attempts += 1
    right = hmac.compare_digest(bytes(live.code_hash), _code_hash(live.pk, _digits(typed)))
    live.used_at = now if right else None
    live.save(update_fields=["attempts", "used_at"])
    return _Verdict(None) if right else _Verdict(CodeRefusal.WRONG, TRIES - live.attempts)


def _digits(typed: str) -> str:
    """What was meant: full-width digits, blanks and hyphens are forgiven."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed[:40]) if c not in " -\t\u3000")


def _code_hash(code_id: uuid.UUID, digits: str) -> bytes:
    text = f"{code_id}:{digits}".encode("utf-8", "surrogatepass")
    key = settings.SECRET_KEY
    return salted_hmac("accounts.one_time_code", text, secret=key, algorithm="sha256").digest()


def _lock(user: User | None, purpose: str, context: str) -> None:
    """One issue at a time per person (or address): the throttle and "one live code" count on it."""
    whose = f"{user.pk}:{purpose}" if user else f"{purpose}:{context}"
    number = int.from_bytes(hashlib.sha256(whose.encode()).digest()[:8]) >> 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _throttle(
    user: User | None, purpose: str, context: str, asking: AskingBrowser, now: datetime
) -> None:
    recent = OneTimeCode.objects.filter(
        user=user, purpose=purpose, created_at__gt=now - timedelta(hours=1)
    )
    if user is not None:
        _refuse_beyond(MOST_AN_HOUR, recent)
        return
    recent = recent.filter(context=context)
    if not asking.network:
        _refuse_beyond(MOST_AN_HOUR, recent.filter(browser=asking.browser))
        return
    _refuse_beyond(MOST_AN_HOUR, recent.filter(network=asking.network))
    _refuse_beyond(MOST_OF_STRANGERS, recent.exclude(network=""))


def _refuse_beyond(most: int, recent: "models.QuerySet[OneTimeCode]") -> None:
    moments = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:most])
    if len(moments) == most:
        raise UnableToIssueCode(wait_until=moments[-1] + timedelta(hours=1))

"""The demo's people of the desk: fixed passwords and second factors that anyone may know."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.selectors.actors import actor_of
from accounts.services.roles import give_roles, sync_roles
from accounts.services.staff import create_staff
from config.demo.milly_app.personas import HANAKO

PASSWORD = "madoguchi-demo-2026"  # noqa: S105 -- printed for every visitor, opens nothing real
REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody a visitor may sign in as. `key` is their place in addresses."""

    key: str
    role: str
    email: str
    display_name: str

    @property
    def secret(self) -> str:
        """The TOTP secret in Base32; "" for the requester, who signs in by a mailed code."""
        if self.role == REQUESTER:
            return ""
        digest = hashlib.sha256(f"madoguchi demo totp {self.email}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()

    @property
    def otpauth_url(self) -> str:
        """What an authenticator app reads."""
        if not self.secret:
            return ""
        label = quote(f"Madoguchi:{self.email}")
        return f"otpauth://totp/{label}?{urlencode({'secret': self.secret, 'issuer': 'Madoguchi'})}"

    def current_code(self) -> str:
        """The six digits an authenticator app shows at this moment."""
        if not self.secret:
            return ""
        counters = list(yield_hotp_counters_from_time())
        now = counters[len(counters) // 2]
        return str(format_hotp_value(hotp_value(self.secret, now)))


ADMINISTRATOR = Account("administrator", "administrator", "admin@milly.example", "中村 管理")
MANAGER = Account("manager", "manager", "manager@milly.example", "佐倉 真理")
SECOND_MANAGER = Account("manager2", "manager", "manager2@milly.example", "北村 隆")
REVIEWER = Account("reviewer", "reviewer", "reviewer@milly.example", "森 由美")
FINANCE = Account("finance", "finance", "finance@milly.example", "石井 修")
AUDITOR = Account("auditor", "auditor", "auditor@milly.example", "大野 薫")
STAFF = (MANAGER, SECOND_MANAGER, REVIEWER, FINANCE, AUDITOR, ADMINISTRATOR)
VISITOR = Account(REQUESTER, REQUESTER, HANAKO.email, HANAKO.full_name)
ACCOUNTS = (VISITOR, *STAFF)
BY_KEY = {account.key: account for account in ACCOUNTS}


@transaction.atomic
def set_up_accounts(*, now: datetime) -> None:
    """Make what is missing: groups, the people of the desk, and the requester Hanako.

    An account that exists keeps what a visitor changed, except a second factor that is gone.
    """
    sync_roles()
    if not User.objects.filter(email=ADMINISTRATOR.email).exists():
        first = User.objects.create_user(
            ADMINISTRATOR.email, display_name=ADMINISTRATOR.display_name, is_staff=True
        )
        give_roles(user=first, roles=[ADMINISTRATOR.role])
    administrator = actor_of(User.objects.get(email=ADMINISTRATOR.email))
    for account in STAFF:
        if not User.objects.filter(email=account.email).exists():
            create_staff(
                address=account.email,
                display_name=account.display_name,
                roles=[account.role],
                language="ja",
                reason="デモの準備",
                actor=administrator,
                now=now,
            )
        _give_keys(User.objects.get(email=account.email), account)
    User.objects.get_or_create(email=VISITOR.email, defaults={"password": "!"})


def missing_roles() -> set[str]:
    """Groups that no account of the table fills; a new role must get its person here."""
    names = set(Group.objects.values_list("name", flat=True))
    return names - {account.role for account in STAFF}


def _give_keys(user: User, account: Account) -> None:
    if not user.has_usable_password():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, account.secret)

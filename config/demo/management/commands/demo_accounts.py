"""manage.py demo_accounts: who a visitor may sign in as, with password and current code."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from config.demo.accounts import ACCOUNTS, PASSWORD, REQUESTER, Account


class Command(BaseCommand):
    help = "Print the demo's accounts: role, address, password, TOTP secret and current code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, one object a person")

    def handle(self, **options: object) -> None:
        rows = [_row(account) for account in ACCOUNTS]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            line = f"  {row['role']:14} {row['email']:24}"
            if row["role"] == REQUESTER:
                self.stdout.write(f"{line} a code is mailed: /demo/mail/")
            else:
                self.stdout.write(
                    f"{line} {row['password']}  code now {row['code']}  secret {row['totp_secret']}"
                )


def _row(account: Account) -> dict[str, str]:
    staff = account.role != REQUESTER
    return {
        "key": account.key,
        "role": account.role,
        "name": account.display_name,
        "email": account.email,
        "password": PASSWORD if staff else "",
        "totp_secret": account.secret,
        "otpauth_url": account.otpauth_url,
        "code": account.current_code(),
    }

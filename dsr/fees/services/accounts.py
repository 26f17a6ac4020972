"""The chart of accounts as a fresh desk starts with it."""

from django.db import transaction

from dsr.fees.domain.seeded_accounts import ACCOUNTS, TAX_NAMES
from dsr.fees.models import Account, TaxName

FORMATS = ("yayoi", "moneyforward", "freee")


@transaction.atomic
def seed_accounts() -> None:
    """Add the accounts and tax names that are missing; what staff changed stays."""
    for position, (code, kind, name_ja, name_en, account, sub) in enumerate(ACCOUNTS, start=1):
        names = {f"{each}_name": account for each in FORMATS}
        subs = {f"{each}_sub": sub for each in FORMATS}
        Account.objects.get_or_create(
            code=code,
            defaults={
                "position": position, "kind": kind, "name_ja": name_ja, "name_en": name_en,
                **names, **subs,
            },
        )  # fmt: skip
    for position, (code, rate, name_ja, name_en, *names_there) in enumerate(TAX_NAMES, start=1):
        TaxName.objects.get_or_create(
            code=code,
            defaults={
                "position": position, "rate_percent": rate, "name_ja": name_ja,
                "name_en": name_en,
                **{f"{each}_name": name for each, name in zip(FORMATS, names_there, strict=True)},
            },
        )  # fmt: skip

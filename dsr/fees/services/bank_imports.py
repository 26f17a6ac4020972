"""Bank statements: shown first, imported whole or not at all, no line twice."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.fees.domain.bank_csv import (
    BadBankFile,
    BankRow,
    Columns,
    Statement,
    decoded,
    fingerprints,
    read_columns,
    statement_of,
)
from dsr.fees.domain.zengin import read_zengin
from dsr.fees.enums import BankFileFormat, BankImportStatus
from dsr.fees.models import BankImport, BankLine

IMPORT = "dsr_fees.import_bank_statement"
_A_DAY = timedelta(days=1)  # Tokyo is ahead of UTC


class UnableToImportStatement(Exception):
    """Nothing was imported.

    `code`: NOT_PERMITTED, BAD_FILE (`problems` name the lines), IN_FUTURE, NOT_SHOWN, NOTHING_NEW.
    """

    def __init__(
        self, message: str, *, code: str, problems: tuple[tuple[int, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.problems = problems


@dataclass(frozen=True)
class UploadedStatement:
    """A file as finance brought it: bytes, format, the columns of a CSV, names Stripe goes by."""

    data: bytes
    format: BankFileFormat
    columns: Columns | None
    names: tuple[str, ...]


def upload_statement(*, uploaded: UploadedStatement, actor: Actor, now: datetime) -> BankImport:
    """Read a file and keep what it would import, to be shown. Raises UnableToImportStatement."""
    user_id = _permitted(actor)
    try:
        statement = _read(uploaded)
    except BadBankFile as error:
        raise UnableToImportStatement(
            "The file cannot be read.", code="BAD_FILE", problems=error.problems
        ) from error
    if statement.last_on > now.date() + _A_DAY:
        raise UnableToImportStatement("A line lies in the future.", code="IN_FUTURE")
    return BankImport.objects.create(
        format=uploaded.format,
        digest=hashlib.sha256(uploaded.data).hexdigest(),
        rows=_stored(statement.rows),
        others=statement.others,
        first_on=statement.first_on,
        last_on=statement.last_on,
        uploaded_by_id=user_id,
        uploaded_at=now,
    )


@transaction.atomic
def import_statement(*, import_id: uuid.UUID, actor: Actor, now: datetime) -> int:
    """Import what was shown, without the lines that are there already. Returns how many.

    Raises UnableToImportStatement: NOT_SHOWN where it was imported or discarded meanwhile,
    NOTHING_NEW where every line is there.
    """
    statement = _shown(import_id, actor)
    BankLine.objects.bulk_create(
        (
            BankLine(
                statement=statement,
                line_number=row["line"],
                booked_on=row["on"],
                amount=row["amount"],
                words=row["words"],
                balance=row["balance"],
                fingerprint=row["fingerprint"],
            )
            for row in statement.rows
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    imported = statement.lines.count()
    if not imported:
        raise UnableToImportStatement("Every line is there already.", code="NOTHING_NEW")
    _end(statement, BankImportStatus.IMPORTED, now)
    return imported


@transaction.atomic
def discard_statement(*, import_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Put a shown file away: nothing of it is imported. Raises UnableToImportStatement."""
    statement = _shown(import_id, actor)
    statement.rows = []
    _end(statement, BankImportStatus.DISCARDED, now)


def _permitted(actor: Actor) -> int:
    if not actor.may(IMPORT) or actor.user_id is None:
        raise UnableToImportStatement("No permission.", code="NOT_PERMITTED")
    return actor.user_id


def _read(uploaded: UploadedStatement) -> Statement:
    text = decoded(uploaded.data)
    if uploaded.format == BankFileFormat.ZENGIN:
        rows = read_zengin(text)
    elif uploaded.columns is None:
        raise BadBankFile([(0, "COLUMNS")])
    else:
        rows = read_columns(text, uploaded.columns)
    return statement_of(rows, uploaded.names)


def _stored(rows: tuple[BankRow, ...]) -> list[dict[str, object]]:
    return [
        {
            "line": row.line,
            "on": row.on.isoformat(),
            "amount": row.amount,
            "words": row.words,
            "balance": row.balance,
            "fingerprint": fingerprint,
        }
        for row, fingerprint in zip(rows, fingerprints(rows), strict=True)
    ]


def _shown(import_id: uuid.UUID, actor: Actor) -> BankImport:
    _permitted(actor)
    statement = BankImport.objects.select_for_update().get(pk=import_id)
    if statement.status != BankImportStatus.PREVIEW:
        raise UnableToImportStatement("It is not shown any more.", code="NOT_SHOWN")
    return statement


def _end(statement: BankImport, status: BankImportStatus, now: datetime) -> None:
    statement.status = status
    statement.ended_at = now
    statement.save(update_fields=["status", "ended_at", "rows"])

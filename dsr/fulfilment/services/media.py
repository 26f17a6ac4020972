"""The answer on a medium: the package, encrypted, with papers that say how to open it.

The password never travels with it: the person reads it on their own page, after a fresh code.
"""

import os
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import AccessAction
from accounts.models import StoredFile
from accounts.selectors.files import FileGone, open_file
from accounts.services.access_records import record_access
from dsr.fulfilment.domain.aes_zip import SALT_BYTES, encrypted_zip, new_password
from dsr.fulfilment.enums import PackageStatus
from dsr.fulfilment.letters.paper_cover import render_cover
from dsr.fulfilment.letters.paper_words import PAPER_WORDS
from dsr.fulfilment.models import Package, PostalCopy
from dsr.fulfilment.selectors.deliveries import delivered_package
from dsr.fulfilment.services.delivery_changes import RECORD_POSTING
from dsr.fulfilment.services.paper import (
    PDF,
    StoredCopy,
    cover_facts,
    language_of,
    letters_of,
    store_copy_file,
)

ZIP = "application/zip"


class UnableToTakeMedium(Exception):
    """Refused. `code`: NOT_PERMITTED, NOT_READY or TAKEN."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def store_medium(*, copy: PostalCopy, now: datetime) -> StoredCopy:
    """Encrypt the package under a new password and write the papers that go with it.

    Raises FileGone, UnableToEncrypt and what writers and vault raise.
    """
    package = delivered_package(copy.delivery)
    if package is None:
        raise FileGone("The package was deleted.")
    password = new_password()
    archive = _store_archive(copy, package, password, now)
    papers = [_sheet(copy, package, archive, now), *letters_of(copy)]
    reference = copy.delivery.decision.collection.case.reference
    stored = [
        (
            store_copy_file(
                copy, [content], name=f"{reference}-{number}.pdf", media_type=PDF, now=now
            ),
            1,
        )
        for number, content in enumerate(papers, start=1)
    ]
    return StoredCopy([*stored, (archive, 0)], password)


@transaction.atomic
def take_medium(*, copy_id: UUID, actor: Actor, now: datetime) -> StoredFile:
    """The encrypted file, once: whoever fetched it writes it to the medium. On record.

    Raises UnableToTakeMedium; a second medium needs a new copy, with a new password.
    """
    copy = PostalCopy.objects.select_for_update(of=("self",)).get(pk=copy_id)
    if not actor.may(RECORD_POSTING) or actor.user_id is None:
        raise UnableToTakeMedium("Postings are not this actor's.", code="NOT_PERMITTED")
    row = copy.files.select_related("file__data_key").filter(file__media_type=ZIP).first()
    ready = copy.status == PackageStatus.READY and copy.superseded_at is None
    if not ready or row is None or row.file.deleted_at is not None:
        raise UnableToTakeMedium("There is none.", code="NOT_READY")
    if copy.taken_at is not None:
        raise UnableToTakeMedium("It was fetched already.", code="TAKEN")
    copy.taken_at, copy.taken_by_id = now, actor.user_id
    copy.save(update_fields=["taken_at", "taken_by_id"])
    case = copy.delivery.decision.collection.case
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="medium",
        object_reference=case.reference,
        actor=actor,
        now=now,
    )
    return row.file


def _store_archive(copy: PostalCopy, package: Package, password: str, now: datetime) -> StoredFile:
    case = copy.delivery.decision.collection.case
    if package.file is None or package.built_at is None:
        raise FileGone("The package was deleted.")
    chunks = encrypted_zip(
        name=f"{case.reference}.zip",
        size=package.file.size,
        chunks=open_file(package.file),
        password=password,
        made_at=package.built_at,
        salt=os.urandom(SALT_BYTES),
    )
    name = _medium_name(case.reference)
    return store_copy_file(copy, chunks, name=name, media_type=ZIP, now=now)


def _sheet(copy: PostalCopy, package: Package, archive: StoredFile, now: datetime) -> bytes:
    case = copy.delivery.decision.collection.case
    language = language_of(case)
    name = _medium_name(case.reference)
    one = PAPER_WORDS["one"].to(language)
    inner = package.file.sha256 if package.file else ""
    return render_cover(
        replace(
            cover_facts(copy, now),
            enclosed=[
                (PAPER_WORDS["letter"].to(language), one),
                (PAPER_WORDS["medium"].to(language).format(name=name), one),
            ],
            medium_name=name,
            hashes=[(name, archive.sha256), (f"{case.reference}.zip", inner)],
        )
    )


def _medium_name(reference: str) -> str:
    return f"{reference}-encrypted.zip"

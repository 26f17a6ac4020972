"""The answer on paper: from the package's contents and the letters, sealed with the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import FilePurpose
from accounts.models import StoredFile
from accounts.selectors.files import FileGone, open_file
from accounts.services.files import store_file
from dsr.cases.letters.words import Language
from dsr.cases.models import Case
from dsr.cases.selectors.letters import letter_head
from dsr.fulfilment.letters.package_contents import PackageContents
from dsr.fulfilment.letters.paper import write_paper
from dsr.fulfilment.letters.paper_cover import Cover
from dsr.fulfilment.models import PostalCopy
from dsr.fulfilment.selectors.decisions import package_of
from dsr.fulfilment.selectors.deliveries import delivered_package
from dsr.fulfilment.selectors.package_contents import package_contents
from dsr.fulfilment.selectors.postal_copies import postal_addressee
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until

PDF = "application/pdf"


@dataclass(frozen=True)
class StoredCopy:
    """What was made: files in the order in which they go into the envelope, with their pages."""

    files: list[tuple[StoredFile, int]]
    password: str = ""

    @property
    def pages(self) -> int:
        """Of all files together."""
        return sum(pages for _file, pages in self.files)


def store_paper(*, copy: PostalCopy, now: datetime) -> StoredCopy:
    """Write every volume and seal it. Raises FileGone and what the writers raise."""
    case = copy.delivery.decision.collection.case
    cover = cover_facts(copy, now)
    volumes = write_paper(contents=_contents(copy), letters=letters_of(copy), cover=cover)
    stored = []
    for volume in volumes:
        name = f"{case.reference}-{volume.number}.pdf"
        file = store_copy_file(copy, [volume.content], name=name, media_type=PDF, now=now)
        stored.append((volume.number, file, volume.pages))
    stored.sort(key=lambda row: row[0])
    return StoredCopy([(file, pages) for _number, file, pages in stored])


def cover_facts(copy: PostalCopy, now: datetime) -> Cover:
    """What the sheet on top says of this copy."""
    case = copy.delivery.decision.collection.case
    return Cover(
        head=letter_head(),
        addressee=postal_addressee(case, copy),
        reference=case.reference,
        arrived_on=case.arrival_date,
        dated_on=jst_date(now),
        language=language_of(case),
        enclosed=(),
    )


def letters_of(copy: PostalCopy) -> list[bytes]:
    """The letter, and its courtesy translation for an English reader."""
    decision = copy.delivery.decision
    english = decision.letter_en if decision.collection.case.language == "en" else None
    wanted = (decision.letter_ja, english)
    return [b"".join(open_file(letter)) for letter in wanted if letter is not None]


def language_of(case: Case) -> Language:
    """The language of the case."""
    return "en" if case.language == "en" else "ja"


def store_copy_file(
    copy: PostalCopy, chunks: Iterable[bytes], *, name: str, media_type: str, now: datetime
) -> StoredFile:
    """Seal one file of a copy; it is kept no longer than a package."""
    case = copy.delivery.decision.collection.case
    return store_file(
        chunks=chunks,
        data_key=case.data_key,
        purpose=FilePurpose.PACKAGE,
        name=name,
        media_type=media_type,
        purge_on=retention_until(RetentionCode.PACKAGE, start=jst_date(now)),
        now=now,
    )


def _contents(copy: PostalCopy) -> PackageContents | None:
    """The package's, as of the moment it was built; None where the letter is the whole answer."""
    decision = copy.delivery.decision
    if package_of(decision) is None:
        return None
    package = delivered_package(copy.delivery)
    if package is None or package.built_at is None:
        raise FileGone("The package was deleted.")
    return package_contents(decision, now=package.built_at)

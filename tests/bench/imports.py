"""What an import takes, of new members and of known ones, beside COPY; memory must stay flat."""

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from accounts.domain.imported_rows import Imported
from tests.bench.consent_files import Twin, copy_plainly
from tests.bench.measuring import Figure, median_seconds

YARDSTICK = "COPY, the same tables without triggers"
FLAT_MIB = 32  # what ten times the rows may cost more


@dataclass(frozen=True)
class Import:
    """One kind of file: what its rows are called, how it is written, read, and brought in.

    Arguments:
        write: makes a file of these members, what they say first (0) or next (1).
    """

    name: str
    write: Callable[[Path, range, int], Path]
    rows_of: Callable[[Path], AbstractContextManager[Iterator[Sequence[str]]]]
    bring: Callable[..., Imported]
    twin: Twin


def import_figures(
    kind: Import, members: int, folder: Path, say: Callable[[str], None]
) -> Iterator[Figure]:
    """A tenth of the members, the rest of them, then what all of them say next."""
    few = members // 10
    small = kind.write(folder / "small.csv", range(few), 0)
    large = kind.write(folder / "large.csv", range(few, members), 0)
    again = kind.write(folder / "again.csv", range(members), 1)
    say(f"importing {few:,} rows of new members")
    _bring(kind, small)
    before = memory()
    say(f"importing {members - few:,} rows of new members")
    new = _bring(kind, large)
    after = memory()
    say(f"{after:.0f} MiB at most in this process, {before:.0f} MiB after a tenth of it")
    assert after - before <= FLAT_MIB, "the memory of an import grows with the file"
    say(f"importing {members:,} rows of known members")
    known = _bring(kind, again)
    say("the same rows by COPY")
    yield _figure(kind, "new", members - few, new, large)
    yield _figure(kind, "known", members, known, again)


def memory() -> float:
    """The most this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bring(kind: Import, path: Path) -> float:
    started = time.perf_counter()
    with kind.rows_of(path) as rows:
        done = kind.bring(rows=rows, said=lambda count: None, now=datetime.now(tz=UTC))
    seconds = time.perf_counter() - started
    assert (done.known, done.recorded > 0) == (0, True), done
    return seconds


def _figure(kind: Import, who: str, rows: int, seconds: float, file: Path) -> Figure:
    return Figure(
        name=f"{kind.name}: import, {who} members", rows=rows, seconds=seconds, least=0.5,
        yardstick=YARDSTICK,
        yardstick_seconds=median_seconds(
            lambda: copy_plainly(file, people=who == "new", twin=kind.twin)
        ),
    )  # fmt: skip

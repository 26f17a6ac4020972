"""`make bench`: build data, measure, print a table, write the results as JSON.

    python -m tests.bench [--rows N] [NAME …]

Each benchmark takes the number of rows and yields figures. Each runs in a new database of its own.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module

BENCHMARKS = {
    "reconciliation": "tests.bench.reconciliation:reconciliation",
    "consent": "tests.bench.consent:consent",
    "acceptances": "tests.bench.acceptances:acceptances",
    "consent-writes": "tests.bench.consent_writes:consent_writes",
    "consent-crashes": "tests.bench.consent_crashes:consent_crashes",
    "checks": "tests.bench.checks:checks",
    "verification": "tests.bench.verification:verification",
}


def main() -> int:
    """Run those named, or all; 1 where a figure misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--rows", type=_count, default=100_000, help="such as 10k, 1M, 10M")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.names) - set(BENCHMARKS)):
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    return _in_database(asked.names or list(BENCHMARKS), asked.rows)


def _count(typed: str) -> int:
    """A number of rows; k and M stand for thousand and million."""
    unit = {"k": 1_000, "M": 1_000_000}.get(typed[-1:], 1)
    return int(typed.rstrip("kM")) * unit


def _in_database(names: Iterable[str], rows: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ.setdefault("TEST_DATABASE_NAME", "test_bench")
    import django
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
    )

    django.setup()
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measure(names, rows)
    finally:
        teardown_databases(databases, verbosity=0)


def _measure(names: Iterable[str], rows: int) -> int:
    from config.paths import BASE_DIR
    from tests.bench.measuring import Figure

    figures: list[Figure] = []
    for name in names:
        module, verb = BENCHMARKS[name].split(":")
        with _new_database():
            run: Callable[..., Iterable[Figure]] = getattr(import_module(module), verb)
            figures += run(rows, say=lambda words, name=name: print(f"{name}: {words}", flush=True))
    print(
        f"\n{'figure':<40}{'rows':>12}{'seconds':>12}{'at most':>10}{'speed':>10}{'least':>8}"
        "  of the yardstick"
    )
    for figure in figures:
        most = "–" if figure.bar is None else f"{figure.bar:.4g}"
        least = "–" if figure.least is None else f"{figure.least:.0%}"
        missed = "" if figure.holds else "  MISSED"
        print(
            f"{figure.name:<40}{figure.rows:>12,}{figure.seconds:>12.4g}{most:>10}"
            f"{figure.share:>10.1%}{least:>8}"
            f"  {figure.yardstick} ({figure.yardstick_seconds:.4g} s){missed}"
        )
    folder = BASE_DIR / "bench-results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.now(tz=UTC):%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")
    print(f"\nwritten to {path.relative_to(BASE_DIR)}")
    return 0 if all(figure.holds for figure in figures) else 1


@contextmanager
def _new_database() -> Iterator[None]:
    """A copy of the migrated, empty one, in its place: no benchmark meets rows of another."""
    from django.db import connection

    from tests.bench.serving import copied

    migrated = connection.settings_dict["NAME"]
    with copied("now") as copy:
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = migrated


if __name__ == "__main__":
    sys.exit(main())

"""`make test`: every check, one line each, then the tests. Any failure fails the whole.

python -m tests.stages [--without-tests]
"""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from config.new_secrets import new_secrets
from config.paths import BASE_DIR

CODE = ["config", "accounts", "consent", "dsr", "policies", "tests", "manage.py"]
BIN = Path(sys.executable).parent
TEST_PROCESSES = 3  # on two cores: browsers and workers are waited for


class Stage(NamedTuple):
    """One check: what it is called, what runs, and what its environment adds."""

    name: str
    command: list[str]
    environment: dict[str, str]


def stages() -> list[Stage]:
    """Every check that needs no database, in the order of how fast it fails."""
    python, manage = sys.executable, [sys.executable, "manage.py"]
    no_database = {"MADOGUCHI_NO_POSTGRES": "1"}
    return [
        Stage("ruff format", [str(BIN / "ruff"), "format", "--check", "."], {}),
        Stage("ruff check", [str(BIN / "ruff"), "check", "."], {}),
        Stage("floors and rooms", [str(BIN / "lint-imports")], no_database),
        Stage("templates", [str(BIN / "djlint"), ".", "--lint"], {}),
        Stage("templates' layout", [str(BIN / "djlint"), ".", "--check"], {}),
        Stage("catalogues", [python, "-m", "config.catalogs"], {}),
        Stage("types", [str(BIN / "mypy"), *CODE], no_database),
        Stage(
            "production settings",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production_environment(),
        ),
        Stage("migrations", [*manage, "makemigrations", "--check", "--dry-run"], no_database),
    ]


def production_environment() -> dict[str, str]:
    """Settings a production server would be given, with secrets made up for this run."""
    return {
        **new_secrets(),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "ALLOWED_HOSTS": "privacy.company.example",
        "CSRF_TRUSTED_ORIGINS": "https://privacy.company.example",
        "SITE_URL": "https://privacy.company.example",
        "DATABASE_URL": "postgresql://app@localhost/none",
        "STRIPE_SECRET_KEY": f"sk_live_{secrets.token_hex(24)}",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_hex(24)}",
        "FILES_DIR": "/srv/madoguchi/files",
        "EMAIL_URL": "smtp+tls://mail.company.example:587",
        "DEFAULT_FROM_EMAIL": "privacy@company.example",
    }


def run(stage: Stage) -> bool:
    """Run one check; say its name and time, and all it printed where it failed."""
    began = time.monotonic()
    done = subprocess.run(
        stage.command,
        cwd=BASE_DIR,
        env={**os.environ, **stage.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    print(f"{'ok    ' if passed else 'FAILED'} {stage.name} ({time.monotonic() - began:.1f} s)")
    if not passed:
        print(done.stdout)
    sys.stdout.flush()
    return passed


def run_tests() -> bool:
    """The test suite on the embedded PostgreSQL (or DATABASE_URL), its output as it comes."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q"]
    command += ["-n", str(TEST_PROCESSES), "--dist", "worksteal"]
    passed = (
        subprocess.run(command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, check=False).returncode == 0
    )
    print(f"{'ok    ' if passed else 'FAILED'} tests ({time.monotonic() - began:.1f} s)")
    return passed


def main(arguments: list[str]) -> int:
    """Run everything, even after a failure: one run shows all that is wrong."""
    results = [run(stage) for stage in stages()]
    if arguments != ["--without-tests"]:
        results.append(run_tests())
    print("All checks passed." if all(results) else f"{results.count(False)} checks FAILED.")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Whom the embedded PostgreSQL runs as. It refuses to be root, and root is what a container is."""

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class NoIdentity(Exception):
    """Nobody this process may become can run PostgreSQL in its folder."""


class Identity(NamedTuple):
    """Who runs a program, and who owns its files as this process sees them."""

    name: str
    prefix: tuple[str, ...]  # the command that changes who runs what follows
    uid: int
    gid: int
    becomes: bool  # the child process itself takes uid and gid


def choose_identity(*, folder: Path, program: Path) -> Identity:
    """The first identity that is not root and reaches `program` and `folder`, which it then owns.

    An ordinary user runs PostgreSQL as itself. Root tries `nobody`; where others may not enter the
    folder, a user namespace (root's files, not root's number); where a container forbids that,
    `nobody` with the one capability to pass.

    Raises NoIdentity.
    """
    tried = []
    for identity in _candidates():
        close_folder(folder, identity)
        tried.append(identity.name)
        script = '[ -w "$1" ] && [ "$(id -u)" != 0 ] && "$2" --version'
        with contextlib.suppress(OSError):  # may not become that user: try the next
            probe = run_as(identity, ["/bin/sh", "-c", script, "sh", str(folder), str(program)])
            if probe.returncode == 0:
                return identity
    raise NoIdentity(
        f"PostgreSQL cannot run here (tried: {', '.join(tried)}). Run as an ordinary user, move "
        "the clone to a folder others may enter, or set DATABASE_URL to a PostgreSQL of yours."
    )


def close_folder(folder: Path, identity: Identity) -> None:
    """Make `folder`, with all that is in it, the identity's own and closed to everyone else.

    Raises NoIdentity where it belongs to somebody else: in a shared /tmp it may be a trap.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = folder.lstat()
    ours = {identity.uid for identity in _candidates()} | {os.geteuid()}
    if not stat.S_ISDIR(known.st_mode) or known.st_uid not in ours:
        raise NoIdentity(f"{folder} belongs to another user: run as that user, or remove it.")
    folder.chmod(0o700)
    if (known.st_uid, known.st_gid) != (identity.uid, identity.gid) and os.geteuid() == 0:
        for path in (*folder.rglob("*"), folder):
            os.chown(path, identity.uid, identity.gid, follow_symlinks=False)


def let_pass(*folders: Path) -> None:
    """Let others pass through (not look into) root's own folders on the way to the server's."""
    if os.geteuid() == 0:
        for folder in folders:
            folder.chmod(folder.stat().st_mode | 0o011)


def run_as(identity: Identity, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run to the end, with an environment of its own (a stray PGPORT must not reach the server)."""
    return subprocess.run(  # noqa: S603 -- our own programs
        [*identity.prefix, *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": "/"},
        start_new_session=True,
        umask=0o077,
        user=identity.uid if identity.becomes else None,
        group=identity.gid if identity.becomes else None,
        extra_groups=[] if identity.becomes else None,
    )


def _candidates() -> Iterator[Identity]:
    if os.geteuid() != 0:
        yield Identity("this user", (), os.geteuid(), os.getegid(), becomes=False)
        return
    nobody = pwd.getpwnam("nobody")
    uid, gid = nobody.pw_uid, nobody.pw_gid
    yield Identity("nobody", (), uid, gid, becomes=True)
    if unshare := shutil.which("unshare"):
        yield Identity("a user namespace", (unshare, "--user"), 0, 0, becomes=False)
    if setpriv := shutil.which("setpriv"):
        pass_through = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
        change = (setpriv, f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *pass_through)
        yield Identity("nobody with a capability", change, uid, gid, becomes=False)

"""A PostgreSQL server of its own for one command, gone without a trace afterwards.

`python -m tools.postgres -- pytest ...` runs the command with DATABASE_URL set; from Python,
`with postgres() as url:`. The server listens on a socket in a private folder only, trusts whoever can
open it, and does not wait for the disk: fit for tests, not for data.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MISSING = "PostgreSQL is not installed. On Debian: apt-get install postgresql."
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "listen_addresses": "",
}


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest version; None when there is none."""
    found = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
    )
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _other_user() -> str | None:
    """The server refuses root: somebody else to run it as, or None when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {row.pw_name for row in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh, empty server; yields its DATABASE_URL. Raises `FileNotFoundError` when not installed."""
    folder = binaries()
    if folder is None:
        raise FileNotFoundError(MISSING)
    user = _other_user()
    with tempfile.TemporaryDirectory(prefix="pilothouse-pg-") as text:
        home = Path(text)
        options: dict[str, Any] = {"cwd": text, "stdin": subprocess.DEVNULL}
        if user is not None:
            account = pwd.getpwnam(user)
            os.chown(home, account.pw_uid, account.pw_gid)
            options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        cluster: list[str | Path] = [
            "-D",
            home / "data",
            "-U",
            "pilothouse",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        _run([folder / "initdb", *cluster], options)
        wishes = _FAST | {"unix_socket_directories": text}
        settings = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in wishes.items())
        control: list[str | Path] = [folder / "pg_ctl", "-D", home / "data"]
        _run(
            [
                *control,
                "-w",
                "-l",
                home / "log",
                "-o",
                f"{settings} -c unix_socket_directories={home}",
                "start",
            ],
            options,
        )
        try:
            _run([folder / "createdb", "-h", home, "-U", "pilothouse", "pilothouse"], options)
            yield f"postgresql://pilothouse@/pilothouse?host={home}"
        finally:
            _run([*control, "-m", "immediate", "stop"], options)


def _run(command: Sequence[str | Path], options: dict[str, Any]) -> None:
    # A file, not a pipe: the server inherits it and would hold a pipe open.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run([str(part) for part in command], stdout=said, stderr=said, **options)
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} failed:\n{said.read()}")


def main(arguments: Sequence[str]) -> int:
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        sys.stderr.write("Usage: python -m tools.postgres -- command ...\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with postgres() as url:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Lays out what is added often: a room, a connector, a house law.

The patterns lie in a folder each; a file `NAME.tmpl` becomes `NAME`, in its contents and in its name
`$words` are filled in. What is made passes `make check` and its tests as it stands.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parent.parent.parent
PATTERNS = Path(__file__).parent


class Refused(SystemExit):
    """Ends with status 2 and says why."""

    def __init__(self, text: str) -> None:
        sys.stderr.write(f"new: {text}\n")
        super().__init__(2)


def checked_name(name: str, what: str) -> str:
    """`name` when it can be a module; otherwise says what a good one looks like."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", name):
        raise Refused(f"'{name}' cannot name a {what}. Say NAME=market: small letters, digits, underscores.")
    return name


def lay_out(pattern: str, target: Path, words: dict[str, str]) -> list[Path]:
    """Write each file of `pattern` into `target`; writes over nothing that holds something."""
    written = []
    for source in sorted((PATTERNS / pattern).rglob("*.tmpl")):
        name = Template(str(source.relative_to(PATTERNS / pattern))).substitute(words).removesuffix(".tmpl")
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_text().strip():
            raise Refused(f"{path.relative_to(ROOT)} is there already.")
        path.write_text(Template(source.read_text()).substitute(words))
        written.append(path)
    return written


def run(*command: str) -> None:
    """Run a program of this environment in the repository; ends with its status when it fails."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.returncode)


def in_form(folder: Path) -> None:
    """Sort imports and break lines as `make format` does: both depend on the names that were filled in."""
    programs = Path(sys.executable).parent
    subprocess.run([programs / "ruff", "check", "--quiet", "--fix", folder], cwd=ROOT)
    subprocess.run([programs / "ruff", "format", "--quiet", folder], cwd=ROOT)
    subprocess.run([programs / "djangofmt", "--quiet", folder], cwd=ROOT)


def tell(written: list[Path], *next_steps: str) -> None:
    for path in written:
        print(f"new: {path.relative_to(ROOT)}")
    for step in next_steps:
        print(f"next: {step}")

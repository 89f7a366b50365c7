"""`python -m tools.lint [path ...]`: print every broken law; status 1 when there is one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tools.lint import findings, laws
from tools.lint.debts import forgiven, paid
from tools.lint.source import ROOT, Finding, Source

SUFFIXES = {".py", ".html", ".ts", ".css", ".scss"}
PLACES = ("src", "web", "tests", "tools", "bench", "conftest.py", "hatch_build.py")


def tracked(paths: list[str]) -> list[str]:
    """Files that git knows or would know, so that nothing generated is looked at."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return sorted({path for path in done.stdout.split("\0") if path})


def broken(paths: list[str]) -> Iterator[tuple[str, Source, Finding]]:
    """Every breach in the files at `paths`: its law, the file, what is wrong."""
    for path in tracked(paths):
        file = ROOT / path
        if file.suffix not in SUFFIXES or not file.is_file():
            continue
        source = Source(path, file.read_text())
        for name, check in laws().items():
            for row in findings(source, name, check):
                yield name, source, row


def main(paths: list[str]) -> int:
    found = list(broken(paths or list(PLACES)))
    breaches = [(law, source.room) for law, source, _ in found]
    excused = forgiven(breaches)
    told = [f"{row} [{law}]" for law, source, row in found if (law, source.room) not in excused]
    for line in told if told or paths else paid(breaches):
        print(line)
    if told:
        print(f"{len(told)} house {'law is' if len(told) == 1 else 'laws are'} broken.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

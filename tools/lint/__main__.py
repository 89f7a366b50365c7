"""`python -m tools.lint [path ...]`: print every broken law; status 1 when there is one."""

from __future__ import annotations

import subprocess
import sys

from tools.lint import findings, laws
from tools.lint.source import ROOT, Source

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


def main(paths: list[str]) -> int:
    found = []
    for path in tracked(paths or list(PLACES)):
        file = ROOT / path
        if file.suffix not in SUFFIXES or not file.is_file():
            continue
        source = Source(path, file.read_text())
        for name, check in laws().items():
            found += [f"{row} [{name}]" for row in findings(source, name, check)]
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} house {'law is' if len(found) == 1 else 'laws are'} broken.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

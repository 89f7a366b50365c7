"""Makes PostgreSQL and Chromium available to the tests.

Where one is missing, root gets it through apt-get; anybody else is told what to install, and the tests
that need it are skipped. Never fails: what is missing afterwards is said by the skipped tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tools.browser import chromium
from tools.postgres import binaries

NEEDS: dict[str, tuple[str, Callable[[], object]]] = {
    "postgresql": ("PostgreSQL", binaries),
    "chromium": ("Chromium", chromium),
}


def apt_get(*arguments: str) -> bool:
    """Whether apt-get did as told; what it said is shown when not."""
    done = subprocess.run(
        ["apt-get", "-y", "-q", *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.stderr.write("\n".join(done.stdout.strip().splitlines()[-8:]) + "\n")
    return done.returncode == 0


def main() -> None:
    missing = [package for package, (_, there) in NEEDS.items() if not there()]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"services: installing {' and '.join(missing)} through apt-get", flush=True)
        if apt_get("update"):
            apt_get("install", "--no-install-recommends", *missing)
    for package, (title, there) in NEEDS.items():
        if not there():
            print(f"services: no {title}, so its tests are skipped. To run them: apt-get install {package}")


if __name__ == "__main__":
    main()

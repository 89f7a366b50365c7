"""Every check that runs no test, one line each; what a failing one said follows its line.

`python -m tools.check [name ...]`. Status 1 when one fails; all are run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
PYTHON = str(BIN / "python")
CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "--output-format", "concise", "."],
    "form": [str(BIN / "ruff"), "format", "--check", "--quiet", "--output-format", "concise", "."],
    "templates": [str(BIN / "djangofmt"), "--check", "--quiet", "src"],
    "laws": [PYTHON, "-m", "tools.lint"],
    "walls": [str(BIN / "lint-imports"), "--no-cache", "--config", ".importlinter"],
    "types": [PYTHON, "-m", "mypy", "-p", "pilothouse", "-p", "tools"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "reference": [PYTHON, "-m", "tools.docs", "--check"],
    "web": [str(BIN / "npm"), "--prefix", "web", "run", "--silent", "check"],
}
SURROUNDINGS = {
    "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    "DJANGO_SETTINGS_MODULE": "pilothouse.site.settings",
    "PILOTHOUSE_HOME": os.environ.get("PILOTHOUSE_HOME") or str(ROOT / ".cache/home"),
}


def run(name: str) -> bool:
    """Run one check; say nothing but its name and time when it is content."""
    began = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=os.environ | SURROUNDINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    word = "failed" if done.returncode else "fine"
    print(f"check: {name:<11}{word:<7}{time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


def main(names: list[str]) -> int:
    failed = [name for name in names or CHECKS if not run(name)]
    if failed:
        print(f"check: {', '.join(failed)} failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Every check that runs no test, one line each; what a failing one said follows its line.

`python -m tools.check [name ...]`. Status 1 when one fails; all are run, two at a time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
PYTHON = str(BIN / "python")
CHECKS: dict[str, list[str]] = {
    "types": [PYTHON, "-m", "mypy", "-p", "pilothouse", "-p", "tools"],
    "style": [str(BIN / "ruff"), "check", "--quiet", "--output-format", "concise", "."],
    "form": [str(BIN / "ruff"), "format", "--check", "--quiet", "--output-format", "concise", "."],
    "templates": [str(BIN / "djangofmt"), "--check", "--quiet", "src"],
    "laws": [PYTHON, "-m", "tools.lint"],
    "walls": [str(BIN / "lint-imports"), "--no-cache", "--config", ".importlinter"],
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
    """Run one check; say nothing but its name and time when it is content.

    One call of `print` each, so that two at a time do not mix what they say."""
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
    said = f"\n{done.stdout.rstrip()}" if done.returncode else ""
    sys.stdout.write(f"check: {name:<11}{word:<7}{time.monotonic() - began:5.1f} s{said}\n")
    sys.stdout.flush()
    return done.returncode == 0


def main(names: list[str]) -> int:
    wanted = names or list(CHECKS)
    with ThreadPoolExecutor(max_workers=2) as two:
        failed = [name for name, is_fine in zip(wanted, two.map(run, wanted), strict=True) if not is_fine]
    if failed:
        print(f"check: {', '.join(failed)} failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Makes the places that the Makefile works in: .venv, .venv-engine and the built pages.

`python3 tools/setup.py run|dev|engine|bench`. Needs only Python 3.11; each place carries a stamp with the
digest of what it was made from, so that a second call does nothing. Stops at the first failure, shows
what the failing program said, and names the cure.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
ENGINE_VENV = ROOT / ".venv-engine"
ENGINE_PACKAGES = (
    "numpy",
    "numba",
    "ortools",
    "holidays",
    "model2vec",
    "scikit-learn",
    "igraph",
    "faiss-cpu",
)
PYPROJECT = ROOT / "pyproject.toml"


class Failed(SystemExit):
    """Ends the program with status 1 after saying what went wrong and how to fix it."""

    def __init__(self, what: str, cure: str, output: str = "") -> None:
        tail = "\n".join(output.strip().splitlines()[-25:])
        sys.stderr.write(f"{tail}\n\nsetup: {what}\n  {cure}\n" if tail else f"\nsetup: {what}\n  {cure}\n")
        super().__init__(1)


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def quiet(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run `command` in the repository and keep what it says for the case that it fails."""
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def digest(paths: Iterable[Path], *words: str) -> str:
    """One digest of the names and bytes of `paths`, and of `words`."""
    found = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def is_current(venv: Path, name: str, wanted: str) -> bool:
    stamp = venv / ".stamps" / name
    return stamp.is_file() and stamp.read_text() == wanted


def mark(venv: Path, name: str, value: str) -> None:
    (venv / ".stamps").mkdir(exist_ok=True)
    (venv / ".stamps" / name).write_text(value)


def make_venv(venv: Path) -> None:
    """An empty environment of this Python, unless a working one is there."""
    if (venv / "bin/python").exists():
        return
    if sys.version_info < (3, 11):  # noqa: UP036
        raise Failed("Pilothouse needs Python 3.11 or newer.", "Run `make PYTHON=python3.11 ...`.")
    say(f"making {venv.name}")
    done = quiet([sys.executable, "-m", "venv", venv])
    if done.returncode and (uv := shutil.which("uv")):
        done = quiet([uv, "venv", "--clear", "--python", sys.executable, venv])
    if done.returncode:
        cure = "On Debian: apt-get install python3-venv."
        raise Failed("Python cannot make a virtual environment.", cure, done.stdout)


@cache
def uv_for(venv: Path) -> Path | None:
    """uv, which installs ten times as fast as pip; None when it cannot be had."""
    inside = venv / "bin/uv"
    for place in (inside, VENV / "bin/uv", shutil.which("uv")):
        if place and Path(place).exists():
            return Path(place)
    quiet([venv / "bin/python", "-m", "pip", "install", "--quiet", "uv"])
    if inside.exists():
        return inside
    say("uv is not to be had, so pip installs; this takes longer")
    return None


def install(venv: Path, *requirements: str) -> None:
    """Install into `venv` by uv, else by pip. The project itself is built with what `venv` holds."""
    uv = uv_for(venv)
    python = venv / "bin/python"
    if uv:
        done = quiet([uv, "pip", "install", "--python", python, "--no-build-isolation", *requirements])
        if done.returncode == 0:
            return
        say("uv could not install, so pip is asked; uv said:\n" + done.stdout.strip()[-1500:])
    if quiet([python, "-m", "pip", "--version"]).returncode:
        quiet([python, "-m", "ensurepip", "--upgrade"])
    done = quiet([python, "-m", "pip", "install", "--no-build-isolation", *requirements])
    if done.returncode:
        raise Failed(
            f"The packages of {venv.name} could not be installed.",
            "Check the network and pip's index, then run the same command again.",
            done.stdout,
        )


def project() -> dict[str, list[str]]:
    """The lists of requirements in pyproject.toml: build, run, extras, dev and engine."""
    import tomllib  # not at the top: an older Python must live to read the message above

    found = tomllib.loads(PYPROJECT.read_text())
    return {
        "build": found["build-system"]["requires"],
        "run": found["project"]["dependencies"],
        "extras": [row for rows in found["project"]["optional-dependencies"].values() for row in rows],
        **found["dependency-groups"],
    }


def set_up_run() -> None:
    """Everything that `pilothouse serve` needs, with all extras."""
    make_venv(VENV)
    wanted = digest([PYPROJECT], str(sys.version_info[:2]), str(ROOT))
    if not is_current(VENV, "run", wanted):
        say("installing Pilothouse (a minute or two the first time)")
        install(VENV, *project()["build"], "editables")
        install(VENV, *project()["run"], *project()["extras"])
        install(VENV, "--no-deps", "-e", ".")
        mark(VENV, "run", wanted)
    done = quiet([VENV / "bin/python", "hatch_build.py"])
    if done.returncode:
        raise Failed("The pages could not be built.", "Mend what the build says above.", done.stdout)
    make_ready()


def make_ready() -> None:
    """Make the machine code of the planning engine, so that the first plan does not wait for it."""
    program = [str(VENV / "bin/python"), "-m", "pilothouse.engine.warm"]
    program += ["--together"] if (os.cpu_count() or 1) > 1 else []
    if subprocess.run(program, cwd=ROOT).returncode:
        say("that failed, so the first plan will take a minute longer")


def set_up_dev() -> None:
    """What the checks and the tests need on top."""
    set_up_run()
    wanted = digest([PYPROJECT], str(sys.version_info[:2]))
    if not is_current(VENV, "dev", wanted):
        say("installing what the tests need")
        install(VENV, *project()["dev"])
        mark(VENV, "dev", wanted)


def set_up_engine() -> None:
    """An environment without Django for the engine's tests."""
    make_venv(ENGINE_VENV)
    lists = project()
    wanted = digest([PYPROJECT], str(sys.version_info[:2]))
    if not is_current(ENGINE_VENV, "engine", wanted):
        say("installing what the engine's tests need, without Django")
        names = [row for row in lists["run"] if row.startswith(ENGINE_PACKAGES)]
        install(ENGINE_VENV, *names, *lists["engine"])
        mark(ENGINE_VENV, "engine", wanted)


def set_up_bench() -> None:
    """The peers that `make bench` measures against."""
    set_up_dev()
    wanted = digest([PYPROJECT], str(sys.version_info[:2]))
    if not is_current(VENV, "bench", wanted):
        say("installing the peers to measure against")
        install(VENV, *project()["bench"])
        mark(VENV, "bench", wanted)


TARGETS = {"run": set_up_run, "dev": set_up_dev, "engine": set_up_engine, "bench": set_up_bench}


def main(arguments: Sequence[str]) -> None:
    os.chdir(ROOT)
    if not arguments or not set(arguments) <= set(TARGETS):
        raise Failed("Say what to set up.", f"One or more of: {', '.join(TARGETS)}.")
    for name in arguments:
        TARGETS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])

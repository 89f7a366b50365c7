"""What is published works where nothing but Python is: a wheel, a fresh environment, no Node, no checkout."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.lint.source import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
READY_SECONDS = 400  # migrations, demo; where machine code has to be made too, several times as long as else


def _run(*command: str | Path, **options: object) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout[-3000:]
    return str(done.stdout)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the files that git knows."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    names = _run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    # Without isolation the build uses what this environment has: hatchling and the packaged Node.
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, copy)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment with the wheel in it.

    It gets the machine code that the setup has made of these very sources, which is used only while they are
    the same: what makes it is tested there, and takes two minutes."""
    from tools.setup import install, make_venv

    venv = tmp_path_factory.mktemp("clean") / "venv"
    make_venv(venv)
    install(venv, str(wheel))
    packages = next(venv.glob("lib/python*/site-packages"))
    for made in (ROOT / "src").rglob("__pycache__/*.nb[ic]"):
        place = packages / made.relative_to(ROOT / "src")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(made, place)
    return venv / "bin"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Surroundings with no Node, no checkout and no settings of ours."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: os.environ[name] for name in ("LANG", "SSL_CERT_FILE") if name in os.environ}
    return kept | {"PATH": "/nowhere", "HOME": str(home), "PILOTHOUSE_HOME": str(home / "data")}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def served(installed: Path, bare: dict[str, str]) -> Iterator[str]:
    """The address of the demo, served by the installed program until the tests are over."""
    home = Path(bare["HOME"])
    address = f"http://127.0.0.1:{_free_port()}"
    log = home / "log"
    with log.open("w") as said:
        program = subprocess.Popen(
            [installed / "pilothouse", "serve", "--demo", "--port", address.rsplit(":", 1)[1]],
            env=bare,
            cwd=home,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while _status(f"{address}/readyz") != 200:
            assert program.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        try:
            program.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_the_wheel_holds_the_built_pages_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert any("/site/static/built/" in name and name.endswith(".js") for name in names)
    assert any("/site/static/built/" in name and name.endswith(".css") for name in names)
    assert any(name.endswith("/templates/layout.html") for name in names)
    assert not [name for name in names if "/tests/" in name or "node_modules" in name]


def test_the_installed_program_serves_the_demo_without_node(served: str) -> None:
    with urllib.request.urlopen(f"{served}/", timeout=30) as answer:
        page = answer.read().decode()

    assert "<title>" in page
    assert "Traceback" not in page


def test_every_script_and_style_of_the_first_page_is_served(served: str) -> None:
    import re

    with urllib.request.urlopen(f"{served}/", timeout=30) as answer:
        page = answer.read().decode()
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))

    assert files
    assert {name: _status(served + name) for name in files} == dict.fromkeys(files, 200)


def test_without_its_extra_a_chart_is_refused_with_the_command_that_adds_it(
    installed: Path, bare: dict[str, str]
) -> None:
    history, chart = Path(bare["HOME"]) / "history.csv", Path(bare["HOME"]) / "chart.png"
    history.write_text("week,count\n" + "".join(f"{week},{week % 4}\n" for week in range(40)))
    done = subprocess.run(
        [str(installed / "pilothouse"), "backtest", str(history), "--chart", str(chart)],
        env=bare,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, chart.exists()) == (6, False)
    assert "pip install 'pilothouse[charts]'" in done.stderr


def test_the_installed_program_tells_its_version(installed: Path, bare: dict[str, str]) -> None:
    from pilothouse import __version__

    assert _run(installed / "pilothouse", "--version", env=bare).strip() == f"pilothouse {__version__}"

"""`pilothouse serve`: one command, one process, no account, no environment variable."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pilothouse.engine import warm
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.site import serve
from pilothouse.site.tests.programs import command, served, surroundings
from tests import migrated

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is of this version."""
    return migrated.into(tmp_path_factory.mktemp("home"))


@pytest.mark.slow
def test_it_makes_its_database_and_answers_without_any_setting(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        assert site.get("/livez")[0] == 200
        assert site.get("/readyz")[0] == 200
        assert (tmp_path / "pilothouse.sqlite3").exists()


@pytest.mark.slow
def test_it_is_quick_small_and_quiet_and_ctrl_c_stops_it(home: Path) -> None:
    with served(home) as site:
        began = time.monotonic()
        assert site.get("/login")[0] == 200
        assert site.ready_seconds + time.monotonic() - began < 10

        figures = site.get("/metrics")[1]
        memory = next(line for line in figures.splitlines() if line.startswith("process_resident"))
        assert float(memory.split()[1]) < 200e6

        assert site.end(signal.SIGINT) < 3
        assert site.process.returncode == 0
    assert site.err == []
    assert site.out[0] == f"Pilothouse is ready: {site.address}/\n"


@pytest.mark.slow
def test_the_first_run_tells_where_and_with_which_code_to_set_up(home: Path) -> None:
    with served(home) as site:
        deadline = time.monotonic() + 10
        while len(site.out) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert f"{site.address}/setup with the code " in site.out[1]

        assert site.end(signal.SIGTERM) < 3
        assert site.process.returncode == 0


@pytest.mark.slow
def test_nobody_replaces_the_database_under_a_running_server(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with served(home, "--no-worker") as site:
        assert command(home, "backup", str(copy)).returncode == 0
        refused = command(home, "restore", str(copy), "--yes")
        assert refused.returncode == 4
        assert "Pilothouse is running" in refused.stderr
        assert site.get("/readyz")[0] == 200
        assert site.get("/metrics", X_Forwarded_For="1.2.3.4")[0] == 200  # an underscore forges no header
        assert site.get("/metrics", **{"X-Forwarded-For": "1.2.3.4"})[0] == 403


@pytest.mark.slow
def test_a_worker_of_its_own_wants_the_database_up_to_date_and_stops_when_told(
    home: Path, tmp_path: Path
) -> None:
    refused = command(tmp_path, "worker")
    assert refused.returncode == 4
    assert "pilothouse migrate" in refused.stderr

    program = [sys.executable, "-m", "pilothouse.site.cli", "worker"]
    process = subprocess.Popen(program, env=surroundings(home), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "The worker is ready.\n"
    process.terminate()
    assert process.wait(3) == 0


def test_what_is_loaded_at_the_start_computes_nothing(tmp_path: Path) -> None:
    """The kernels' compiler alone would cost 60 MB and a second."""
    code = """
import sys
from pilothouse.kit.shell import django_ready
django_ready()
from pilothouse.site import asgi, serve
serve.load_tasks()
serve._warm()
heavy = ("numba", "llvmlite", "ortools", "scipy", "xlsxwriter", "psycopg")
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=surroundings(tmp_path), capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_engine_is_made_ready_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda program, **_: asked.append(program))
    monkeypatch.setattr(warm, "stamp", lambda: tmp_path / "ready")
    serve.make_ready()
    assert asked[0][-4:] == ["-m", "pilothouse.engine.warm", "--when-slow", "--with-parent"]
    (tmp_path / "ready").touch()
    serve.make_ready()
    assert len(asked) == 1


def test_the_next_free_port_is_taken_unless_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken, socket.socket() as probe:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        probe.bind(("127.0.0.1", 0))
        busy, free = taken.getsockname()[1], probe.getsockname()[1]
        probe.close()
        monkeypatch.setattr(serve, "_PORTS", (busy, free))

        with serve.listen("127.0.0.1", None) as found:
            assert found.getsockname()[1] == free
            assert serve.address("127.0.0.1", found) == f"http://127.0.0.1:{free}/"
            assert serve.address("0.0.0.0", found) == f"http://127.0.0.1:{free}/"
        with pytest.raises(Conflict, match=str(busy)):
            serve.listen("127.0.0.1", busy)
        monkeypatch.setattr(serve, "_PORTS", (busy,))
        with pytest.raises(Conflict):
            serve.listen("127.0.0.1", None)


@pytest.mark.parametrize("host", ["203.0.113.9", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(Invalid, match="no address of this machine"):
        serve.listen(host, None)


def _run(host: str, *, demo: bool) -> None:
    serve.run(demo=demo, host=host, port=None, with_worker=False, open_browser=False, open_to_all=False)


@pytest.mark.parametrize("asked", ["--demo", "PILOTHOUSE_DEMO"])
@pytest.mark.parametrize("host", ["0.0.0.0", "0", "0x0", "192.0.2.1", "::", "::ffff:0.0.0.0", "fe80::1%lo"])
def test_the_demo_is_refused_where_others_reach_it(
    host: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTHOUSE_DEMO", "" if asked == "--demo" else "1")
    with pytest.raises(Invalid, match="no log-in"):
        _run(host, demo=asked == "--demo")


def test_the_demo_is_refused_on_a_name_not_of_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of its addresses is; and a name may be resolved otherwise when it is listened on."""
    row = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    names = {"both.example": ["127.0.0.1", "0.0.0.0"], "turns.example": ["127.0.0.1"]}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda name, *_, **__: [(*row, (each, 0)) for each in names[name]]
    )
    with pytest.raises(Invalid, match="no log-in"):
        _run("both.example", demo=True)

    monkeypatch.setattr(serve, "listen", lambda *_: socket.create_server(("0.0.0.0", 0)))
    with pytest.raises(Invalid, match="no log-in"):
        _run("turns.example", demo=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "127.1"])
def test_the_demo_is_served_on_every_address_of_this_machine_alone(host: str) -> None:
    assert serve._is_loopback(host)


def test_addresses_and_templates_are_read_before_the_first_request(tmp_path: Path) -> None:
    code = """
from pilothouse.kit.shell import django_ready
django_ready()
from django.template import Engine, base
from pilothouse.kit import addresses
from pilothouse.site import serve
serve._warm()
known = addresses._pattern.cache_info().currsize
made = []
base.Template.compile_nodelist = lambda self: made.append(self.name)
for name in ("layout.html", "roadmap/timeline.html", "site/today.html"):
    Engine.get_default().get_template(name)
for name in ("roadmap:timeline", "roadmap:items", "today"):
    addresses.address(name, "acme")
print(made, addresses._pattern.cache_info().currsize - known)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=surroundings(tmp_path), capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[] 0", done.stderr

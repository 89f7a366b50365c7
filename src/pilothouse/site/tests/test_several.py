"""`pilothouse serve --processes 2`: one address, one start, one end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.site import serve, several
from pilothouse.site.metrics import Requests
from pilothouse.site.tests.programs import served, surroundings
from tests import migrated

pytestmark = pytest.mark.one_database

_STUB = r"""
import signal, socket, sys
from pilothouse.site import several

def one(number, listener):
    sys.stdout.write(f"began {number}\n"); sys.stdout.flush()
    while True:
        signal.pause()

several.serve(several.shared(socket.create_server(("127.0.0.1", 0)), 2), one)
print("over", flush=True)
"""


def made_by(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def until(true: object, seconds: float = 10.0) -> bool:
    """Whether it became so in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def serves(pid: int) -> list[int]:
    """The processes that serve beside `pid`: those with the same command, unlike children that compute."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes()
    return [each for each in made_by(pid) if Path(f"/proc/{each}/cmdline").read_bytes() == words]


def answered(figures: str) -> int:
    found = re.search(r'requests_total\{status="2xx"\} (\d+)', figures)
    assert found is not None
    return int(found[1])


@pytest.mark.slow
def test_two_processes_answer_as_one_and_one_that_dies_is_begun_anew(tmp_path: Path) -> None:
    home = migrated.into(tmp_path)
    with served(home, "--processes", "2") as site:
        port = int(site.address.rpartition(":")[2])
        both = serves(site.process.pid)
        assert len(both) == 2
        with ThreadPoolExecutor(8) as pool:
            assert {answer[0] for answer in pool.map(site.get, ["/livez"] * 60)} == {200}
        used = {
            pid: int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11]) for pid in both
        }
        assert all(used.values()), used
        for _ in range(4):  # whichever answers, it knows of all, once the last answer was counted
            assert until(lambda: answered(site.get("/metrics")[1]) >= 60)
        with pytest.raises(Conflict, match="cannot be used"):
            serve.listen("127.0.0.1", port)
        assert until(lambda: len(site.out) == 2)
        assert "setup with the code" in site.out[1]

        os.kill(both[1], signal.SIGKILL)
        assert [site.get("/livez")[0] for _ in range(12)] == [200] * 12
        assert until(lambda: len(serves(site.process.pid)) == 2)
        assert site.err == ["A process that served ended (-9); another takes its place.\n"]

        all_of_them = made_by(site.process.pid)
        assert site.end(signal.SIGINT) < 4
        assert site.process.returncode == 0
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in all_of_them), 2)


@pytest.mark.parametrize(("number", "says"), [(signal.SIGTERM, "over\n"), (signal.SIGKILL, "")])
def test_all_end_with_the_one_that_began_them(tmp_path: Path, number: signal.Signals, says: str) -> None:
    program = [sys.executable, "-c", _STUB]
    process = subprocess.Popen(program, env=surroundings(tmp_path), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert {process.stdout.readline() for _ in range(2)} == {"began 0\n", "began 1\n"}
    both = made_by(process.pid)
    process.send_signal(number)
    process.wait(5)
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in both), 3)
    assert process.stdout.read() == says


@pytest.mark.parametrize("asked", ["0", "33", "-1", "two", "1e9", "٣", "9" * 9999])
def test_what_is_no_number_of_processes_is_refused(asked: str) -> None:
    with pytest.raises(Invalid, match="no number of processes"):
        several.many(asked)


def test_one_process_serves_unless_someone_says_more() -> None:
    assert (several.many(""), several.many("1"), several.many("32")) == (1, 1, 32)


def test_what_each_process_counted_is_said_together() -> None:
    found = Requests()
    found.share(2)
    found.mine(0)
    found.count(200, 0.25)
    found.mine(1)
    found.count(200, 0.25)
    found.count(503, 0.5)
    assert found.answered == {"2xx": 2, "5xx": 1}
    assert found.seconds == 1.0
    assert found.processes == [os.getpid()] * 2

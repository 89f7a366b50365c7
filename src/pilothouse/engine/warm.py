"""Machine code of the planning engine made ahead, so that the first plan waits for none.

`python -m pilothouse.engine.warm` plans and simulates small problems of every kind. What was made is kept on
disk (`caching`): where it is there already this takes some seconds, else a minute or two. With `--together`
two processes make it, each what the other does not need.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Reason
from pilothouse.engine.schedule.problem import (
    Cap,
    Dependency,
    Effort,
    Group,
    Item,
    Need,
    Person,
    Pool,
    Problem,
)

_FEW = Limit(passes=4)
_DRAWS = 200


def warm(progress: Callable[[int, int, str], None] | None = None) -> None:
    """Make all of it. `progress` is told, before each step, steps done and wanted, and what is next."""
    for number, (words, step) in enumerate(STEPS):
        if progress is not None:
            progress(number, len(STEPS), words)
        step()
    if progress is not None:
        progress(len(STEPS), len(STEPS), "ready")


def _problem() -> Problem:
    items = tuple(
        Item(
            f"i{number}",
            effort=Effort(1, 2, 4 + number),
            needs=(Need("any", 1.0),),
            product="AB"[number % 2],
            rank=number % 2,
            deadline=9.0 if number == 3 else None,
        )
        for number in range(12)
    )
    people = tuple(Person(f"p{number}", skills={"any": 3.0}) for number in range(3))
    edges = (Dependency("i0", "i2"), Dependency("i1", "i3", "FF", 1.0))
    return Problem(items, people, edges, groups=(Group("g", ("i0", "i2"), 8.0),))


def _planned(problem: Problem) -> Plan:
    from pilothouse.engine.schedule.solve import solve

    return solve(problem, limit=_FEW)


def _in_turn(problem: Problem) -> Plan:
    """One item after the other, each by the next person: a plan that asks for no search."""
    placed, day, crew = [], 0.0, [person.id for person in problem.people]
    for number, item in enumerate(problem.items):
        assert item.effort is not None
        ends = day + item.effort.likely
        people = (crew[number % len(crew)],)
        placed.append(Placed(item.id, day, ends, people, Reason("plan_start", None, None, "")))
        day = ends
    return Plan(tuple(placed), day, day, 0.0, "feasible", (), 0, 0)


def _search() -> None:
    _planned(_problem())


def _portfolio() -> None:
    from pilothouse.engine.schedule.replan import replan

    problem = replace(
        _problem(), strict=True, caps=(Cap("team", ("p0", "p1"), ("A",), 1),), product_weights={}
    )
    plan = _planned(problem)
    replan(problem, plan.placed, moving=frozenset({"i1", "i3"}), limit=_FEW)


def _pools() -> None:
    items = tuple(Item(f"i{n}", duration=Effort(1, 2, 3), demands={"bay": 1}) for n in range(8))
    _planned(Problem(items, pools=(Pool("bay", 2),)))


def _futures() -> None:
    from pilothouse.engine.forecast.futures.scope import Growth
    from pilothouse.engine.forecast.futures.simulate import simulate

    problem = _problem()
    plan = _in_turn(problem)
    simulate(problem, plan, draws=_DRAWS, drift=0.11, growth={"g": Growth(1.2, 0.3)})
    teams = {item.id: item.product for item in problem.items}
    simulate(problem, plan, draws=_DRAWS, drift=0.11, shared=teams)


def _decided() -> None:
    from pilothouse.engine.forecast.futures.simulate import simulate

    problem = _problem()
    simulate(problem, _in_turn(problem), draws=_DRAWS, drift=0.11, policy="dynamic")


def _exposure() -> None:
    from pilothouse.engine.forecast.futures.causes import Event
    from pilothouse.engine.risk.exposure import expose

    problem = _problem()
    risk = Event("late", "", 0.3, ("i0", "i5"), (1, 2, 3))
    expose(problem, _in_turn(problem), [risk], draws=_DRAWS, drift=0.11)


def _history() -> None:
    from pilothouse.engine.forecast.history.throughput import forecast_throughput

    forecast_throughput([3, 5, 2, 4, 6, 3, 4, 5], draws=_DRAWS)


def _themes() -> None:
    from pilothouse.engine.text.themes.find import find

    find([f"{word} number {number}" for word in ("login", "invoice") for number in range(8)])


def _questions() -> None:
    from pilothouse.engine.text.search.find import Search

    Search(["The login fails", "Where is my invoice"]).find('"is my" invoise')


STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("search with people", _search),
    ("several products", _portfolio),
    ("search with pools", _pools),
    ("simulations", _futures),
    ("risks", _exposure),
    ("futures decided as they come", _decided),
    ("weekly counts", _history),
    ("themes", _themes),
    ("search in texts", _questions),
)


_SEARCHES = 3  # so many steps, the first, search; what follows simulates


def told(done: int, of: int, words: str) -> str:
    """A line of progress."""
    return f"engine: {done} of {of} ready" + (f", next: {words}" if done < of else "")


def stamp() -> Path:
    """A file that is there when all has been made of these very sources, by this numba."""
    root = Path(__file__).parent
    digest = sha256(f"{version('numba')} {sys.version}".encode())
    for file in sorted(root.rglob("*.py")):
        if "tests" not in file.relative_to(root).parts:
            digest.update(file.read_bytes())
    return root / "__pycache__" / f"ready-{digest.hexdigest()[:16]}"


def _made(names: Sequence[str]) -> int:
    """Run the steps of these names; the number of them."""
    for words, step in STEPS:
        if words in names:
            step()
    return len(names)


def _warm_in_two() -> Iterator[int]:
    """Make all of it in two processes, which need little of each other's; the number of steps done so far."""
    names = [words for words, _ in STEPS]
    halves = names[:_SEARCHES], names[_SEARCHES:]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as two:
        started = [two.submit(_made, half) for half in halves]
        yield 0
        done = 0
        for half in as_completed(started):
            done += half.result()
            yield done


def _end_with_input() -> None:
    """End this process once the one that holds the other end of its input has ended."""
    # Trap: a thread in a buffered read holds its lock, and Python then cannot end.
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as given:
        given.read()
    signal.raise_signal(signal.SIGTERM)


def main() -> None:
    """Make all of it and leave the stamp, unless it is there. With `--when-slow` what is done within seconds
    is not reported; with `--together` two processes work; with `--with-parent` it ends as its input does."""
    if "--with-parent" in sys.argv[1:]:
        threading.Thread(target=_end_with_input, daemon=True).start()
    ready = stamp()
    if ready.exists():
        return
    slow = 5.0 if "--when-slow" in sys.argv[1:] else 0.0
    began = time.perf_counter()

    def tell(done: int, of: int, words: str) -> None:
        if time.perf_counter() - began >= slow:
            print(told(done, of, words), flush=True)

    if "--together" in sys.argv[1:]:
        for done in _warm_in_two():
            tell(done, len(STEPS), "the rest, in two processes")
    else:
        warm(tell)
    with suppress(OSError):  # where nothing can be written, it is made again
        ready.parent.mkdir(exist_ok=True)  # there is none where Python keeps no bytecode
        for old in ready.parent.glob("ready-*"):
            old.unlink()
        ready.touch()


if __name__ == "__main__":
    main()

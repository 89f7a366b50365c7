"""Problems for tests: small ones by hand, random ones by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from pilothouse.engine.schedule.problem import (
    Dependency,
    DependencyKind,
    Effort,
    Group,
    Item,
    Need,
    Person,
    Pool,
    Problem,
)

ALL_KINDS: tuple[DependencyKind, ...] = ("FS", "SS", "FF", "SF")


def exactly(days: float) -> Effort:
    return Effort(days, days, days)


def work(name: str, days: float, **more: object) -> Item:
    """An item that one person does in `days`."""
    return Item(name, effort=exactly(days), **more)  # type: ignore[arg-type]


@st.composite
def _people(draw: st.DrawFn, leavers: bool) -> tuple[Person, ...]:
    found = []
    leaving = draw(st.sets(st.integers(0, 3), max_size=2)) if leavers else set()
    for number in range(draw(st.integers(1, 4))):
        steps = [(0, draw(st.sampled_from([1.0, 1.0, 0.5, 0.0])))]
        for _ in range(draw(st.integers(0, 2))):
            steps.append((steps[-1][0] + draw(st.integers(1, 9)), draw(st.sampled_from([1.0, 0.0, 0.3]))))
        steps.append((steps[-1][0] + 2, draw(st.sampled_from([1.0, 0.6]))))
        if number in leaving:
            steps.append((steps[-1][0] + draw(st.integers(1, 9)), 0.0))
        skills = {"a": 3.0, "b": float(draw(st.integers(0, 5))), "c": float(draw(st.integers(0, 2)))}
        found.append(Person(f"p{number}", skills=skills, capacity=tuple(steps)))
    return tuple(found)


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    kinds: tuple[DependencyKind, ...] = ALL_KINDS,
    lags: tuple[float, ...] = (0.0, 0.0, 2.0, -1.5),
    certain: bool = False,
    leavers: bool = True,
) -> Problem:
    """Problems that can be staffed, with everything in them: calendars, pools, teams, dates, dependencies."""
    people = draw(_people(leavers))
    pools = draw(st.sampled_from([(), (Pool("bay", 2),), (Pool("bay", 2), Pool("rig", 1))]))
    items, edges = [], []
    for number in range(draw(st.integers(1, 9))):
        points = sorted(draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.25, 5.0]), min_size=3, max_size=3)))
        size = exactly(points[1]) if certain else Effort(*points)
        timed = draw(st.integers(0, 4)) == 0
        chosen = draw(st.lists(st.sampled_from([person.id for person in people]), unique=True, max_size=2))
        spare = len(people) - len(chosen)
        needs = (Need("a", 1.0, draw(st.integers(0, min(2, spare)))),) if spare else ()
        items.append(
            Item(
                f"i{number}",
                effort=None if timed else size,
                duration=size if timed else None,
                needs=needs,
                people=tuple(chosen),
                demands={pool.id: draw(st.integers(0, pool.capacity)) for pool in pools},
                earliest=draw(st.sampled_from([0.0, 0.0, 3.5])),
                deadline=draw(st.sampled_from([None, 4.0, 30.0])),
                deadline_hard=draw(st.booleans()),
                weight=draw(st.sampled_from([1.0, 0.0, 5.0])),
                fixed_start=draw(st.sampled_from([None, None, None, 4.0])),
            )
        )
        if number and draw(st.booleans()):
            before = draw(st.integers(0, number - 1))
            kind, lag = draw(st.sampled_from(kinds)), draw(st.sampled_from(lags))
            edges.append(Dependency(f"i{before}", f"i{number}", kind, lag))
    groups = (Group("first", (items[0].id,), 3.0), Group("all", tuple(item.id for item in items)))
    return Problem(tuple(items), people, tuple(edges), tuple(pools), groups)

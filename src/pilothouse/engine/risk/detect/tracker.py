"""What a tracker knows of its items, asked as questions: was it late, did it stall, did it miss its sprint.

Every signal is that of the day on which the item is looked at: of what came of others, only what was known
before that day counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log, log1p, nan

from pilothouse.engine.risk.detect.cases import Case, Signal

STALLED = 90  # days in which an item that is worked on ends, or has stalled
QUIET = 90  # days without a sign of life after which an item is no longer worked on
LONG = 30  # days in which an item ends, or takes long
OVER = 1.25  # times its estimate that work takes, or overruns
PSEUDO = 8.0  # cases of the rate of all that the rate of a person, team or kind begins with


@dataclass(frozen=True, slots=True)
class Record:
    """One item. Days are numbers of one calendar; `done` is None while it is open.

    `estimate` and `spent` are work in one unit. `sprints`: first and last day of each that it was in.
    `signs`: days on which someone wrote or changed something. `priority`: 0 is the highest.
    """

    id: str
    created: int
    done: int | None = None
    started: int | None = None
    estimated: int | None = None
    due: int | None = None
    estimate: float | None = None
    spent: float | None = None
    priority: float = nan
    person: str = ""
    raiser: str = ""
    team: str = ""
    kind: str = ""
    sprints: tuple[tuple[int, int], ...] = ()
    signs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked of a history: `name` for programs, `text` for people, a simple peer by name."""

    name: str
    text: str
    signals: tuple[Signal, ...]
    cases: tuple[Case, ...]
    simple: tuple[str, ...] = ()
    every: int = STALLED  # days between origins


@dataclass(slots=True)
class _Draft:
    record: Record
    seen: int
    came: bool | None
    known: int | None
    own: tuple[float, ...] = ()


def questions(records: Sequence[Record], *, today: int) -> tuple[tuple[Question, ...], dict[str, str]]:
    """What can be asked of these items, and of all else why it cannot."""
    asked: list[Question] = []
    missing: dict[str, str] = {}
    kinds: tuple[tuple[str, Callable[[Sequence[Record], int], Question], bool, str], ...] = (
        ("sprint", _sprint, any(row.sprints for row in records), "no first and last day of sprints"),
        ("stall", _stall, True, ""),
        ("long", _long, True, ""),
        ("due", _due, any(row.due is not None for row in records), "no due dates"),
        (
            "overrun",
            _overrun,
            any(row.estimate and row.spent is not None for row in records),
            "no estimates beside the work that was spent",
        ),
    )
    for name, make, has, lack in kinds:
        if has:
            asked.append(make(records, today))
        else:
            missing[name] = f"The file has {lack}."
    return tuple(asked), missing


def _sprint(records: Sequence[Record], today: int) -> Question:
    drafts = []
    in_sprint: dict[tuple[str, int, int], int] = defaultdict(int)
    for row in records:
        for first, last in row.sprints:
            in_sprint[row.person, first, last] += 1
    for row in records:
        for place, (first, last) in enumerate(sorted(row.sprints)):
            if first < row.created or (row.done is not None and row.done < first):
                continue
            over = last < today
            came = (row.done is None or row.done > last) if over else None
            beside = float(in_sprint[row.person, first, last]) if row.person else nan
            own = log1p(place), log1p(beside) if row.person else nan
            drafts.append(_Draft(row, first, came, last if over else None, own))
    signals = (Signal("sprints before", 1), Signal("items of the person in the sprint", 1))
    return _asked(
        "sprint", "Not done at the end of its sprint", drafts, records, signals, ("sprints before",)
    )


def _stall(records: Sequence[Record], today: int) -> Question:
    first = min((row.created for row in records), default=today)
    drafts = []
    for seen in range(first + STALLED, today, STALLED):
        for row in records:
            if row.created >= seen or (row.done is not None and row.done < seen):
                continue
            signs = sorted((row.created, *row.signs))
            quiet = seen - signs[max(0, bisect_left(signs, seen) - 1)]
            if quiet > QUIET:
                continue
            over = seen + STALLED < today
            came = (row.done is None or row.done >= seen + STALLED) if over else None
            own = log1p(quiet), log1p(seen - row.created)
            drafts.append(_Draft(row, seen, came, seen + STALLED if over else None, own))
    signals = (Signal("days quiet", 1), Signal("age", 0))
    text = f"Worked on, and still open {STALLED} days later"
    return _asked("stall", text, drafts, records, signals, ("days quiet",))


def _long(records: Sequence[Record], today: int) -> Question:
    drafts = []
    for row in records:
        seen = row.created if row.started is None else row.started
        late = row.done is None or row.done > seen + LONG
        known = seen + LONG if late else row.done
        over = known is not None and known < today
        drafts.append(_Draft(row, seen, late if over else None, known if over else None))
    simple = ("estimate",) if any(row.estimate for row in records) else ("open items of the person",)
    return _asked("long", f"Open for more than {LONG} days", drafts, records, (), simple)


def _due(records: Sequence[Record], today: int) -> Question:
    drafts = []
    for row in records:
        seen = row.created if row.started is None else row.started
        if row.due is None or row.due < seen:
            continue
        late = row.done is None or row.done > row.due
        known = row.due + 1 if late else row.done
        over = known is not None and known < today
        drafts.append(
            _Draft(row, seen, late if over else None, known if over else None, (log1p(row.due - seen),))
        )
    return _asked(
        "due", "Done after its due date", drafts, records, (Signal("days until due", 0),), ("days until due",)
    )


def _overrun(records: Sequence[Record], today: int) -> Question:
    drafts = []
    for row in records:
        if not row.estimate or (row.spent is None and row.done is not None):
            continue
        seen = next(day for day in (row.estimated, row.started, row.created) if day is not None)
        if row.done is None or row.spent is None or row.done >= today:
            drafts.append(_Draft(row, seen, None, None))
        else:
            drafts.append(_Draft(row, seen, row.spent > OVER * row.estimate, max(row.done, seen)))
    text = f"Takes more than {OVER:g} times its estimate"
    return _asked("overrun", text, drafts, records, (), ("estimate",))


def _asked(
    name: str,
    text: str,
    drafts: list[_Draft],
    records: Sequence[Record],
    own: tuple[Signal, ...],
    simple: tuple[str, ...],
) -> Question:
    """Adds the signals that every question has, of those the ones that the history knows at all."""
    rates = _rates(drafts)
    load = _load(records)
    signals = (*own, *_SHARED)
    rows = [
        (
            *draft.own,
            log(draft.record.estimate) if draft.record.estimate and draft.record.estimate > 0 else nan,
            draft.record.priority,
            nan if draft.record.person else 1.0,
            load(draft.record.person, draft.seen),
            *rate,
        )
        for draft, rate in zip(drafts, rates, strict=True)
    ]
    has_people = any(row.person for row in records)
    if has_people:
        place = len(own) + 2
        rows = [(*row[:place], 0.0 if row[place] != 1.0 else 1.0, *row[place + 1 :]) for row in rows]
    kept = [
        place
        for place in range(len(signals))
        if len({row[place] for row in rows if row[place] == row[place]}) > 1
    ]
    cases = tuple(
        Case(draft.record.id, draft.seen, tuple(row[place] for place in kept), draft.came, draft.known)
        for draft, row in zip(drafts, rows, strict=True)
    )
    names = tuple(signals[place] for place in kept)
    known = {signal.name for signal in names}
    return Question(name, text, names, cases, tuple(each for each in simple if each in known))


_SHARED = (
    Signal("estimate", 0),
    Signal("priority", 0),
    Signal("no assignee", 0),
    Signal("open items of the person", 0),
    Signal("rate of the person", 1),
    Signal("rate of who raised it", 1),
    Signal("rate of the team", 1),
    Signal("rate of the kind", 1),
)


def _rates(drafts: Sequence[_Draft]) -> list[tuple[float, ...]]:
    """For each case, how often it came with others of the same person, raiser, team and kind, of those that
    were known before it was looked at."""
    looked = sorted(range(len(drafts)), key=lambda place: drafts[place].seen)
    ended = sorted(
        (place for place, draft in enumerate(drafts) if draft.known is not None),
        key=lambda place: drafts[place].known or 0,
    )
    counts: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    found: list[tuple[float, ...]] = [()] * len(drafts)
    at = 0
    for place in looked:
        while at < len(ended) and (drafts[ended[at]].known or 0) < drafts[place].seen:
            over = drafts[ended[at]]
            for key in ((-1, ""), *_groups(over.record)):
                counts[key][0] += bool(over.came)
                counts[key][1] += 1
            at += 1
        slips, many = counts[-1, ""]
        rate = (slips + 0.5) / (many + 1)
        own = []
        for key in _groups(drafts[place].record):
            came, size = counts[key]
            own.append((came + PSEUDO * rate) / (size + PSEUDO) if key[1] else nan)
        found[place] = tuple(own)
    return found


def _groups(row: Record) -> tuple[tuple[int, str], ...]:
    return (0, row.person), (1, row.raiser), (2, row.team), (3, row.kind)


def _load(records: Iterable[Record]) -> Callable[[str, int], float]:
    """How many items a person had open on a day, as log(1 + n)."""
    begun: dict[str, list[int]] = defaultdict(list)
    ended: dict[str, list[int]] = defaultdict(list)
    for row in records:
        if row.person:
            begun[row.person].append(row.created)
            if row.done is not None:
                ended[row.person].append(row.done)
    for days in (*begun.values(), *ended.values()):
        days.sort()

    def load(person: str, day: int) -> float:
        if not person:
            return nan
        return log1p(max(0, bisect_left(begun[person], day) - bisect_left(ended[person], day)))

    return load

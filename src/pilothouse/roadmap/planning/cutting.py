"""What must be left out of a release so that it makes its date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.roadmap.planning.carried import Carried, release_with
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.planning.others import Other, others
from pilothouse.roadmap.planning.structure import Structure
from pilothouse.roadmap.queries.snapshot import OpenItem

UNSAID = 50  # of 100: the value of an item where no one has said


@dataclass(frozen=True)
class CutList:
    """What to leave out of a release so that it makes its date with chance `level`.

    `before` is the chance that pages show; where it is not, `note` says why. `optional` open items may be
    cut, `mandatory` ones never are. `others` are releases that the cut moves too.
    """

    release_id: int
    level: float
    before: float
    after: float
    reached: bool
    cuts: tuple[tuple[str, ...], ...]
    work: float
    optional: int
    mandatory: int
    others: tuple[Other, ...]
    run: int | None
    note: str

    def to_json(self) -> dict[str, Any]:
        return {
            "release": self.release_id,
            "level": self.level,
            "before": self.before,
            "after": self.after,
            "reached": self.reached,
            "cuts": [list(keys) for keys in self.cuts],
            "work": self.work,
            "optional": self.optional,
            "mandatory": self.mandatory,
            "others": [row.to_json() for row in self.others],
            "run": self.run,
            "note": self.note,
        }


def cut_list(
    *,
    actor: Actor,
    release_id: int,
    today: date,
    level: float = 0.85,
    step: Step = lambda text, done, of: None,
) -> CutList:
    """The least valuable work without which the release makes its target, in the plan that is shown.

    Mandatory items stay, and so do the parts of mandatory ones. Raises `NotFound`, or `Invalid` for a release
    without target or without open items.
    """
    from pilothouse.engine.forecast.futures.cuts import cuts_to_reach

    found = release_with(actor, release_id, today, step=step, dated=True)
    shown, inputs = found.start, found.start.inputs
    items = _items(found)
    must = frozenset(name for name, item in items.items() if _is_mandatory(item, inputs.structure))
    answer = cuts_to_reach(
        inputs.problem,
        group=found.group.id,
        level=level,
        value={name: float(_value(item)) for name, item in items.items()},
        keep=must,
        plan=shown.plan,
        forecast=shown.told,
        progress=lambda done, of: step("Simulating without some of the work", done, of),
    )
    return CutList(
        release_id=found.release.id,
        level=level,
        before=answer.before,
        after=answer.after,
        reached=answer.reached,
        cuts=tuple(
            tuple(item.key for name in cut.items if (item := inputs.item(name)) is not None)
            for cut in answer.cuts
        ),
        work=sum(cut.work for cut in answer.cuts),
        optional=len(items) - len(must),
        mandatory=len(must),
        others=others(inputs, answer.shifts),
        run=shown.run.number if shown.run else None,
        note=found.note,
    )


def _items(found: Carried) -> dict[str, OpenItem]:
    """The open items of a release, by the engine's name."""
    inputs = found.start.inputs
    return {name: item for name in found.group.members if (item := inputs.item(name)) is not None}


def _is_mandatory(item: OpenItem, structure: Structure) -> bool:
    """Whether an item, or one that it is part of, is."""
    current: OpenItem | None = item
    while current is not None and not current.mandatory:
        current = structure.items.get(current.parent_id or 0)
    return current is not None


def _value(item: OpenItem) -> int:
    """Value, 0..100; 50 where nobody has said."""
    return item.value if item.value is not None else UNSAID

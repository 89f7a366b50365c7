"""The risks of the register as events of a plan: which of its items each strikes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Plan
from pilothouse.kit.refs import Ref
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.queries.snapshot import OpenItem

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.causes import Event


def risk_name(id: int) -> str:
    """The engine's name of a risk, by which it is drawn: another risk more or less changes no draw."""
    return f"risk {id}"


def events_of(inputs: Inputs, plan: Plan, *, without_questions: Collection[int] = ()) -> tuple[Event, ...]:
    """What strikes in simulations of `plan`: every risk that touches an open item of it and moves time.

    An item takes the delay itself. Of what is touched as a whole, a parent, a release or a product, those
    items take it that nothing of the same whole follows in the plan, by dependency or by people: whatever
    leads to its end passes one of them, so that the end moves by the delay once. More work strikes all items
    of a whole. Risks that come from the questions `without_questions` are left out.
    """
    from pilothouse.engine.forecast.futures.causes import Event

    last = _Last(inputs, plan)
    found = []
    for risk in inputs.snapshot.risks:
        if risk.question_id in without_questions or (risk.delay is None and risk.work is None):
            continue
        wholes = [
            [name for name in whole if name in last.placed]
            for whole in (touched(inputs, ref) for ref in risk.touches)
        ]
        struck = [name for whole in wholes for name in (whole if risk.delay is None else last.of(whole))]
        if struck:
            items = tuple(dict.fromkeys(struck))
            found.append(
                Event(
                    risk_name(risk.id),
                    risk.event,
                    risk.probability,
                    items,
                    risk.delay,
                    1.0 if risk.work is None else risk.work,
                )
            )
    return tuple(found)


def touched(inputs: Inputs, ref: str) -> list[str]:
    """The engine's names of the open items without parts that a reference stands for."""
    to, structure = Ref.parse(ref), inputs.structure
    if to.kind == "roadmap.item":
        leaves: Iterable[int] = structure.leaves(to.id) if to.id in structure.items else ()
    elif to.kind == "roadmap.release":
        leaves = _leaves(inputs, lambda item: structure.carrier(item) == to.id)
    elif to.kind == "vision.product":
        leaves = _leaves(inputs, lambda item: item.product_id == to.id)
    else:
        leaves = ()
    return [ItemNode(leaf).name for leaf in leaves]


def _leaves(inputs: Inputs, fits: Callable[[OpenItem], bool]) -> list[int]:
    structure = inputs.structure
    return [
        number for number, item in structure.items.items() if number not in structure.children and fits(item)
    ]


class _Last:
    """What of a whole nothing of it follows in a plan."""

    def __init__(self, inputs: Inputs, plan: Plan) -> None:
        self.placed = {row.item: row for row in plan.placed}
        self.followers: dict[str, list[str]] = {}
        for edge in inputs.problem.dependencies:
            self.followers.setdefault(edge.predecessor, []).append(edge.successor)

    def of(self, whole: Sequence[str]) -> list[str]:
        if len(whole) < 2:
            return list(whole)
        rows = sorted((self.placed[name] for name in whole), key=lambda row: -row.start)
        busy: set[str] = set()
        members, found = set(whole), []
        for row in rows:
            people = set(row.people)
            if not (people & busy) and not self._followed(row.item, members):
                found.append(row.item)
            busy |= people
        return found

    def _followed(self, name: str, members: Collection[str]) -> bool:
        """Whether one of `members` waits for an item, directly or by others."""
        seen, stack = {name}, list(self.followers.get(name, ()))
        while stack:
            current = stack.pop()
            if current in members:
                return True
            if current not in seen:
                seen.add(current)
                stack += self.followers.get(current, ())
        return False

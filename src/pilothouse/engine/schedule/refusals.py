"""Why an item whose move was refused had to move all the same, and what would let it stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from pilothouse.engine.schedule.parts import Item, Need, Person
from pilothouse.engine.schedule.plan import Placed, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.reasons import Words
from pilothouse.engine.schedule.sharing import share_on, works_elsewhere
from pilothouse.engine.schedule.staffing import is_skilled

_CLOSE = 1e-6
_NAMED = 3


@dataclass(frozen=True)
class Refusal:
    """`text` says which rule made it impossible, a sentence without the words "cannot stay because"; it holds
    until the working day `until` (None: for good). `cure` says what would let the item stay.
    """

    kind: str
    text: str
    until: float | None
    cure: str


class Refusals:
    """Answers for the items of one new plan."""

    def __init__(self, problem: Problem, plan: Plan, published: Mapping[str, Placed]) -> None:
        self.problem, self.published = problem, published
        self.placed = {row.item: row for row in plan.placed}
        self.items = {item.id: item for item in problem.items}
        self.number = {item.id: index for index, item in enumerate(problem.items)}
        self.people = {person.id: person for person in problem.people}
        self.words = Words(problem)
        self.busy: dict[str, list[Placed]] = {}
        for row in plan.placed:
            for name in row.people if row.finish > row.start else ():
                self.busy.setdefault(name, []).append(row)

    def of(self, name: str) -> Refusal:
        item, was = self.items[name], self.published[name]
        found = chain(  # each asked only when those before it found nothing
            self._staffing(item, was),
            self._dates(item, was),
            self._calendars(item, was),
            self._waiting(item, was),
            self._others(item, was),
        )
        return next(found, self._together(item))

    def _staffing(self, item: Item, was: Placed) -> Iterator[Refusal]:
        """People who may no longer do it."""
        for name in was.people:
            person = self.people.get(name)
            if person is None:
                yield self._someone_else("gone", f"{name} is no longer in the plan", None, item, was, name)
            elif not person.works_for(item.product):
                product = self.problem.product_label(item.product) or "it"
                text = f"{person.label} no longer works for {product}"
                yield self._someone_else("allocation", text, None, item, was, name)
            elif (
                name not in item.people
                and item.needs
                and not any(is_skilled(person, need) for need in item.needs)
            ):
                text = f"{person.label} does not have {_skills(item)}"
                yield self._someone_else("skill", text, None, item, was, name)
        missing = [self.people[name].label for name in item.people if name not in was.people]
        if missing:
            text = f"{missing[0]} is chosen for it now"
            yield Refusal("team", text, None, "it could stay if no one else were chosen for it")

    def _dates(self, item: Item, was: Placed) -> Iterator[Refusal]:
        for moment, words in ((item.earliest, "earliest date"), (item.fixed_start or 0.0, "fixed date")):
            if moment > was.start + _CLOSE:
                text = f"it may not start before its {words}"
                yield Refusal("earliest", text, moment, f"it could stay with another {words}")

    def _calendars(self, item: Item, was: Placed) -> Iterator[Refusal]:
        if was.finish <= was.start:
            return
        for name in was.people:
            person = self.people[name]
            day = int(was.start + _CLOSE)
            if share_on(person.capacity, day) <= 0:
                back = next(
                    (float(first) for first, share in person.capacity if first > day and share > 0), None
                )
                if works_elsewhere(person, day):
                    share = f"the share of {person.label} for {self.problem.product_label(item.product)}"
                    text = f"{share} {'has not begun' if back is not None else 'has ended'}"
                else:
                    text = f"{person.label} {'is absent' if back is not None else 'has left'}"
                yield self._someone_else("absence", text, back, item, was, name)

    def _waiting(self, item: Item, was: Placed) -> Iterator[Refusal]:
        length = self.placed[item.id].finish - self.placed[item.id].start
        for edge in self.problem.dependencies:
            if edge.successor != item.id:
                continue
            before, ends = self.placed[edge.predecessor], edge.kind[0] == "F"
            moment = (before.finish if ends else before.start) + edge.lag
            moment -= length if edge.kind[1] == "F" else 0.0
            if moment > was.start + _CLOSE:
                named = self.words.named(self.number[item.id], self.number[edge.predecessor])
                text = f"{named}, which it waits for, {'ends' if ends else 'starts'} later"
                yield Refusal("predecessor", text, moment, f"it could stay if {named} were done sooner")

    def _others(self, item: Item, was: Placed) -> Iterator[Refusal]:
        """Somebody of its people is on something else for some of its time."""
        until = was.start + self.placed[item.id].finish - self.placed[item.id].start
        for name in was.people:
            for row in self._on(name, was.start, until, item.id):
                named = self.words.named(self.number[item.id], self.number[row.item])
                text = f"{self.people[name].label} is busy with {named}"
                yield self._someone_else("person", text, row.finish, item, was, name, f" or if {named} moved")

    def _together(self, item: Item) -> Refusal:
        if item.demands or self.problem.caps:
            text = "there is no room for it in what it shares with others"
            return Refusal("pool", text, None, "it could stay if something else moved")
        return Refusal(
            "order", "its people are not free together", None, "it could stay if something else moved"
        )

    def _on(self, name: str, begin: float, end: float, but: str) -> list[Placed]:
        return [
            row
            for row in self.busy.get(name, ())
            if row.item != but and row.start < end - _CLOSE and row.finish > begin + _CLOSE
        ]

    def _someone_else(
        self,
        kind: str,
        text: str,
        until: float | None,
        item: Item,
        was: Placed,
        name: str,
        also: str = "",
    ) -> Refusal:
        """The cure of taking somebody who is free then, by name, or of giving somebody the skill."""
        if name in item.people:
            return Refusal(kind, text, until, f"it could stay if someone else were chosen for it{also}")
        end = was.start + self.placed[item.id].finish - self.placed[item.id].start
        able = [
            person for person in self.problem.people if person.id not in was.people and _can(person, item)
        ]
        free = [person for person in able if self._is_free(person, was.start, end, item.id)]
        has = f"someone else who has {_skills(item)}" if item.needs else "someone else"
        if free:
            return Refusal(kind, text, until, f"it could stay with {has}: {_names(free)}{also}")
        if able:
            busy = f"{_names(able)} {'has' if len(able) == 1 else 'have'} it and {_are(able)} not free then"
            return Refusal(kind, text, until, f"it could stay with {has}; {busy}{also}")
        return Refusal(kind, text, until, f"it could stay if there were {has}{also}")

    def _is_free(self, person: Person, begin: float, end: float, but: str) -> bool:
        here = share_on(person.capacity, int(begin + _CLOSE)) > 0
        return here and not self._on(person.id, begin, end, but)


def _can(person: Person, item: Item) -> bool:
    return any(is_skilled(person, need, item.product) for need in item.needs or (Need(),))


def _skills(item: Item) -> str:
    wanted = [
        f"{need.skill} {need.level:g}" if need.level else need.skill for need in item.needs if need.skill
    ]
    return " or ".join(dict.fromkeys(wanted)) or "what it needs"


def _names(people: list[Person]) -> str:
    labels = [person.label for person in people]
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return ", ".join(labels[:_NAMED]) + more


def _are(people: list[Person]) -> str:
    return "is" if len(people) == 1 else "are"

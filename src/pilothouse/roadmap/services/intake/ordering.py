"""Links of imported items that order work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedLink
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.course import Course
from pilothouse.roadmap.services.intake.tally import Later
from pilothouse.roadmap.services.ordering import Order

Pair = tuple[int, int]


def dependencies(course: Course) -> list[Change]:
    """Links that order work. Left out: what would close a circle, and what was taken away here by hand.

    A dependency that an earlier import made goes when the file has both its items and the link no more.
    """
    keys = course.keys()
    history = _History(course) if any(not each.fresh for each in course.later) else None
    edges, parents = structure.edges_and_parents(course.actor.workspace_id)
    changes, have = _remove_gone(course, history, set(edges), {pair for _, _, pair in _pairs(course)})
    order = Order(have, parents)
    fresh: list[models.Dependency] = []
    for each, link, pair in _pairs(course):
        if pair in have:
            continue
        if doubt := _doubt(history, order, pair):
            told = f"'{link.verb} {link.target_external_id}' {doubt}; it is kept as a link only."
            course.tally.warn(each.row, keys[each.item], told)
            continue
        have.add(pair)
        fresh.append(_dependency(course, pair, link))
        changes.append(_change("item.dependency_imported", pair, [None, keys[pair[0]]], keys))
    models.Dependency.objects.bulk_create(fresh, batch_size=400)
    course.tally.dependencies = len(fresh)
    return changes


def _doubt(history: _History | None, order: Order, pair: Pair) -> str:
    """Why a link makes no dependency; nothing when it does, and then `order` has it."""
    if history is not None and pair in history.removed:
        return "was removed here"
    return "" if order.add(*pair) else "would be a circular dependency"


def _dependency(course: Course, pair: Pair, link: ImportedLink) -> models.Dependency:
    before, after = pair
    return models.Dependency(
        workspace_id=course.actor.workspace_id, predecessor_id=before, successor_id=after, kind=link.kind
    )


def _pairs(course: Course) -> Iterator[tuple[Later, ImportedLink, Pair]]:
    """The links that order work between two items that are here."""
    for each in course.later:
        for link in each.links:
            pair = _pair(each, link, course.known)
            if pair is not None:
                yield each, link, pair


def _pair(each: Later, link: ImportedLink, known: Mapping[str, int]) -> Pair | None:
    """(predecessor, successor) of a link that orders work between two items that are here."""
    other = known.get(link.target_external_id)
    if link.dependency is None or other is None or other == each.item:
        return None
    return (other, each.item) if link.dependency == "predecessor" else (each.item, other)


def _change(verb: str, pair: Pair, values: list[str | None], keys: Mapping[int, str]) -> Change:
    return Change(verb, Ref("roadmap.item", pair[1]), keys[pair[1]], {"waits for": values})


def _remove_gone(
    course: Course, history: _History | None, have: set[Pair], given: set[Pair]
) -> tuple[list[Change], set[Pair]]:
    """Take away dependencies that the tracker has no more; answers with the rest of `have`."""
    if history is None:
        return [], have
    keys, seen = course.keys(), {each.item for each in course.later}
    gone = sorted(pair for pair in (history.imported & have) - given if seen.issuperset(pair))
    for before, after in gone:
        models.Dependency.objects.filter(
            workspace_id=course.actor.workspace_id, predecessor_id=before, successor_id=after
        ).delete()
    changes = [_change("item.dependency_gone", pair, [keys[pair[0]], None], keys) for pair in gone]
    return changes, have - set(gone)


class _History:
    """Which dependencies imports made and nobody touched since, and which somebody took away by hand."""

    def __init__(self, course: Course) -> None:
        actor, known = course.actor, course.known
        made: dict[Pair, int] = {}
        for entry in journal_queries.every(actor=actor, kind="roadmap.item", verb="item.dependency_imported"):
            before = known.get(str(entry.changes["waits for"][1]))
            if before is not None:
                made.setdefault((before, entry.subject.id), entry.id)
        removed = self._by_hand(actor, "item.dependency_removed")
        touched = removed | self._by_hand(actor, "item.dependency_changed")
        self.removed = {pair for pair, moment in removed.items() if moment > made.get(pair, 0)}
        self.imported = {pair for pair, moment in made.items() if moment > touched.get(pair, 0)}

    @staticmethod
    def _by_hand(actor: Actor, verb: str) -> dict[Pair, int]:
        """Newest entry of each pair; the value before starts with the key of the predecessor."""
        entries = [
            (str(entry.changes["waits for"][0]).partition(" ")[0], entry.subject.id, entry.id)
            for entry in journal_queries.every(actor=actor, kind="roadmap.item", verb=verb)
        ]
        rows = models.Item.objects.filter(
            workspace_id=actor.workspace_id, key__in={row[0] for row in entries}
        )
        numbers = dict(rows.values_list("key", "pk"))
        found: dict[Pair, int] = {}
        for key, after, moment in entries:
            if key in numbers:
                found.setdefault((numbers[key], after), moment)
        return found

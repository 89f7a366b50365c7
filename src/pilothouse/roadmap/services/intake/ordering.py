"""Links of imported items that order work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem, ImportedLink, edge_words
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.course import Course
from pilothouse.roadmap.services.intake.tally import Later
from pilothouse.roadmap.services.ordering import Order

Pair = tuple[int, int]
RETIMED = "item.dependency_retimed"


def dependencies(course: Course) -> None:
    """Links that order work. Left out: what would close a circle, and what was taken away here by hand.

    A dependency that an earlier import made goes when the file has both its items and the link no more.
    """
    keys = course.keys
    history = History(course) if course.met_again else None
    edges, parents = structure.edges_and_parents(course.actor.workspace_id)
    have = _remove_gone(course, history, set(edges))
    order = Order(have, parents)
    _warn_of_loose(course, keys)
    for part in bulk.portions(_fresh(course, history, order, have)):
        bulk.insert([_dependency(course, pair, link) for pair, link in part])
        course.record(
            [_change("item.dependency_imported", pair, [None, keys[pair[0]]], keys) for pair, _ in part]
        )
        course.tally.dependencies += len(part)
    course.record(_retimed(course, history, keys))


def _fresh(
    course: Course, history: History | None, order: Order, have: set[Pair]
) -> Iterator[tuple[Pair, ImportedLink]]:
    """Links that become dependencies; each is in `have` then."""
    for each, link, pair in _pairs(course):
        if pair in have:
            continue
        if doubt := _doubt(history, order, pair):
            told = f"'{link.verb} {link.target_external_id}' {doubt}; it is kept as a link only."
            course.tally.warn(each.row, course.keys[each.item], told)
            continue
        have.add(pair)
        yield pair, link


def _retimed(course: Course, history: History | None, keys: Mapping[int, str]) -> list[Change]:
    """Dependencies that earlier imports made get the type and lag that the file has now."""
    if history is None:
        return []
    given: dict[Pair, ImportedLink] = {}
    for _, link, pair in _pairs(course):
        given.setdefault(pair, link)
    changes: list[Change] = []
    mine = models.Dependency.objects.filter(workspace_id=course.actor.workspace_id)
    for row in mine.iterator():
        pair = (row.predecessor_id, row.successor_id)
        found = given.get(pair)
        if found is None or (row.kind, row.lag_days) == (found.kind, found.lag):
            continue
        if pair not in history.imported:
            continue
        sides = ((row.kind, row.lag_days), (found.kind, found.lag))
        edges = [[pair[0], kind, lag] for kind, lag in sides]
        told: list[object] = [told_edge(keys[pair[0]], kind, lag) for kind, lag in sides]
        row.kind, row.lag_days = found.kind, found.lag
        row.save(update_fields=["kind", "lag_days"])
        course.tally.changed.add(pair[1])
        ref = Ref("roadmap.item", pair[1])
        changes.append(Change(RETIMED, ref, keys[pair[1]], {"waits for": told, "edge": list(edges)}))
    return changes


def _warn_of_loose(course: Course, keys: Mapping[int, str]) -> None:
    """Tell of links that order work and lead nowhere, or back to the item itself."""
    for each in course.later:
        for link in each.links:
            other = course.known.get(link.target_external_id)
            if link.dependency is not None and (other is None or other == each.item):
                course.tally.warn(each.row, keys[each.item], loose(link, itself=other is not None))


def loose(link: ImportedLink, *, itself: bool) -> str:
    """What to say of a link that orders work and has no other end."""
    why = "names the item itself" if itself else "names an item that is not in the file"
    return f"'{link.verb} {link.target_external_id}' {why}; it is no dependency."


def _doubt(history: History | None, order: Order, pair: Pair) -> str:
    """Why a link makes no dependency; nothing when it does, and then `order` has it."""
    if history is not None and pair in history.removed:
        return "was removed here"
    return "" if order.add(*pair) else "would be a circular dependency"


def _dependency(course: Course, pair: Pair, link: ImportedLink) -> models.Dependency:
    before, after = pair
    return models.Dependency(
        workspace_id=course.actor.workspace_id,
        predecessor_id=before,
        successor_id=after,
        kind=link.kind,
        lag_days=link.lag,
    )


def _pairs(course: Course) -> Iterator[tuple[Later, ImportedLink, Pair]]:
    """The links that order work between two items that are here."""
    for each in course.later:
        for link in each.links:
            pair = pair_of(each.item, link, course.known)
            if pair is not None:
                yield each, link, pair


def pair_of(item: int, link: ImportedLink, known: Mapping[str, int]) -> Pair | None:
    """(predecessor, successor) of a link of an item that orders work between two items that are here."""
    other = known.get(link.target_external_id)
    if link.dependency is None or other is None or other == item:
        return None
    return (other, item) if link.dependency == "predecessor" else (item, other)


def _change(verb: str, pair: Pair, values: list[str | None], keys: Mapping[int, str]) -> Change:
    return Change(verb, Ref("roadmap.item", pair[1]), keys[pair[1]], {"waits for": values})


def _remove_gone(course: Course, history: History | None, have: set[Pair]) -> set[Pair]:
    """Take away dependencies that the tracker has no more; answers with the rest of `have`."""
    if history is None:
        return have
    keys, given = course.keys, {pair for _, _, pair in _pairs(course)}
    seen = {each.item for each in course.later if each.has_links}
    gone = sorted(pair for pair in (history.imported & have) - given if seen.issuperset(pair))
    for before, after in gone:
        models.Dependency.objects.filter(
            workspace_id=course.actor.workspace_id, predecessor_id=before, successor_id=after
        ).delete()
    course.record([_change("item.dependency_gone", pair, [keys[pair[0]], None], keys) for pair in gone])
    return have - set(gone)


def retimings(
    course: Course, history: History, items: Sequence[tuple[ImportedItem, int]]
) -> Iterator[tuple[int, str, str]]:
    """What `_retimed` would do to these items: number of the one that waits, how it waited and would wait."""
    wanted: dict[Pair, tuple[str, ImportedLink]] = {}
    for item, number in items:
        for link in item.links:
            pair = pair_of(number, link, course.known)
            if pair in history.imported:
                other = link.target_external_id if pair[0] != number else item.external_id
                wanted.setdefault(pair, (other, link))
    mine = models.Dependency.objects.filter(workspace_id=course.actor.workspace_id)
    for row in mine.filter(predecessor_id__in={before for before, _ in wanted}):
        found = wanted.get((row.predecessor_id, row.successor_id))
        if found is not None and (row.kind, row.lag_days) != (found[1].kind, found[1].lag):
            name, link = found
            old = told_edge(name, row.kind, row.lag_days)
            yield row.successor_id, old, told_edge(name, link.kind, link.lag)


def told_edge(name: str, kind: str, lag: float) -> str:
    """A dependency in words, by the predecessor."""
    return f"{name} ({edge_words(kind, lag)})"


class History:
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

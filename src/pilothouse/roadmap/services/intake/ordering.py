"""Links of imported items that order work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedLink
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.tally import Later, Tally
from pilothouse.roadmap.services.ordering import Order

Pair = tuple[int, int]


def dependencies(
    actor: Actor,
    later: Sequence[Later],
    known: Mapping[str, int],
    keys: Mapping[int, str],
    tally: Tally,
) -> list[Change]:
    """Links that order work. Left out: what would close a circle, and what was taken away here by hand.

    A dependency that an earlier import made goes when the file has both its items and the link no more.
    """
    history = _History(actor, known) if any(not each.fresh for each in later) else None
    edges, parents = structure.edges_and_parents(actor.workspace_id)
    given = {pair for each in later for link in each.links if (pair := _pair(each, link, known)) is not None}
    changes, have = _remove_gone(actor, later, keys, history, set(edges), given)
    order = Order(have, parents)
    fresh: list[models.Dependency] = []
    for each in later:
        for link in each.links:
            pair = _pair(each, link, known)
            if pair is None or pair in have:
                continue
            told = f"'{link.verb} {link.target_external_id}'"
            if history is not None and pair in history.removed:
                tally.warn(each.row, keys[each.item], f"{told} was removed here; it is kept as a link only.")
                continue
            if not order.add(*pair):
                tally.warn(
                    each.row, keys[each.item], f"{told} would go in a circle; it is kept as a link only."
                )
                continue
            have.add(pair)
            fresh.append(
                models.Dependency(
                    workspace_id=actor.workspace_id,
                    predecessor_id=pair[0],
                    successor_id=pair[1],
                    kind=link.kind,
                )
            )
            changes.append(_change("item.dependency_imported", pair, [None, keys[pair[0]]], keys))
    models.Dependency.objects.bulk_create(fresh, batch_size=400)
    tally.dependencies = len(fresh)
    return changes


def _pair(each: Later, link: ImportedLink, known: Mapping[str, int]) -> Pair | None:
    """(predecessor, successor) of a link that orders work between two items that are here."""
    other = known.get(link.target_external_id)
    if link.dependency is None or other is None or other == each.item:
        return None
    return (other, each.item) if link.dependency == "predecessor" else (each.item, other)


def _change(verb: str, pair: Pair, values: list[str | None], keys: Mapping[int, str]) -> Change:
    return Change(verb, Ref("roadmap.item", pair[1]), keys[pair[1]], {"waits for": values})


def _remove_gone(
    actor: Actor,
    later: Sequence[Later],
    keys: Mapping[int, str],
    history: _History | None,
    have: set[Pair],
    given: set[Pair],
) -> tuple[list[Change], set[Pair]]:
    """Take away dependencies that the tracker has no more; answers with the rest of `have`."""
    if history is None:
        return [], have
    seen = {each.item for each in later}
    gone = sorted(pair for pair in (history.imported & have) - given if seen.issuperset(pair))
    for before, after in gone:
        models.Dependency.objects.filter(
            workspace_id=actor.workspace_id, predecessor_id=before, successor_id=after
        ).delete()
    changes = [_change("item.dependency_gone", pair, [keys[pair[0]], None], keys) for pair in gone]
    return changes, have - set(gone)


class _History:
    """Which dependencies imports made and nobody touched since, and which somebody took away by hand."""

    def __init__(self, actor: Actor, known: Mapping[str, int]) -> None:
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

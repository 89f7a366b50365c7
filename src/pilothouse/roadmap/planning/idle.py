"""Products that are asked for and cannot be planned: paused, or without open items."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.roadmap import queries
from pilothouse.roadmap.queries.snapshot import Snapshot


def refuse_idle(actor: Actor, taken: Snapshot, products: Sequence[int]) -> None:
    """Of the products that are to be replanned one at least must be active and have open items; of a
    portfolio the others are left out. Raises `Invalid` naming what each lacks, `NotFound` for one that is not
    there.
    """
    if not products or not {row.id for row in taken.products}.isdisjoint(products):
        return
    names = {row.id: row.name for row in queries.product_names(actor=actor)}
    if any(number not in names for number in products):
        raise NotFound("There is no such product.", where="products", cure="See the list of products.")
    idle = {row.id for row in taken.idle}
    empty = [names[number] for number in products if number in idle]
    paused = [names[number] for number in products if number not in idle]
    why = [f"{_and(empty)} {'has' if len(empty) == 1 else 'have'} no open items"] if empty else []
    why += [f"{_and(paused)} {'is' if len(paused) == 1 else 'are'} paused"] if paused else []
    raise Invalid(
        f"There is nothing to plan: {_and(why)}.",
        where="items" if empty else "products",
        cure="Add an item or import a backlog." if empty else "Resume it on the Products page first.",
        code="nothing_to_plan",
    )


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))

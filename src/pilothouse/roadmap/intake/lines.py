"""What the lines of odd sheets are: totals, titles that are set in, ticks for dates, shares behind names."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from pilothouse.kit.cells import is_tick
from pilothouse.kit.tables.nouns import Cells
from pilothouse.roadmap.intake.ours import parted

_SHARE = re.compile(r"\s*\[[\d.,]+ ?%\]$")
_SUMS = (
    "total|totals|sum|grand total|subtotal|summe|gesamt|gesamtsumme|zwischensumme|somme|total général|suma|"
    "totale|somma|totaal|итого|всего|合计|总计|合計|小計"
)
_TOTALS = frozenset(_SUMS.split("|"))
_OF_WORK = ("status", "assignee", "assignees", "deadline", "description", "parent")
_SET_IN = ("\t", " ", "\xa0", "\u3000")


def title_of(cells: Cells) -> str:
    """The title. A line of totals is no item, and one that is set in is no part of the one above it."""
    raw = next((cell for _, cell in cells.each("title")), "")
    title = cells.text("title") or cells.text("epic_name") or cells.needed("title", 0)
    if cells.has("external_id"):
        return title
    if title.rstrip(":").casefold() in _TOTALS and not any(map(cells.text, _OF_WORK)):
        cells.refuse(
            "title", f"'{title}' is a line of totals, no item.", "Give it another title if it is work."
        )
    if raw[:1] in _SET_IN and not any(map(cells.has, ("parent", "epic_link"))):
        told = "The title is set in, which does not make it a part of what stands above."
        cells.warn("title", told, "Name what it is part of in a column Parent.")
    return title


def resolved_of(cells: Cells) -> tuple[datetime | None, bool]:
    """When it was done, and whether; a column of ticks says only that."""
    said = cells.text("resolved_at")
    if is_tick(said):
        return None, cells.tick("resolved_at")
    found = cells.moment("resolved_at")
    return found, found is not None


def progress_of(cells: Cells) -> float | None:
    """A share, or a tick: whole or nothing."""
    said = cells.text("progress")
    return float(cells.tick("progress")) if is_tick(said) else cells.share("progress")


def people_of(cells: Cells, names: Collection[str]) -> tuple[str, ...]:
    """Who does the item. An export of our own parts them by commas, which a name may hold too."""
    if not cells.has("product_key"):
        named = cells.many("assignees")
        if any(map(_SHARE.search, named)):
            cells.warn("assignees", "Shares of people, as in Ann[50%], are not taken in.")
        return tuple(dict.fromkeys(_SHARE.sub("", name) for name in named))
    found = (name for _, text in cells.each("assignees") for name in parted(text, names))
    return tuple(dict.fromkeys(found))

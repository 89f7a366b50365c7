"""What a row says that was exported here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pilothouse.kit.tables.nouns import Cells
from pilothouse.vision.contracts import Product

OURS = ("product_name", "as_of")  # of another file they are kept word for word


def told_by_us(cells: Cells, keys: Mapping[str, Product], names: Mapping[str, int]) -> dict[str, Any]:
    """What only an export of our own says."""
    key = cells.text("product_key", 40)
    own = keys.get(key)
    if own is None:
        return {"product_key": key}
    to, as_of = _product(cells, names, own), cells.moment("as_of")
    return {"product_key": key, "product_from": own.id, "product_to": to, "as_of": as_of}


def _product(cells: Cells, names: Mapping[str, int], own: Product) -> int | None:
    """Where the item is by its row; what is no product here changes nothing."""
    name = cells.text("product_name", 200)
    if not name or name == own.name:
        return own.id if name else None
    found = names.get(name.casefold())
    if found is None:
        cells.fault("product_name", f"There is no product '{name[:40]}'.", "Name one that is here.")
    return found


def parted(text: str, names: Collection[str]) -> Iterator[str]:
    """What commas part, the longest of `names` first."""
    rest = text.split(",")
    while rest:
        many = next((n for n in range(len(rest), 1, -1) if ",".join(rest[:n]).strip() in names), 1)
        if name := ",".join(rest[:many]).strip():
            yield name
        rest = rest[many:]

"""Digests of what a plan reads. The items of a product go into them as text, which can be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any

import orjson

from pilothouse.roadmap.queries.snapshot.values import KnownItems, OpenItem, Snapshot


def digest(taken: Snapshot) -> str:
    """SHA-256 of everything in a snapshot that can move a date."""
    return _hashed(text_of(taken))


def digests_of(around: Snapshot, known: Mapping[int, KnownItems]) -> tuple[str, dict[int, str]]:
    """Of everything, and of what can move each product: `around` is a snapshot without items, and all items
    are `known`.
    """

    def of_those(own: Snapshot) -> str:
        texts = [known[row.id].text for row in own.products if row.id in known and known[row.id].ids]
        items = orjson.Fragment(b"[" + b",".join(texts) + b"]")
        values = [items if name == "items" else getattr(own, name) for name in _names(Snapshot)]
        return _hashed(text_of(values))

    whole = of_those(around)
    if around.mode == "balanced":
        return whole, {row.id: whole for row in around.products}
    of = {number: product for product, own in known.items() for number in own.ids}
    return whole, {
        row.id: of_those(around.of_products(around.moving_with(row.id, of), of)) for row in around.products
    }


def known_of(items: Iterable[OpenItem]) -> dict[int, KnownItems]:
    """Items by product, in their order."""
    by: dict[int, list[OpenItem]] = {}
    for item in items:
        by.setdefault(item.product_id, []).append(item)
    return {
        product: KnownItems(
            tuple(item.id for item in own), frozenset(item.release_id for item in own), text_of(own)[1:-1]
        )
        for product, own in by.items()
    }


def _hashed(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def text_of(value: object) -> bytes:
    """A frozen value as JSON: of each its fields that count, in their order."""
    return orjson.dumps(value, default=_compared, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def _compared(value: object) -> Any:
    """The fields of a frozen value that count when it is compared."""
    kind: Any = type(value)
    return _fields(kind)(value)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.compare)


@cache
def _fields(kind: type[Any]) -> Callable[[object], Any]:
    named: Any = kind
    return attrgetter(*_names(named))

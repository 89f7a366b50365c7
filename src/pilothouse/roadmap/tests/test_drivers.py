"""Which items are named as the source of a spread."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pilothouse.engine.forecast.futures.forecast import Driver as Found
from pilothouse.roadmap.planning import rows


class _Names(SimpleNamespace):
    def item(self, id: str) -> Any:
        return SimpleNamespace(key=id.upper(), title=id)


def test_only_items_that_stand_out_are_named_with_their_share_of_what_single_items_cause() -> None:
    inputs: Any = _Names()
    found = [Found("a", 0.30), Found("b", 0.025), Found("c", 0.024), Found("d", 0.005)]

    told = rows._drivers(inputs, found, 0.5)

    assert [(row.key, row.share) for row in told] == [("A", 0.6), ("B", 0.05)]

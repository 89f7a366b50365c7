"""What can be reached is asked of the database, and judged as the whole check judges it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from pilothouse.accounts.models import Workspace
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.services import structure
from pilothouse.vision import services as vision
from pilothouse.vision.models import Product

_ITEMS = 7
_NUMBERS = st.integers(0, _ITEMS - 1)


class Judged(TestCase):
    """Small hierarchies with dependencies, one more of either asked for."""

    def setUp(self) -> None:
        self.workspace = Workspace.objects.create(
            slug="judged", name="Judged", created_at=datetime(2026, 1, 12, tzinfo=UTC)
        )
        product = Product.objects.create(workspace=self.workspace, key="JUD", name="Judged")
        self.ids = [
            models.Item.objects.create(
                workspace=self.workspace, product=product, key=f"JUD-{n}", title=f"{n}"
            ).pk
            for n in range(_ITEMS)
        ]

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.tuples(_NUMBERS, _NUMBERS), max_size=9),
        st.dictionaries(st.integers(1, _ITEMS - 1), _NUMBERS, max_size=5),
        _NUMBERS,
        _NUMBERS,
    )
    def test_the_database_judges_as_the_whole_check(
        self, edges: list[tuple[int, int]], links: dict[int, int], one: int, other: int
    ) -> None:
        """Parents always have lower numbers, so that the hierarchy itself has no circle."""
        ids = self.ids
        parents = {ids[child]: ids[parent] for child, parent in links.items() if parent < child}
        kept: list[tuple[int, int]] = []
        for before, after in edges:
            if before != after and structure.cycle([*kept, (ids[before], ids[after])], parents) is None:
                kept.append((ids[before], ids[after]))
        for child, parent in parents.items():
            models.Item.objects.filter(pk=child).update(parent_id=parent)
        for before, after in set(kept):
            models.Dependency.objects.create(
                workspace=self.workspace, predecessor_id=before, successor_id=after
            )

        if one != other:
            edge = (ids[one], ids[other])
            assert structure.would_circle(*edge) == (structure.cycle([*kept, edge], parents) is not None)
        if other < one:
            moved = parents | {ids[one]: ids[other]}
            circle = structure.cycle(kept, moved)
            assert structure.would_circle_under(ids[one], ids[other]) == (circle is not None)
            if circle is not None:
                assert _is_circle(structure.circle_under(ids[one], ids[other]), kept, moved)


def _is_circle(found: list[int], edges: list[tuple[int, int]], parents: dict[int, int]) -> bool:
    """Each step is a dependency or leads from a part to its parent or back, and the last is the first."""
    family = set(parents.items()) | {(parent, child) for child, parent in parents.items()}
    return found[0] == found[-1] and all(pair in family or pair in edges for pair in pairwise(found))


def _statements(act: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return [row["sql"] for row in seen.captured_queries]


def test_one_more_dependency_costs_as_many_statements_and_rows_with_many_others(
    small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = [small.item(f"End {n}") for n in range(4)]
    few = _statements(lambda: small.after(ends[0], ends[1]))
    others = [small.item(f"Other {n}") for n in range(8)]
    models.Dependency.objects.bulk_create(
        models.Dependency(workspace_id=small.actor.workspace_id, predecessor_id=one.id, successor_id=other.id)
        for place, one in enumerate(others)
        for other in others[place + 1 :]
    )
    monkeypatch.setattr(structure, "edges_and_parents", None)

    many = _statements(lambda: small.after(ends[2], ends[3]))

    assert len(many) == len(few)
    asked = [
        sql for sql in many if "roadmap_dependency" in sql and sql.lstrip().startswith(("SELECT", "WITH"))
    ]
    assert all("LIMIT 1" in sql for sql in asked), asked


def test_another_parent_asks_for_what_is_reachable_alone(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    parent, item, last = small.item("Parent", None, level="feature"), small.item("Item"), small.item("Last")
    small.after(item, last)
    monkeypatch.setattr(structure, "edges_and_parents", None)

    moved = services.move_item(
        actor=small.actor, now=small.now, key=last.key, version=None, parent_key=parent.key
    )

    assert moved.parent_key == parent.key
    assert queries.ahead(queries.Moment(item.id, is_end=False)) == {item.id, last.id, parent.id}


def test_a_circle_over_two_products_and_a_parent_is_named_whole(small: Any) -> None:
    library = vision.add_product(actor=small.actor, now=small.now, key="LIB", name="Library")
    there = replace(small, product_id=library.id)
    first, parent = small.item("First"), there.item("Parent", None, level="feature")
    part, last = there.item("Part", parent_key=parent.key), small.item("Last")
    small.after(first, parent)
    small.after(part, last)

    with pytest.raises(Invalid) as caught:
        small.after(last, first)

    told = caught.value.message
    assert caught.value.code == "cycle"
    for row, product in ((first, "App"), (parent, "Library"), (part, "Library"), (last, "App")):
        assert f"{row.key} {row.title} ({product})" in told

"""Items added by one line each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.quick import Typed, read_line

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Sync API 5d", Typed("Sync API", (5,))),
        ("Sync API 2w", Typed("Sync API", (10,))),
        ("Sync  API 2/5/9d", Typed("Sync API", (2, 5, 9))),
        ("Sync API 2 - 5 - 9 days", Typed("Sync API", (2, 5, 9))),
        ("Phase 2", Typed("Phase 2")),
        ("5d", Typed("5d")),
        ("Retry after 3 days off", Typed("Retry after 3 days off")),
        ("", Typed("")),
    ],
)
def test_a_line_is_a_title_and_perhaps_an_estimate(text: str, typed: Typed) -> None:
    assert read_line(text) == typed


def test_two_numbers_are_refused_since_neither_is_likely() -> None:
    with pytest.raises(Invalid, match="likely"):
        read_line("Sync API 2/5d")


@pytest.fixture
def line(small: Any, client_for: Any) -> Any:
    """Add by a line, as the script does; the answer."""
    client = client_for("editor")
    return lambda title, **more: client.post("roadmap/items/quick", {"title": title, **more}, headers=HTMX)


def test_a_line_adds_an_item_and_its_undo_takes_it_back(small: Any, line: Any, client_for: Any) -> None:
    told = json.loads(line("Sync API 5d").headers["HX-Trigger"])["added"]

    row = queries.item(actor=small.actor, key="APP-1")
    assert (row.title, row.likely, row.low, row.level) == ("Sync API", 5, None, "feature")
    assert told["text"] == "APP-1 added."
    client_for("editor").post(told["undo"].removeprefix("/w/acme/"))
    assert queries.items_page(actor=small.actor).total == 0


def test_a_part_goes_one_level_down_and_a_filter_of_the_list_is_kept(small: Any, line: Any) -> None:
    release = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")
    line("Sync")
    line("API", parent="APP-1", release=release.id)

    part = queries.item(actor=small.actor, key="APP-2")
    assert (part.parent_key, part.level, part.release_name) == ("APP-1", "task", "1.0")


def test_an_empty_line_is_refused_where_it_is_typed(small: Any, line: Any) -> None:
    answer = line("  ")

    assert answer.status_code == 422
    assert "The title is empty." in answer.content.decode()


def test_the_range_of_one_number_is_told_before_it_is_stored(small: Any, client_for: Any) -> None:
    html = client_for("editor").get("roadmap/items/quick/read?title=Sync+API+10d").content.decode()

    implied = services.implied_range(
        actor=small.actor, today=small.now.date(), product_id=small.product_id, days=10
    )
    assert (round(implied.low, 1), round(implied.high, 1)) == (2.4, 22.5)
    assert f"{implied.low:.1f} to {implied.high:.1f} days" in " ".join(html.split())

"""What the timeline draws."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Timeline
from pilothouse.roadmap.models import Item
from pilothouse.roadmap.pages import timeline as page
from pilothouse.team import services as team
from pilothouse.vision import services as vision


def _timeline(small: Any) -> Any:
    return queries.timeline(actor=small.actor, today=small.now.date(), product_id=small.product_id)


@pytest.fixture
def drawn(small: Any) -> Any:
    """A release of two items, one part of the other, and a milestone that waits, outside of it."""
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=date(2026, 3, 1)
    )
    goal = small.item("Goal", None, level="objective")
    whole = small.item("Whole", None, level="feature", parent_key=goal.key, release_id=release.id)
    part = small.item("Part", 3.0, parent_key=whole.key, release_id=release.id)
    done = small.item("Feature complete", None, milestone=True)
    small.after(part, done)
    small.plan()
    return small


def test_releases_come_first_with_their_items_beneath_then_the_rest(drawn: Any) -> None:
    shown = [(row.depth, row.shape, row.title) for row in _timeline(drawn).rows]

    assert shown == [
        (0, "release", "1.0"),
        (1, "summary", "Whole"),
        (2, "bar", "Part"),
        (0, "summary", "Goal"),
        (0, "milestone", "Feature complete"),
    ]


def test_every_parent_is_a_row_above(drawn: Any) -> None:
    seen: set[str] = set()
    for row in _timeline(drawn).rows:
        assert row.parent is None or row.parent in seen
        seen.add(row.ref)


def test_a_release_starts_with_the_first_item_beneath_it_and_has_no_key(drawn: Any) -> None:
    release, whole, part, *_ = _timeline(drawn).rows

    assert release.start == min(whole.start, part.start)
    assert (release.key, part.key) == ("", "APP-3")


def test_a_row_has_its_objective_wherever_it_stands(drawn: Any) -> None:
    assert {row.title: row.objective for row in _timeline(drawn).rows}["Part"] == "Goal"


def test_a_link_goes_from_what_is_waited_for_to_what_waits(drawn: Any) -> None:
    found = _timeline(drawn)
    refs = {row.title: row.ref for row in found.rows}

    assert [(link.source, link.target, link.kind) for link in found.links] == [
        (refs["Part"], refs["Feature complete"], "FS")
    ]


def test_a_dependency_that_the_plan_does_not_keep_is_violated(drawn: Any) -> None:
    part, other = queries.item(actor=drawn.actor, key="APP-3"), drawn.item("Other", 5.0)
    drawn.plan()
    drawn.after(other, part)

    late = {link.source: link.violated for link in _timeline(drawn).links}

    assert late[f"roadmap.item:{other.id}"] is True
    assert late[f"roadmap.item:{part.id}"] is False


def test_rest_answers_the_contract_as_it_is(drawn: Any, api_for: Any) -> None:
    answer = api_for("viewer").get(f"/api/v1/timeline?product={drawn.product_id}")

    told = TypeAdapter(Timeline).validate_json(answer.content)

    by: Any = {"actor": drawn.actor, "product_id": drawn.product_id}
    assert told == queries.timeline(today=told.today, **by)


def test_what_is_over_stands_at_the_days_it_took(small: Any) -> None:
    small.item("Over", status="done", started_on=date(2026, 1, 5))

    row = _timeline(small).rows[0]

    assert (row.start, row.p50, row.p85) == (date(2026, 1, 5), small.now.date(), small.now.date())


def test_over_all_products_every_row_says_its_product_and_links_cross_them(drawn: Any) -> None:
    harbor = vision.add_product(actor=drawn.actor, now=drawn.now, key="HAR", name="Harbor").id
    by: Any = {"actor": drawn.actor, "now": drawn.now}
    services.add_release(**by, product_id=harbor, name="Pilot", target_on=date(2026, 2, 1))
    berth = services.add_item(**by, product_id=harbor, title="Berth", likely=2)
    services.add_dependency(**by, predecessor="APP-3", successor=berth.key)
    every = queries.timeline(actor=drawn.actor, today=drawn.now.date())
    own = queries.timeline(actor=drawn.actor, today=drawn.now.date(), product_id=harbor)

    assert [(row.key, row.name) for row in every.products] == [("APP", "App"), ("HAR", "Harbor")]
    assert {row.title: row.product for row in every.rows}["Berth"] == "HAR"
    assert {row.title: row.product for row in every.rows}["1.0"] == "APP"
    assert any(link.target == f"roadmap.item:{berth.id}" for link in every.links)
    assert [row.title for row in own.rows] == ["Berth"]
    assert [row.key for row in own.products] == ["HAR"]

    services.order_products(**by, version=None, product_ids=[harbor])
    ordered = queries.timeline(actor=drawn.actor, today=drawn.now.date())
    assert [row.key for row in ordered.products] == ["HAR", "APP"]


def test_the_timeline_looks_back_sixty_days_unless_it_is_asked_for_what_is_older(small: Any) -> None:
    by: Any = {"actor": small.actor, "now": small.now - timedelta(days=3000), "product_id": small.product_id}
    past = services.add_release(**by, name="0.1", target_on=by["now"].date())
    small.item("Open of old", release_id=past.id)
    done = small.item("Done long ago", status="done")
    Item.objects.filter(key=done.key).update(resolved_at=by["now"])
    small.item("Done lately", status="done")
    near = _timeline(small)
    whole = queries.timeline(
        actor=small.actor, today=small.now.date(), product_id=small.product_id, older=True
    )

    assert [row.title for row in near.rows] == ["Open of old", "Done lately"]
    assert near.older == 2
    assert {row.title for row in whole.rows} == {"0.1", "Open of old", "Done lately", "Done long ago"}
    assert whole.older == 0


def test_people_are_named_once_however_many_rows_name_them(small: Any) -> None:
    ana = team.add_person(actor=small.actor, now=small.now, name="Ana Ruiz")
    for title in "abc":
        small.item(title, owner_id=ana.id)
    found = _timeline(small)

    assert [row.people for row in found.rows] == [(ana.id,)] * 3
    assert [(row.id, row.name, row.initials) for row in found.people] == [(ana.id, "Ana Ruiz", "AR")]


def test_a_long_answer_goes_out_compressed_to_who_takes_it(drawn: Any, api_for: Any) -> None:
    address = f"/api/v1/timeline?product={drawn.product_id}"
    plain = api_for("viewer").get(address)
    packed = api_for("viewer").get(address, Accept_Encoding="gzip")

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


@pytest.mark.parametrize(
    "address",
    ["timeline", "releases", "items", "record", "record/entries", "plans/latest", "plans/1", "plans/1/moved"],
)
def test_rest_takes_a_product_by_its_key_as_by_its_number(drawn: Any, api_for: Any, address: str) -> None:
    drawn.plan()
    client = api_for("viewer")
    by_number, by_key, unknown = (
        client.get(f"/api/v1/{address}?product={given}") for given in (drawn.product_id, "app", "nope")
    )
    assert (by_number.status_code, by_key.status_code) == (200, 200)
    assert by_number.json() == by_key.json()
    assert (unknown.status_code, "Known are: APP" in unknown.json()["cure"]) == (404, True)


def test_the_lines_of_one_product_are_those_that_it_has_among_all(
    drawn: Any, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that they can be shown ahead of all others."""
    lab = vision.add_product(actor=drawn.actor, now=drawn.now, key="LAB", name="Lab").id
    drawn.item("Theirs", 2.0, product_id=lab)
    drawn.item("Theirs too", 2.0, product_id=lab)
    drawn.plan()
    of = {
        number: queries.timeline(actor=drawn.actor, today=drawn.now.date(), product_id=number)
        for number in (None, drawn.product_id, lab)
    }
    every = {row.ref: row for row in of[None].rows}
    assert len(every) == len(of[drawn.product_id].rows) + len(of[lab].rows)
    for number in (drawn.product_id, lab):
        assert all(row == every[row.ref] for row in of[number].rows)
        assert set(of[number].links) <= set(of[None].links)
    assert [row.title for row in of[lab].rows] == ["Theirs", "Theirs too"]
    browser = client_for("viewer")
    assert "data-first" not in browser.get("roadmap/").content.decode()
    monkeypatch.setattr(page, "_AT_ONCE", 3)
    assert 'data-first="/api/v1/timeline?older=false&product=APP"' in (
        browser.get("roadmap/").content.decode()
    )
    assert "data-first" not in browser.get("roadmap/?product=LAB").content.decode()


def test_a_parent_whose_parts_all_stand_beneath_releases_is_no_work_of_its_own(small: Any) -> None:
    """As a bar it would stand under each of its people when the timeline is grouped by person."""
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=None
    )
    goal = small.item("Goal", None, level="objective")
    small.item("Part", parent_key=goal.key, release_id=release.id)
    rows = queries.timeline(actor=small.actor, today=small.now.date()).rows
    assert [(row.title, row.shape) for row in rows] == [
        ("1.0", "release"),
        ("Part", "bar"),
        ("Goal", "summary"),
    ]

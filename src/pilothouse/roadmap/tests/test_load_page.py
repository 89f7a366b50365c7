"""The load page: percentages by person and week, and what fills them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Allocation
from pilothouse.team import services as team
from pilothouse.vision import services as vision

MONDAY = "2026-01-12"


@pytest.fixture(autouse=True)
def monday(monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 12))


@pytest.fixture
def planned(small: Any) -> Any:
    """Ana has five days of work in the week of 12 January and is there for two of them."""
    item = small.item("Ours", 5.0, owner_id=small.ana)
    small.plan()
    team.add_absence(
        actor=small.actor, now=small.now, person_id=small.ana, first=date(2026, 1, 14), last=date(2026, 1, 16)
    )
    return item


def test_a_week_with_more_work_than_time_says_by_how_much(client_for: Any, planned: Any) -> None:
    page = client_for("viewer").get("/w/acme/roadmap/load").content.decode()
    assert "250 %" in page
    assert "1 week over-allocated" in page
    assert 'data-band="over"' in page


def test_a_cell_opens_what_fills_it(small: Any, client_for: Any, planned: Any) -> None:
    url = f"/w/acme/roadmap/load/{small.ana}/{MONDAY}"
    browser = client_for("viewer")
    for headers in ({}, {"HX-Request": "true"}):
        page = browser.get(url, headers=headers).content.decode()
        assert planned.key in page
        assert ">5<" in page.replace(" ", "").replace("\n", "")


def test_a_person_s_page_shows_their_load(small: Any, client_for: Any, planned: Any) -> None:
    page = client_for("viewer").get(f"/w/acme/team/people/{small.ana}").content.decode()
    assert 'id="load-title"' in page
    assert "250 %" in page


def test_today_names_who_is_over_allocated(client_for: Any, planned: Any) -> None:
    page = client_for("viewer").get("/w/acme/").content.decode()
    assert "is over-allocated" in page


def test_without_a_plan_the_page_says_what_it_will_show(small: Any, client_for: Any) -> None:
    assert "No plan yet" in client_for("viewer").get("/w/acme/roadmap/load").content.decode()


def test_the_export_has_a_line_for_each_person_and_week(client_for: Any, planned: Any) -> None:
    text = client_for("viewer").get("/w/acme/roadmap/load?format=csv&weeks=2").getvalue().decode("utf-8-sig")
    assert text.splitlines()[0] == "person,team,week,days,capacity"
    assert len(text.splitlines()) == 1 + 2 * 2


def test_fifty_people_stand_on_a_page_and_all_are_counted(small: Any, client_for: Any, planned: Any) -> None:
    for number in range(50):
        team.add_person(actor=small.actor, now=small.now, name=f"Zoe {number:02}")
    browser = client_for("viewer")
    first, last = (browser.get(f"/w/acme/roadmap/load?page={n}").content.decode() for n in (1, 2))

    assert first.count('<th scope="row"') == 50
    assert first.count("<td") == 50 * 12
    assert ">Zoe 49</a>" in last
    assert "of\n      52" in first
    assert "1 week over-allocated" in last


def test_those_who_are_over_allocated_can_be_shown_alone(small: Any, client_for: Any, planned: Any) -> None:
    page = client_for("viewer").get("/w/acme/roadmap/load?over=1").content.decode()
    assert page.count('<th scope="row"') == 1
    assert "250 %" in page
    assert 'name="over" value="1"' in page


def test_the_load_of_one_is_their_line_of_everybody_s(small: Any, planned: Any) -> None:
    everybody = queries.load(actor=small.actor, today=clock.today())
    one = queries.load(actor=small.actor, today=clock.today(), person_id=small.ana)

    assert one.rows == tuple(row for row in everybody.rows if row.person.id == small.ana)
    assert one.rows[0].weeks[0].days == 5.0
    assert queries.load(actor=small.actor, today=clock.today(), person_id=0).rows == ()


@pytest.fixture
def lab(small: Any) -> Any:
    """Lab shares Ana with App, half of her day each; Ben works for App alone, Cleo for none."""
    act = {"actor": small.actor, "now": small.now}
    product = vision.add_product(**act, key="LAB", name="Lab")
    halves = [Allocation(small.ana, number, 0.5) for number in (small.product_id, product.id)]
    services.allocate(**act, version=None, person_id=small.ana, shares=halves)
    theirs = replace(small, product_id=product.id).item("Theirs", 5.0, owner_id=small.ana)
    small.item("Ours", 2.5, owner_id=small.ana)
    small.item("Ben's", 5.0, owner_id=small.ben)
    team.add_person(**act, name="Cleo Maas")
    small.plan()
    return theirs


def test_of_a_product_those_who_work_for_it_with_all_their_work_and_its_part(
    small: Any, client_for: Any, lab: Any
) -> None:
    browser = client_for("viewer")
    page = browser.get("/w/acme/roadmap/load?product=LAB").content.decode()
    assert page.count('<th scope="row"') == 1, "Ana alone works for Lab"
    assert ">100 %</a><small" in page, "her whole week, of both products"
    assert '<small class="text-muted">50 %</small>' in page
    assert 'title="5 of 5 days, 2.5 for Lab"' in page

    week = browser.get(f"/w/acme/roadmap/load/{small.ana}/{MONDAY}?product=LAB").content.decode()
    assert "Ours" in week
    assert re.search(r"Together.*>5<.*Of Lab.*>2.5<", re.sub(r"\s", "", week).replace("OfLab", "Of Lab"))

    text = browser.get("/w/acme/roadmap/load?format=csv&weeks=2&product=LAB").getvalue().decode("utf-8-sig")
    assert text.splitlines()[0] == "person,team,week,days,capacity,days for Lab"
    assert text.splitlines()[1] == "Ana Ruiz,,2026-01-12,5.0,5.0,2.5"
    assert len(text.splitlines()) == 1 + 2


def test_the_load_of_all_is_the_same_number_whatever_is_chosen(small: Any, lab: Any) -> None:
    ask = {"actor": small.actor, "today": clock.today()}
    whole = {row.person.id: row for row in queries.load(**ask).rows}
    for scope in (small.product_id, (small.product_id, lab.product_id)):
        rows = queries.load(**ask, product_id=scope).rows
        assert rows
        for row in rows:
            assert [replace(week, part=None) for week in row.weeks] == list(whole[row.person.id].weeks)
    both = queries.load(**ask, product_id=(small.product_id, lab.product_id)).rows
    assert all(week.part == pytest.approx(week.days) for row in both for week in row.weeks)


def test_over_allocation_is_the_same_finding_on_today_and_on_the_page_of_the_person(
    small: Any, client_for: Any, lab: Any
) -> None:
    away = {"first": date(2026, 1, 14), "last": date(2026, 1, 16)}
    for person in (small.ana, small.ben):
        team.add_absence(actor=small.actor, now=small.now, person_id=person, **away)
    browser = client_for("viewer")

    def findings(url: str) -> list[str]:
        text = re.sub(r"<[^>]*>|\s+", " ", browser.get(url).content.decode())
        return re.findall(
            r"(\w+ \w+)  is over-allocated in the week of 12 Jan[^.]*\.", text.replace("   ", "  ")
        )

    assert findings("/w/acme/") == ["Ana Ruiz", "Ben Okafor"]
    assert findings("/w/acme/?product=LAB") == ["Ana Ruiz"], "Ben's week holds nothing of Lab"
    assert findings(f"/w/acme/team/people/{small.ana}") == ["Ana Ruiz"]
    assert findings(f"/w/acme/team/people/{small.ben}?product=LAB") == ["Ben Okafor"]
    of_lab, of_all = (
        browser.get(f"/w/acme/roadmap/load{at}").content.decode() for at in ("?product=LAB", "")
    )
    assert "1 week over-allocated" in of_lab
    assert "2 weeks over-allocated" in of_all

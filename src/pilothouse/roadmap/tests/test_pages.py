"""The pages of the roadmap as members see them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.roadmap import models, queries, services
from pilothouse.team import services as team
from tests.reading import html


@pytest.fixture
def planned(small: Any) -> Any:
    release = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")
    first, second = small.item("First", 3.0, release_id=release.id), small.item("Second", 2.0)
    small.after(first, second)
    small.plan()
    return small


PAGES = (
    "", "items", "items?status=open&sort=-p85", "items?format=csv", "items?format=xlsx", "items/APP-1",
    "items/APP-1/why",
    "releases", "releases?format=csv", "runs", "runs/1",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_a_viewer(planned: Any, client_for: Any, page: str) -> None:
    assert client_for("viewer").get(f"/w/acme/roadmap/{page}").status_code == 200


def test_a_released_release_says_when_its_items_were_finished(planned: Any, client_for: Any) -> None:
    done = {"status": "done", "resolved_at": datetime(2024, 1, 9, 12, tzinfo=UTC)}
    models.Item.objects.filter(key="APP-1").update(**done)
    models.Release.objects.update(released_on=date(2024, 1, 10))
    page = html(client_for("viewer").get(f"/w/acme/roadmap/releases/{models.Release.objects.get().pk}"))
    assert "<th>Finished</th>" in page
    assert "9 Jan 2024" in page


def test_releases_begin_with_what_is_still_to_come(planned: Any, client_for: Any) -> None:
    first = models.Release.objects.get()
    for name, released in (("Old", date(2012, 7, 19)), ("Late", date(2024, 1, 10)), ("Empty", None)):
        models.Release.objects.create(
            workspace=first.workspace,
            product=first.product,
            name=name,
            released_on=released,
            target_on=released,
        )
    page = html(client_for("viewer").get("/w/acme/roadmap/releases"))
    names = re.findall(r'/roadmap/releases/\d+[^"]*">([^<]+)</a></td>', page)
    assert names == [first.name, "Empty", "Late", "Old"]


def test_a_long_history_shows_its_newest_eight_and_the_rest_when_asked(planned: Any, client_for: Any) -> None:
    for number in range(9):
        values = {"title": f"Title {number}"}
        services.change_item(actor=planned.actor, now=planned.now, key="APP-1", version=None, values=values)
    page = html(client_for("viewer").get("/w/acme/roadmap/items/APP-1"))
    shown, older = page.split("<summary>Older changes</summary>")
    assert shown.partition('id="item-history"')[2].count('<div class="who">') == 8
    assert older.partition("</details>")[0].count('<div class="who">') == 2


def test_a_stranger_gets_the_same_as_for_nothing(planned: Any, client_for: Any) -> None:
    assert client_for("stranger").get("/w/acme/roadmap/items/APP-1").status_code == 404


def test_an_item_is_added_by_its_form(planned: Any, client_for: Any) -> None:
    values = {
        "title": "From the form", "product": planned.product_id, "level": "task", "kind": "build",
        "status": "ready",
        "low": "1", "likely": "2", "high": "4", "mandatory": "on",
    }  # fmt: skip
    answer = client_for("editor").post("/w/acme/roadmap/items/new", values)
    assert answer.status_code == 302
    assert queries.item(actor=planned.actor, key="APP-3").high == 4.0


def test_swapped_estimates_come_back_in_the_form_with_the_cure(planned: Any, client_for: Any) -> None:
    values = {
        "title": "Wrong", "product": planned.product_id, "level": "task", "kind": "build", "status": "ready",
        "low": "5", "likely": "2", "high": "4",
    }  # fmt: skip
    answer = client_for("editor").post("/w/acme/roadmap/items/new", values)
    assert answer.status_code == 422
    assert "out of order" in answer.content.decode()
    assert queries.items_page(actor=planned.actor).total == 2


def test_a_stale_form_answers_412(planned: Any, client_for: Any) -> None:
    client = client_for("editor")
    values = {
        "title": "Renamed", "product": planned.product_id,
        "level": "task", "kind": "build", "status": "ready", "low": "3", "likely": "3",
        "high": "3",
        "version": "1",
    }  # fmt: skip
    assert client.post("/w/acme/roadmap/items/APP-1/edit", values).status_code == 302
    assert client.post("/w/acme/roadmap/items/APP-1/edit", values | {"title": "Again"}).status_code == 412


def test_a_removed_item_is_taken_back_by_the_toast(planned: Any, client_for: Any) -> None:
    client = client_for("editor")
    client.post("/w/acme/roadmap/items/APP-2/remove", {"version": 1})
    page = client.get("/w/acme/roadmap/items").content.decode()
    undo = page.split("/w/acme/roadmap/items/restore/")[1].split('"')[0]
    assert client.post(f"/w/acme/roadmap/items/restore/{undo}").status_code == 302
    assert queries.item(actor=planned.actor, key="APP-2").title == "Second"


def test_an_exported_cell_is_never_a_formula(planned: Any, client_for: Any) -> None:
    planned.item("=1+1")
    answer = client_for("viewer").get("/w/acme/roadmap/items?format=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in text


@pytest.mark.parametrize("address", ["/w/acme/roadmap/items", "/w/acme/roadmap/", "/api/v1/timeline"])
def test_the_list_costs_the_same_for_few_and_for_many(
    small: Any, client_for: Any, django_assert_num_queries: Any, address: str
) -> None:
    client = client_for("viewer")
    first = small.item("Thing", owner_id=small.ana)
    small.after(first, small.item("Another", owner_id=small.ben))
    for _ in range(2):  # a plan is shown beside the one before
        small.plan()
    client.get(address)  # fills what is filled once per process
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(30):
        small.after(first, small.item(f"Thing {number}", owner_id=small.ben))
    small.plan()
    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200


def test_a_child_and_ones_own_item_are_changed_where_they_stand(small: Any, client_for: Any) -> None:
    parent = small.item("Whole", days=None)
    small.item("Half", parent_key=parent.key, owner_id=small.ana)
    team.join_person(actor=small.actor, now=small.now, person_id=small.ana)
    client = client_for("editor")

    page = client.get(f"roadmap/items/{parent.key}").content.decode()
    assert 'aria-label="Status of APP-2: Backlog"' in page
    assert "Duplicate</button>" in page
    today = client.get("").content.decode()
    assert "My items" in today
    assert 'aria-label="Status of APP-2: Backlog"' in today
    assert "My items" not in client_for("viewer").get("").content.decode()


def test_seldom_filters_are_folded_and_counted(small: Any, client_for: Any) -> None:
    small.item("Thing")

    shown = client_for("viewer").get(
        "roadmap/items", {"without": "owner", "kind": "build", "priority": "high"}
    )

    assert [each.title for each in shown.context["choices"] if not each.seldom] == [
        "Status", "Owner", "Priority"
    ]  # fmt: skip
    assert (shown.context["seldom_set"], shown.context["all_set"]) == (2, 3)
    assert "Has no owner" in shown.content.decode()

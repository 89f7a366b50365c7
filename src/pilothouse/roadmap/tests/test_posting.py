"""What the buttons and small forms of the roadmap's pages send."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit import jobs
from pilothouse.roadmap import queries, services


@pytest.fixture
def sent(small: Any, client_for: Any) -> Any:
    """Post to a page of the roadmap as an editor; answers with the messages that the next page shows."""

    def post(path: str, **values: Any) -> list[str]:
        answer = client_for("editor").post(f"roadmap/{path}", values, follow=True)
        assert answer.redirect_chain, f"{path} answered {answer.status_code} without going anywhere"
        return [str(message) for message in answer.context["messages"]]

    return post


def _item(small: Any, key: str = "APP-1") -> Any:
    return queries.item(actor=small.actor, key=key)


def test_ticked_items_are_changed_together(small: Any, sent: Any) -> None:
    ids = [small.item("One").id, small.item("Two").id]

    assert sent("items/bulk", ids=ids, status="ready") == ["2 items changed."]

    assert {row.status for row in queries.items_page(actor=small.actor).rows} == {"ready"}


def test_ticked_items_are_put_into_a_release_and_taken_out(small: Any, sent: Any) -> None:
    release = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")
    ids = [small.item("One").id]

    assert sent("items/bulk", ids=ids, release=release.id) == ["1 item changed."]
    assert _item(small).release_id == release.id
    assert sent("items/bulk", ids=ids, release="none") == ["1 item changed."]
    assert _item(small).release_id is None


def test_a_change_of_nothing_says_so_on_the_list(small: Any, sent: Any) -> None:
    assert sent("items/bulk", ids=[small.item("One").id])[0].startswith("Nothing to change was chosen.")


def test_a_need_is_added_and_dropped(small: Any, sent: Any) -> None:
    small.item("One")

    sent("items/APP-1/needs", skill=small.go, level=3, people=2)
    assert [(need.skill_id, need.level, need.people) for need in _item(small).needs] == [(small.go, 3, 2)]
    sent("items/APP-1/needs/drop", index=0)
    assert _item(small).needs == ()


def test_a_need_that_is_gone_says_so_on_the_item(small: Any, sent: Any) -> None:
    small.item("One")

    assert sent("items/APP-1/needs/drop", index=4) == ["There is no such need. Reload the page."]


def test_people_are_chosen_and_left_to_the_planner_again(small: Any, sent: Any) -> None:
    small.item("One")

    sent("items/APP-1/people", people=[small.ana, small.ben])
    assert _item(small).people == (small.ana, small.ben)
    sent("items/APP-1/people")
    assert _item(small).people == ()


def test_a_dependency_is_added_and_dropped(small: Any, sent: Any) -> None:
    small.item("First"), small.item("Second")

    sent("items/APP-2/dependencies", predecessor="APP-1", kind="SS", lag_days="1.5")
    (edge,) = _item(small, "APP-2").waits_for
    assert (edge.key, edge.kind, edge.lag_days) == ("APP-1", "SS", 1.5)
    sent(f"items/APP-2/dependencies/{edge.id}/drop")
    assert _item(small, "APP-2").waits_for == ()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"predecessor": "APP-9"}, "There is no item APP-9."),
        ({"predecessor": "APP-2"}, "APP-2 cannot wait for itself."),
        ({"predecessor": "APP-1", "lag_days": "soon"}, "The lag is not a number."),
    ],
)
def test_a_dependency_that_cannot_be_says_why_on_the_item(
    small: Any, sent: Any, values: dict[str, str], said: str
) -> None:
    small.item("First"), small.item("Second")

    assert sent("items/APP-2/dependencies", **values)[0].startswith(said)

    assert _item(small, "APP-2").waits_for == ()


def test_an_item_with_parts_stays_and_its_page_says_why(small: Any, sent: Any) -> None:
    parent = small.item("Parent")
    small.item("Part", parent_key=parent.key)

    assert sent(f"items/{parent.key}/remove")[0].startswith("APP-1 has parts.")

    assert _item(small).title == "Parent"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("plan", "roadmap.plan"),
        ("products/{product}/value-answers", "roadmap.ask"),
        ("releases/{release}/cut", "roadmap.cut"),
        ("releases/{release}/prices", "roadmap.price"),
    ],
)
def test_a_question_to_the_plan_starts_a_job_and_shows_it(
    small: Any, client_for: Any, path: str, name: str
) -> None:
    release = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")
    url = f"roadmap/{path.format(product=small.product_id, release=release.id)}"

    answer = client_for("editor").post(url, {"from_on": "2030-01-01"})

    (job,) = jobs.recent(actor=small.actor)
    assert (job.name, job.state) == (name, "waiting")
    assert answer["Location"] == job.url
    shown = client_for("editor").post(url, {"from_on": "2030-01-01"}, headers={"HX-Request": "true"})
    assert f'id="job-{jobs.recent(actor=small.actor)[0].id}"' in shown.content.decode()


@pytest.mark.parametrize("path", ["plan", "items/bulk", "items/APP-1/needs", "items/APP-1/dependencies"])
def test_a_viewer_posts_nothing(small: Any, client_for: Any, path: str) -> None:
    small.item("One")

    assert client_for("viewer").post(f"roadmap/{path}").status_code == 403

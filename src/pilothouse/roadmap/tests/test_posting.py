"""What the buttons and small forms of the roadmap's pages send."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit import jobs
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services


@pytest.fixture
def sent(small: Any, client_for: Any) -> Any:
    """Post to a page of the roadmap as an editor; answers with the messages that the next page shows."""

    def post(path: str, **values: Any) -> list[str]:
        answer = client_for("editor").post(f"roadmap/{path}", values, follow=True)
        assert answer.redirect_chain, f"{path} answered {answer.status_code} without going anywhere"
        return [str(message) for message in answer.context["messages"]]

    return post


@pytest.fixture
def refused(small: Any, client_for: Any) -> Any:
    """Post what is refused; answers with the page anew, on which the form stands as it was sent."""

    def post(path: str, **values: Any) -> str:
        answer = client_for("editor").post(f"roadmap/{path}", values)
        assert 400 <= answer.status_code < 500
        return str(answer.content.decode())

    return post


def _item(small: Any, key: str = "APP-1") -> Any:
    return queries.item(actor=small.actor, key=key)


def test_a_need_is_added_and_dropped(small: Any, sent: Any) -> None:
    small.item("One")

    sent("items/APP-1/needs", skill=small.go, level=3, people=2, version=1)
    assert [(need.skill_id, need.level, need.people) for need in _item(small).needs] == [(small.go, 3, 2)]
    sent("items/APP-1/needs/drop", index=0, version=2)
    assert _item(small).needs == ()


def test_a_need_that_is_gone_says_so_on_the_item(small: Any, refused: Any) -> None:
    small.item("One")

    assert "<span>There is no such need. Reload the page.</span>" in refused(
        "items/APP-1/needs/drop", index=4
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("level", "9", "The level lies outside 0 to 5."),
        ("level", "soon", "&#x27;soon&#x27; is not a whole number."),
        ("people", "0", "The number of people lies outside 1 to 50."),
        ("skill", "999", "There is no such skill."),
    ],
)
def test_a_need_that_cannot_be_says_why_at_its_field(
    small: Any, refused: Any, field: str, typed: str, said: str
) -> None:
    small.item("One")
    page = refused(
        "items/APP-1/needs", **{"version": "1", "skill": small.go, "level": "2", "people": "1", field: typed}
    )

    assert f'id="refused-{field}" role="alert">{said}' in page
    assert "<details open>" in page, "the form is not folded away"
    assert _item(small).needs == ()


def test_a_need_is_changed_where_it_is_shown(small: Any, sent: Any) -> None:
    small.item("One")

    sent("items/APP-1/needs", skill=small.go, level=3, people=2, version=1)
    sent("items/APP-1/needs/set", index=0, skill="", level=0, people=1, version=2)
    assert [(need.skill_id, need.level, need.people) for need in _item(small).needs] == [(None, 0, 1)]


def test_people_are_chosen_and_left_to_the_planner_again(small: Any, client_for: Any) -> None:
    number = small.item("One").id

    def choose(*people: int) -> None:
        version = _item(small).version
        sent = {"value": people, "version": version, "was": ""}
        assert client_for("editor").post(f"kit/edit/roadmap.item/{number}/people", sent).status_code == 302

    choose(small.ana, small.ben)
    assert _item(small).people == (small.ana, small.ben)
    choose()
    assert _item(small).people == ()


def test_a_child_is_added_by_its_title_a_level_below(small: Any, sent: Any, refused: Any) -> None:
    small.item("One", level="initiative")

    assert sent("items/APP-1/children", title="Two") == ["APP-2 added."]
    (child,) = _item(small).children
    assert (child.key, child.title, _item(small, "APP-2").level) == ("APP-2", "Two", "feature")
    assert 'id="refused-title"' in refused("items/APP-1/children", title=" ")


def test_a_dependency_goes_either_way_and_is_dropped_from_either_end(small: Any, sent: Any) -> None:
    small.item("First"), small.item("Second")

    sent("items/APP-1/dependencies", predecessor="APP-2", way="blocks", kind="FS")
    (edge,) = _item(small).holds_up
    assert (edge.key, _item(small, "APP-2").waits_for[0].key) == ("APP-2", "APP-1")
    sent(f"items/APP-1/dependencies/{edge.id}/drop")
    assert _item(small).holds_up == ()


def test_type_and_lag_of_a_dependency_are_changed_in_place(small: Any, client_for: Any) -> None:
    small.item("First"), small.item("Second")
    services.add_dependency(actor=small.actor, now=small.now, predecessor="APP-1", successor="APP-2")

    def edit(field: str, value: str, version: int) -> int:
        sent = {"value": value, "version": version, "was": "?"}
        path = f"kit/edit/roadmap.dependency/{edge.id}/{field}"
        return int(client_for("editor").post(path, sent).status_code)

    (edge,) = _item(small, "APP-2").waits_for
    assert edit("type", "SS", edge.version) == 302
    assert edit("lag", "1.5", edge.version) == 412, "it was changed since"
    (edge,) = _item(small, "APP-2").waits_for
    assert edit("lag", "1.5", edge.version) == 302
    (edge,) = _item(small, "APP-2").waits_for
    assert (edge.kind, edge.lag_days) == ("SS", 1.5)
    assert edit("lag", "9999", edge.version) == 422


def test_the_reason_for_a_changed_estimate_is_kept(small: Any, client_for: Any) -> None:
    row = small.item("One")
    sent = {"value": "5", "version": row.version, "was": "", "why": "The spike took longer"}
    client_for("editor").post(f"kit/edit/roadmap.item/{row.id}/estimate", sent)

    entries = journal.history(actor=small.actor, subject=Ref("roadmap.item", row.id), limit=1)
    assert (_item(small).likely, entries[0].why) == (5, "The spike took longer")


def test_a_dependency_is_added_and_dropped(small: Any, sent: Any) -> None:
    small.item("First"), small.item("Second")

    sent("items/APP-2/dependencies", predecessor="APP-1", kind="SS", lag_days="1.5")
    (edge,) = _item(small, "APP-2").waits_for
    assert (edge.key, edge.kind, edge.lag_days) == ("APP-1", "SS", 1.5)
    sent(f"items/APP-2/dependencies/{edge.id}/drop")
    assert _item(small, "APP-2").waits_for == ()


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"predecessor": "APP-9"}, "predecessor", "There is no item APP-9."),
        ({"predecessor": "APP-2"}, "predecessor", "APP-2 cannot wait for itself."),
        ({"predecessor": "APP-1", "lag_days": "soon"}, "lag_days", "The lag is not a number."),
        ({"predecessor": "APP-1", "lag_days": "9999"}, "lag_days", "The lag lies outside"),
    ],
)
def test_a_dependency_that_cannot_be_says_why_at_its_field(
    small: Any, refused: Any, values: dict[str, str], field: str, said: str
) -> None:
    small.item("First"), small.item("Second")
    page = refused("items/APP-2/dependencies", **values)

    assert f'id="refused-{field}" role="alert">{said}' in page
    assert f'value="{values[field]}"' in page

    assert _item(small, "APP-2").waits_for == ()


def test_an_item_with_parts_stays_and_its_page_says_why(small: Any, refused: Any) -> None:
    parent = small.item("Parent")
    small.item("Part", parent_key=parent.key)

    assert 'role="alert">APP-1 has parts.' in refused(f"items/{parent.key}/remove", version=1)

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


@pytest.mark.parametrize("path", ["plan", "items/APP-1/needs", "items/APP-1/dependencies"])
def test_a_viewer_posts_nothing(small: Any, client_for: Any, path: str) -> None:
    small.item("One")

    assert client_for("viewer").post(f"roadmap/{path}").status_code == 403

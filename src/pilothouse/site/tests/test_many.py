"""Several rows of any list at once: the trash and one field, each as one act with one way back."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit import editing
from pilothouse.kit.actor import Actor
from pilothouse.market import services as market_services
from pilothouse.risk import services as risk_services
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as plan
from pilothouse.team import queries as team
from pilothouse.team import services as staff
from pilothouse.vision import services as products

HTMX = {"HX-Request": "true"}
TEXT = "It is slow to open the list of orders in the morning."


@pytest.fixture
def act(editor: Actor, now: datetime) -> dict[str, Any]:
    return {"actor": editor, "now": now}


@pytest.fixture
def atlas(act: dict[str, Any]) -> Any:
    return products.add_product(key="ATL", name="Atlas", **act)


@pytest.fixture
def world(act: dict[str, Any], atlas: Any) -> dict[str, list[int]]:
    """Noun -> numbers of two or three rows of it."""
    day = act["now"].date()
    parent = plan.add_item(product_id=atlas.id, title="Whole", level="feature", **act)
    part = plan.add_item(product_id=atlas.id, title="Part", parent_key=parent.key, **act)
    owner = staff.add_person(name="Cleo", **act).id
    said = {"event": "The vendor is late", "owner_id": owner, "touches": ["ATL"]}
    risk = risk_services.add_risk(values=said, **act)
    return {
        "roadmap.item": [parent.id, part.id],
        "roadmap.release": [
            plan.add_release(product_id=atlas.id, name=name, target_on=day, **act).id for name in "ab"
        ],
        "team.person": [staff.add_person(name=name, **act).id for name in ("Ana", "Ben")],
        "team.skill": [staff.add_skill(name=name, **act).id for name in ("Go", "SQL")],
        "market.company": [market_services.add_company(name=name, **act).id for name in ("Acme", "Bolt")],
        "market.contact": [market_services.add_contact(name=name, **act).id for name in ("Cy", "Di")],
        "market.theme": [market_services.add_theme(name=name, **act).id for name in ("Speed", "Search")],
        "market.feedback": [
            market_services.add_feedback(text=f"{TEXT} {n}", received_on=day, **act).id for n in range(2)
        ],
        "market.support_problem": [
            market_services.add_problem(title=title, **act).id for title in ("It hangs", "It stops")
        ],
        "market.study": [market_services.add_study(title=title, **act).id for title in ("Calls", "Diary")],
        "risk.risk": [risk.id],
    }


def _text(answer: Any) -> Any:
    return json.loads(answer.headers["HX-Trigger"])["edited"]


def _undo(client: Any, told: Any) -> Any:
    return client.post(told["undo"].partition("/w/")[2].partition("/")[2], headers=HTMX)


ACTS = sorted(
    (row.noun, row.name)
    for noun in (
        "roadmap.item", "roadmap.release", "team.person", "team.skill", "market.company", "market.theme",
        "market.feedback", "market.support_problem", "market.study", "risk.risk",
    )
    for row in editing.acts_of(noun)
)  # fmt: skip


def test_rows_go_as_one_act_and_come_back_as_one(world: Any, client_for: Any) -> None:
    client = client_for("editor")
    for noun, name in ACTS:
        before = _stored(noun)
        asked = client.get(f"kit/act/{noun}/{name}", headers=HTMX)
        answer = client.post(f"kit/act/{noun}/{name}", {"ids": world[noun]}, headers=HTMX)

        assert (asked.status_code, answer.status_code) == (200, 200), noun
        assert _text(answer)["text"].startswith(f"{len(world[noun])} ")
        assert _stored(noun) != before, noun

        back = _undo(client, _text(answer))
        assert back.status_code == 200, back.content
        assert _stored(noun) == before, noun


def _stored(noun: str) -> list[Any]:
    """All rows of a table, without what counts changes."""
    from django.apps import apps

    room, _, word = noun.partition(".")
    table = apps.get_model(room, word.replace("_", ""))
    names = [
        field.attname for field in table._meta.concrete_fields if field.name not in ("version", "updated_at")
    ]
    return list(table.objects.order_by("pk").values_list(*names))


def test_what_one_row_refuses_is_done_to_none_and_names_it(
    world: Any, act: Any, atlas: Any, client_for: Any
) -> None:
    ana, ben = world["team.person"]
    plan.add_item(product_id=atlas.id, title="Hers", owner_id=ben, **act)

    answer = client_for("editor").post("kit/act/team.person/trash", {"ids": [ana, ben]}, headers=HTMX)

    assert answer.status_code == 409
    assert "Ben is still used: roadmap in 1 place." in answer.content.decode()
    assert {"Ana", "Ben"} <= {row.name for row in team.people(actor=act["actor"])}


def test_a_whole_whose_parts_stay_is_refused(world: Any, client_for: Any) -> None:
    whole, _ = world["roadmap.item"]
    answer = client_for("editor").post("kit/act/roadmap.item/trash", {"ids": [whole]}, headers=HTMX)
    assert answer.status_code == 409
    assert "has parts" in answer.content.decode()


def test_without_a_script_a_page_of_its_own_asks(world: Any, client_for: Any) -> None:
    client, ids = client_for("editor"), world["team.skill"]
    page = client.get("kit/act/team.skill/trash", {"ids": ids}).content.decode()
    assert "Move the selected skills to the trash?" in page
    for id in ids:
        assert f'name="ids" value="{id}"' in page
    assert client.post("kit/act/team.skill/trash", {"ids": ids}).status_code == 302


def test_a_viewer_moves_nothing_to_the_trash(world: Any, client_for: Any) -> None:
    ids = world["team.skill"]
    assert client_for("viewer").post("kit/act/team.skill/trash", {"ids": ids}).status_code == 403


def test_nothing_ticked_and_no_such_act_are_said(world: Any, client_for: Any) -> None:
    client = client_for("editor")
    assert client.post("kit/act/team.skill/trash", {}, headers=HTMX).status_code == 422
    assert client.post("kit/act/team.skill/burn", {"ids": [1]}, headers=HTMX).status_code == 404
    assert client.post("acts/none/undo", headers=HTMX).status_code == 404


CHANGES: tuple[tuple[str, str, str, str, Any], ...] = (
    ("roadmap.release", "target_on", "2031-05-06", "target_on", date(2031, 5, 6)),
    ("team.person", "availability", "50", "availability", 0.5),
    ("team.person", "leaves_on", "2031-05-06", "leaves_on", date(2031, 5, 6)),
    ("team.skill", "group", "Languages", "group", "Languages"),
    ("market.contact", "consent", "refused", "consent", "refused"),
    ("market.theme", "kind_of", "loose", "kind", "loose"),
    ("market.theme", "pinned", "no", "is_pinned", False),
)


def test_one_field_of_several_rows_changes_as_one_act(world: Any, client_for: Any) -> None:
    client = client_for("editor")
    for noun, field, value, column, stored in CHANGES:
        before, ids = _stored(noun), world[noun]
        answer = client.post(f"kit/edit/{noun}/{field}", {"ids": ids, "value": value}, headers=HTMX)
        assert answer.status_code == 200, field
        assert [dict(_column(noun, column))[id] for id in ids] == [stored] * len(ids), field

        _undo(client, _text(answer))

        assert _stored(noun) == before, field


def _column(noun: str, name: str) -> list[Any]:
    from django.apps import apps

    room, _, word = noun.partition(".")
    return list(apps.get_model(room, word.replace("_", "")).objects.values_list("pk", name))


def test_what_was_changed_again_stays(world: Any, act: Any, client_for: Any) -> None:
    client, (go, sql) = client_for("editor"), world["team.skill"]
    sent = {"ids": [go, sql], "value": "Languages"}
    told = _text(client.post("kit/edit/team.skill/group", sent, headers=HTMX))
    staff.rename_skill(id=sql, version=None, name="SQL", group="Data", **act)

    back = _text(_undo(client, told))

    assert back["text"] == "1 row as before. 1 row changed since, and kept."
    assert {row.name: row.group for row in team.skills(actor=act["actor"])} == {"Go": "", "SQL": "Data"}


def test_a_target_that_has_passed_comes_back_by_undo(world: Any, act: Any) -> None:
    ids, actor, later = world["roadmap.release"], act["actor"], act["now"] + timedelta(days=3)
    change = {"actor": actor, "now": later, "ids": ids}
    done = plan.change_releases(values={"target_on": later.date()}, **change)
    back = plan.undo_release_act(actor=actor, now=later, batch=done.batch)
    assert back.restored == 2
    assert roadmap.release(actor=actor, id=ids[0]).target_on == act["now"].date()


def test_a_team_of_many_is_recorded_by_its_name(world: Any, act: Any, client_for: Any) -> None:
    crew = staff.add_team(name="Crew", **act)
    client_for("editor").post(
        "kit/edit/team.person/team", {"ids": world["team.person"], "value": crew.id}, headers=HTMX
    )
    crews = {row.id: row.team_name for row in team.people(actor=act["actor"])}
    assert {crews[id] for id in world["team.person"]} == {"Crew"}
    page = client_for("editor").get(f"team/people/{world['team.person'][0]}").content.decode()
    assert "Crew" in page


def test_the_reason_that_was_typed_for_several_is_kept(world: Any, act: Any, client_for: Any) -> None:
    """One field of many asked why, and forgot the answer."""
    client = client_for("editor")
    for noun, field, value in (
        ("roadmap.item", "estimate", "3"),
        ("roadmap.release", "growing", "yes"),
        ("risk.risk", "status", "watching"),
    ):
        choices = editing.by_noun()[noun][field].choices
        sent = value if choices is None else [word for word, _ in choices(actor=act["actor"], row=None)][-1]
        ids = world[noun]
        client.post(
            f"kit/edit/{noun}/{field}", {"ids": ids, "value": sent, "why": "Agreed on Monday"}, headers=HTMX
        )
        newest = journal.recent(actor=act["actor"], limit=1)
        assert [each.entry.why for each in newest] == ["Agreed on Monday"], noun


def test_every_list_gives_the_numbers_of_all_that_fit(world: Any, client_for: Any) -> None:
    client = client_for("editor")
    for noun, page in (
        ("roadmap.release", "roadmap/releases"),
        ("team.person", "team/"),
        ("team.skill", "team/skills"),
        ("market.contact", "market/contacts"),
        ("market.theme", "market/themes"),
    ):
        answer = client.get(page, {"format": "ids"})
        assert set(world[noun]) <= set(answer.json()), page
        shown = client.get(page).content.decode()
        assert all(f'name="ids" value="{id}"' in " ".join(shown.split()) for id in world[noun]), page
        assert 'id="bulk"' in shown
    assert client.get("market/themes", {"format": "ids", "text": "spee"}).json() == world["market.theme"][:1]

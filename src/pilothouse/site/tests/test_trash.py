"""The trash: what was removed comes back where it was, or it is said what is missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services as talk
from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict, Forbidden, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risk_services
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as plan
from pilothouse.site import offering
from pilothouse.site.trash import put_back
from pilothouse.team import queries as team
from pilothouse.team import services as staff
from pilothouse.vision import queries as vision
from pilothouse.vision import services as products


@pytest.fixture
def atlas(editor: Actor, now: datetime) -> Any:
    return products.add_product(actor=editor, now=now, key="ATL", name="Atlas")


def _removals(actor: Actor, now: datetime) -> list[str]:
    found = journal.removals(actor=actor, verbs=offering.restores(), since=now - timedelta(days=30))
    return [act.entry.title for act in found.rows]


def test_a_release_takes_its_items_back(editor: Actor, now: datetime, atlas: Any) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    release = plan.add_release(product_id=atlas.id, name="3.0", target_on=now.date(), **act)
    items = [plan.add_item(product_id=atlas.id, title=title, release_id=release.id, **act) for title in "abc"]
    entry = plan.remove_release(id=release.id, version=None, **act)
    other = plan.add_release(product_id=atlas.id, name="3.1", **act)
    plan.change_item(key=items[2].key, version=None, values={"release_id": other.id}, **act)
    put_back(entry_id=entry, **act)

    found = roadmap.release(actor=editor, id=release.id)
    assert (found.name, found.target_on) == ("3.0", now.date())
    carried = [roadmap.item(actor=editor, key=row.key).release_name for row in items]
    assert carried == ["3.0", "3.0", "3.1"]
    assert _removals(editor, now) == []
    with pytest.raises(NotFound):
        put_back(entry_id=entry, **act)


def test_a_team_and_a_skill_take_their_people_back(editor: Actor, now: datetime) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    core, go = staff.add_team(name="Core", **act), staff.add_skill(name="Go", group="Backend", **act)
    ana, ben = (staff.add_person(name=name, team_id=core.id, **act) for name in ("Ana", "Ben"))
    for person in (ana, ben):
        staff.set_skill(person_id=person.id, skill_id=go.id, level=4, **act)
    entries = [
        staff.remove_team(id=core.id, version=1, **act),
        staff.remove_skill(id=go.id, version=1, **act),
    ]
    staff.remove_person(id=ben.id, version=None, **act)
    for entry in entries:
        put_back(entry_id=entry, **act)

    found = team.person(actor=editor, id=ana.id)
    assert found.team_name == "Core"
    assert [(row.name, row.level) for row in found.skills] == [("Go", 4)]
    assert team.skill(actor=editor, id=go.id).group == "Backend"


def test_a_question_comes_back_with_its_evidence(editor: Actor, now: datetime, atlas: Any) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    scope = Ref("vision.product", atlas.id)
    asked = risk_services.raise_uncertainty(scope=scope, values={"question": "Does it scale?"}, **act)
    risk_services.add_evidence(id=asked.id, text="It did.", source="Test", leans="good", **act)
    entry = risk_services.remove_uncertainty(id=asked.id, version=None, **act)
    assert _removals(editor, now) == ["Does it scale?"]
    back = put_back(entry_id=entry, **act)

    assert len(back) == 2
    assert [row.text for row in risk.uncertainty(actor=editor, id=asked.id).evidence] == ["It did."]


def test_a_dependency_comes_back_unless_an_item_of_it_is_gone(
    editor: Actor, now: datetime, atlas: Any
) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    first, second = (plan.add_item(product_id=atlas.id, title=title, **act) for title in "ab")
    number = plan.add_dependency(predecessor=first.key, successor=second.key, kind="SS", lag_days=2, **act)
    entry = plan.remove_dependency(id=number, **act)
    put_back(entry_id=entry, **act)
    edge = roadmap.item(actor=editor, key=second.key).waits_for[0]
    assert (edge.key, edge.kind, edge.lag_days) == (first.key, "SS", 2)

    entry = plan.remove_dependency(id=edge.id, **act)
    plan.remove_item(key=first.key, version=None, **act)
    with pytest.raises(Conflict, match="One of the two items is gone"):
        put_back(entry_id=entry, **act)


def test_a_product_comes_back_with_its_strategy_in_one_click(
    editor: Actor, now: datetime, atlas: Any, client_for: Any
) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    aim = products.add_objective(product_id=atlas.id, values={"title": "Lose nothing"}, **act)
    products.add_key_result(objective_id=aim.id, values={"title": "1 in 10 million", "target": 0.1}, **act)
    products.add_persona(product_id=atlas.id, values={"name": "Platform engineer"}, **act)
    client = client_for("editor")
    client.post(f"vision/products/{atlas.id}/remove", {"version": 1})
    listed = client.get("trash")
    assert [line.entry.title for line in listed.context["lines"]] == ["Atlas"]

    answer = client.post(f"trash/{listed.context['lines'][0].entry.id}")
    assert answer.status_code == 302
    found = vision.objectives(actor=editor, product_id=atlas.id)
    assert [(row.title, [each.target for each in row.key_results]) for row in found] == [
        ("Lose nothing", [0.1])
    ]
    assert [row.name for row in vision.personas(actor=editor, product_id=atlas.id)] == ["Platform engineer"]


def test_an_item_says_what_it_had_that_is_gone(editor: Actor, now: datetime, atlas: Any) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    ana = staff.add_person(name="Ana", **act)
    whole = plan.add_item(product_id=atlas.id, title="Whole", level="feature", **act)
    part = plan.add_item(product_id=atlas.id, title="Part", parent_key=whole.key, owner_id=ana.id, **act)
    entry = plan.remove_item(key=part.key, version=None, **act)
    staff.remove_person(id=ana.id, version=None, **act)
    back = put_back(entry_id=entry, **act)

    assert back[0].missing == ("owner",)
    assert roadmap.item(actor=editor, key=part.key).parent_key == whole.key


def test_a_status_a_label_and_a_field_come_back_to_their_items(
    editor: Actor, now: datetime, atlas: Any
) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    review = plan.add_status(name="In review", means="in_progress", **act)
    reach = plan.add_custom_field(name="Reach", kind="number", **act)
    twice = plan.add_custom_field(name="Twice", kind="formula", formula="reach * 2", **act)
    values: dict[str, Any] = {"labels": ["web"], "custom": {reach.id: 3}, "status": "In review"}
    first, second = (plan.add_item(product_id=atlas.id, title=title, **values, **act) for title in "ab")
    web = roadmap.labels(actor=editor)[0]
    entries = [
        plan.remove_status(id=review.id, version=None, **act),
        plan.remove_label(id=web.id, version=None, **act),
        plan.remove_custom_field(id=twice.id, version=None, **act),
        plan.remove_custom_field(id=reach.id, version=None, **act),
    ]
    plan.change_item(key=second.key, version=None, values={"status": "done"}, **act)
    assert _removals(editor, now) == ["Reach", "Twice", "web", "In review"]
    with pytest.raises(Conflict, match="reach"):
        put_back(entry_id=entries[2], **act)
    for entry in (*entries[:2], entries[3], entries[2]):
        put_back(entry_id=entry, **act)

    found = [roadmap.item(actor=editor, key=row.key) for row in (first, second)]
    assert [row.labels for row in found] == [("web",), ("web",)]
    assert [{one.name: one.text for one in row.custom} for row in found] == [{"Reach": "3", "Twice": "6"}] * 2
    assert found[0].status_name == "In review"
    assert found[1].status == "done"
    assert _removals(editor, now) == []


def test_a_comment_a_file_and_a_link_come_back(
    editor: Actor, owner: Actor, now: datetime, atlas: Any
) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    about = Ref("vision.product", atlas.id)
    said = talk.add_comment(about=about, body="Why Atlas?", **act)
    link = talk.add_link(about=about, name="Wiki", url="https://wiki.example/atlas", **act)
    entries = [
        talk.remove_comment(id=said.id, version=None, **act),
        talk.remove_attachment(id=link.id, version=None, **act),
    ]
    assert _removals(editor, now) == ["Wiki", "ATL Atlas"]
    for entry in entries:
        put_back(entry_id=entry, **act)

    assert accounts.comment(actor=editor, id=said.id).body == "Why Atlas?"
    assert [row.url for row in accounts.attachments(actor=editor, about=about)] == [link.url]
    assert _removals(editor, now) == []


def test_a_comment_comes_back_for_who_wrote_or_removed_it_and_for_owners(
    editor: Actor, owner: Actor, now: datetime, atlas: Any
) -> None:
    about = Ref("vision.product", atlas.id)
    said = talk.add_comment(actor=owner, now=now, about=about, body="Between us")
    entry = talk.remove_comment(actor=owner, now=now, id=said.id, version=None)
    with pytest.raises(Forbidden):
        put_back(actor=editor, now=now, entry_id=entry)
    put_back(actor=owner, now=now, entry_id=entry)


def test_an_item_says_why_it_was_removed(client_for: Any, editor: Actor, now: datetime, atlas: Any) -> None:
    item = plan.add_item(actor=editor, now=now, product_id=atlas.id, title="Fax")
    client = client_for("editor")
    client.post(f"roadmap/items/{item.key}/remove", {"version": item.version, "why": "No one has a fax."})

    found = journal.removals(actor=editor, verbs=offering.restores(), since=now - timedelta(days=30))
    assert [act.entry.why for act in found.rows] == ["No one has a fax."]
    assert "No one has a fax." in client.get("trash").content.decode()


def test_what_stands_in_the_place_of_a_removed_thing_is_not_overwritten(
    editor: Actor, now: datetime, atlas: Any
) -> None:
    act: dict[str, Any] = {"actor": editor, "now": now}
    entry = plan.remove_release(
        id=plan.add_release(product_id=atlas.id, name="3.0", **act).id, version=None, **act
    )
    plan.add_release(product_id=atlas.id, name="3.0", **act)
    with pytest.raises(Conflict, match="is there by now"):
        put_back(entry_id=entry, **act)


def test_the_trash_keeps_thirty_days_and_only_editors_restore(
    editor: Actor, viewer: Actor, now: datetime, atlas: Any
) -> None:
    gone: dict[str, Any] = {"actor": editor, "now": now - timedelta(days=31)}
    staff.remove_team(id=staff.add_team(name="Old", **gone).id, version=1, **gone)
    act: dict[str, Any] = {"actor": editor, "now": now}
    entry = staff.remove_team(id=staff.add_team(name="New", **act).id, version=1, **act)

    assert _removals(editor, now) == ["New"]
    with pytest.raises(Forbidden):
        put_back(actor=viewer, now=now, entry_id=entry)


def test_a_removal_in_the_browser_offers_to_restore(client_for: Any, editor: Actor, now: datetime) -> None:
    core = staff.add_team(actor=editor, now=now, name="Core")
    client = client_for("editor")
    page = client.post(f"team/teams/{core.id}/remove", {"version": 1}, follow=True).content.decode()

    assert "The team was removed." in page
    assert "/w/acme/trash/" in page
    assert ">Restore</button>" in page

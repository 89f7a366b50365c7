"""Skills, levels, teams, and what would be lost with one person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.team import queries, services


@pytest.fixture
def ana(editor: Any, now: Any) -> Any:
    return services.add_person(actor=editor, now=now, name="Ana Ruiz")


@pytest.fixture
def bo(editor: Any, now: Any) -> Any:
    return services.add_person(actor=editor, now=now, name="Bo Lind")


@pytest.fixture
def go(editor: Any, now: Any) -> Any:
    return services.add_skill(actor=editor, now=now, name="Go", group="Backend")


def _levels(actor: Any, person: Any) -> dict[str, int]:
    return {held.name: held.level for held in queries.person(actor=actor, id=person.id).skills}


def test_a_level_is_set_changed_and_taken_away(editor: Any, now: Any, ana: Any, go: Any) -> None:
    for level, left in ((3, {"Go": 3}), (5, {"Go": 5}), (None, {}), (1, {"Go": 1}), (0, {})):
        services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=level)
        assert _levels(editor, ana) == left

    history = journal.history(actor=editor, subject=Ref("team.person", ana.id))
    assert [entry.changes.get("Go") for entry in history] == [
        [1, None], [None, 1], [5, None], [3, 5], [None, 3], None,
    ]  # fmt: skip


def test_the_same_level_again_is_not_recorded(editor: Any, now: Any, ana: Any, go: Any) -> None:
    for _ in range(2):
        services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=3)

    assert len(journal.history(actor=editor, subject=Ref("team.person", ana.id))) == 2


@pytest.mark.parametrize("level", [-1, 6, 100])
def test_a_level_outside_1_to_5_is_refused(editor: Any, now: Any, ana: Any, go: Any, level: int) -> None:
    with pytest.raises(Invalid):
        services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=level)
    assert _levels(editor, ana) == {}


def test_a_level_based_on_another_is_stale(editor: Any, now: Any, ana: Any, go: Any) -> None:
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=3, was=0)
    with pytest.raises(Stale) as caught:
        services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=5, was=2)

    assert caught.value.extra["stored"] == {"level": 3}
    assert caught.value.extra["yours"] == {"level": 5}
    assert _levels(editor, ana) == {"Go": 3}


def test_names_of_skills_and_teams_are_unique_in_capitals_or_not(editor: Any, now: Any, go: Any) -> None:
    kafka = services.add_skill(actor=editor, now=now, name="Kafka")
    team = services.add_team(actor=editor, now=now, name="Ingest")
    other = services.add_team(actor=editor, now=now, name="Billing")

    for call in (
        lambda: services.add_skill(actor=editor, now=now, name="GO"),
        lambda: services.rename_skill(actor=editor, now=now, id=kafka.id, version=None, name="go"),
        lambda: services.add_team(actor=editor, now=now, name="ingest"),
        lambda: services.rename_team(actor=editor, now=now, id=other.id, version=None, name=team.name),
    ):
        with pytest.raises(Conflict):
            call()
    assert services.rename_skill(actor=editor, now=now, id=go.id, version=None, name="GO").name == "GO"


def test_a_renamed_skill_keeps_its_holders(editor: Any, now: Any, ana: Any, go: Any) -> None:
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=3)
    renamed = services.rename_skill(
        actor=editor, now=now, id=go.id, version=None, name="Golang", group="Server"
    )

    assert (renamed.name, renamed.group) == ("Golang", "Server")
    assert _levels(editor, ana) == {"Golang": 3}
    verbs = [entry.verb for entry in journal.history(actor=editor, subject=Ref("team.skill", go.id))]
    assert verbs == ["skill.renamed", "skill.added"]


def test_a_name_based_on_an_older_version_is_stale(editor: Any, now: Any, go: Any) -> None:
    team = services.add_team(actor=editor, now=now, name="Ingest")
    act = {"actor": editor, "now": now}
    assert services.rename_skill(**act, id=go.id, version=1, name="Golang").version == 2
    assert services.rename_team(**act, id=team.id, version=1, name="Intake").version == 2

    for call in (
        lambda: services.rename_skill(**act, id=go.id, version=1, name="C"),
        lambda: services.rename_team(**act, id=team.id, version=1, name="C"),
        lambda: services.remove_skill(**act, id=go.id, version=1),
        lambda: services.remove_team(**act, id=team.id, version=1),
    ):
        with pytest.raises(Stale):
            call()
    assert [row.name for row in queries.skills(actor=editor)] == ["Golang"]
    assert queries.team(actor=editor, id=team.id).name == "Intake"


def test_a_skill_that_an_item_needs_stays(editor: Any, now: Any, ana: Any, go: Any) -> None:
    from pilothouse.roadmap import services as roadmap
    from pilothouse.roadmap.contracts import Need
    from pilothouse.vision import services as vision

    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=3)
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    item = roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay")
    roadmap.set_needs(actor=editor, now=now, key=item.key, version=None, needs=[Need(go.id, 3, 1)])

    with pytest.raises(Conflict):
        services.remove_skill(actor=editor, now=now, id=go.id, version=None)
    assert _levels(editor, ana) == {"Go": 3}
    roadmap.set_needs(actor=editor, now=now, key=item.key, version=None, needs=[])
    services.remove_skill(actor=editor, now=now, id=go.id, version=None)
    assert queries.skills(actor=editor) == ()


def test_people_of_a_removed_team_stay_without_one(editor: Any, now: Any, ana: Any) -> None:
    team = services.add_team(actor=editor, now=now, name="Ingest")
    services.change_person(actor=editor, now=now, id=ana.id, version=None, values={"team_id": team.id})
    services.remove_team(actor=editor, now=now, id=team.id, version=None)

    assert queries.person(actor=editor, id=ana.id).team_id is None
    entry = journal.history(actor=editor, subject=Ref("team.team", team.id))[0]
    assert (entry.verb, entry.changes["people"]) == ("team.removed", [["Ana Ruiz"], None])


def test_coverage_names_the_one_who_would_be_missed(
    editor: Any, now: Any, ana: Any, bo: Any, go: Any
) -> None:
    services.add_skill(actor=editor, now=now, name="Kafka")
    for person, level in ((ana, 4), (bo, 2)):
        services.set_skill(actor=editor, now=now, person_id=person.id, skill_id=go.id, level=level)
    kafka, golang = queries.coverage(actor=editor)

    assert (kafka.holders, kafka.best, kafka.able, kafka.single) == ((), 0, 0, False)
    assert [holder.name for holder in golang.holders] == ["Ana Ruiz", "Bo Lind"]
    assert (golang.best, golang.able, golang.single) == (4, 1, True)
    assert golang.only == golang.holders[0]
    services.set_skill(actor=editor, now=now, person_id=bo.id, skill_id=go.id, level=3)
    assert not queries.coverage(actor=editor)[1].single


def test_who_has_left_covers_nothing(editor: Any, now: Any, ana: Any, bo: Any, go: Any) -> None:
    for person in (ana, bo):
        services.set_skill(actor=editor, now=now, person_id=person.id, skill_id=go.id, level=4)
    services.change_person(
        actor=editor, now=now, id=ana.id, version=None, values={"leaves_on": date(2026, 1, 11)}
    )

    assert not queries.coverage(actor=editor, today=date(2026, 1, 11))[0].single
    (covered,) = queries.coverage(actor=editor, today=date(2026, 1, 12))
    assert covered.single
    assert [holder.name for holder in covered.holders] == ["Bo Lind"]


def test_another_workspace_reaches_no_skill_of_ours(
    editor: Any, stranger: Any, now: Any, ana: Any, go: Any
) -> None:
    team = services.add_team(actor=editor, now=now, name="Ingest")
    theirs = services.add_person(actor=stranger, now=now, name="Sten")

    assert queries.skills(actor=stranger) == queries.teams(actor=stranger) == ()
    for call in (
        lambda: services.set_skill(actor=stranger, now=now, person_id=theirs.id, skill_id=go.id, level=3),
        lambda: services.set_skill(actor=stranger, now=now, person_id=ana.id, skill_id=go.id, level=3),
        lambda: services.rename_skill(actor=stranger, now=now, id=go.id, version=None, name="Mine"),
        lambda: services.remove_skill(actor=stranger, now=now, id=go.id, version=None),
        lambda: services.rename_team(actor=stranger, now=now, id=team.id, version=None, name="Mine"),
        lambda: services.remove_team(actor=stranger, now=now, id=team.id, version=None),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_viewer_sets_no_level(viewer: Any, now: Any, ana: Any, go: Any) -> None:
    with pytest.raises(Forbidden):
        services.set_skill(actor=viewer, now=now, person_id=ana.id, skill_id=go.id, level=3)

"""The team over REST and in the shell."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from pilothouse.team import cli, queries, services
from pilothouse.team.contracts import Person


@pytest.fixture
def ana(editor: Any, now: Any) -> Any:
    """Somebody with a skill, an absence and a team."""
    team = services.add_team(actor=editor, now=now, name="Ingest")
    go = services.add_skill(actor=editor, now=now, name="Go")
    ana = services.add_person(
        actor=editor, now=now, name="Ana Ruiz", team_id=team.id, joins_on=date(2026, 1, 5), availability=0.8
    )
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=4)
    services.add_absence(
        actor=editor, now=now, person_id=ana.id, first=date(2026, 3, 2), last=date(2026, 3, 6), reason="Leave"
    )
    return queries.person(actor=editor, id=ana.id)


def test_the_list_says_the_same_as_one_person(api_for: Any, ana: Any) -> None:
    api = api_for("viewer")
    (listed,) = api.get("/people").json()["rows"]

    assert listed == api.get(f"/people/{ana.id}").json()
    assert set(listed) == {field.name for field in fields(Person)}
    assert listed["skills"] == [{"skill_id": ana.skills[0].skill_id, "name": "Go", "level": 4}]
    assert listed["absences"][0]["first"] == "2026-03-02"


def test_the_list_asks_as_often_for_fifty_as_for_five(api_for: Any, editor: Any, now: Any, ana: Any) -> None:
    api = api_for("viewer")

    def asked() -> int:
        api.get("/people")
        with CaptureQueriesContext(connection) as seen:
            assert api.get("/people?size=100").status_code == 200
        return len(seen)

    few = asked()
    for at in range(49):
        person = services.add_person(actor=editor, now=now, name=f"Person {at}")
        skill = ana.skills[0].skill_id
        services.set_skill(actor=editor, now=now, person_id=person.id, skill_id=skill, level=3)
    assert asked() == few
    assert api.get("/people?size=20&page=3").json()["total"] == 50


def test_a_person_is_added_changed_and_removed(api_for: Any, editor: Any) -> None:
    api = api_for("editor")
    made = api.post("/people", {"name": "Bo Lind", "availability": 0.5, "leaves_on": "2026-12-31"})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    path = f"/people/{made.json()['id']}"
    changed = api.patch(path, {"leaves_on": None, "title": "Lead", "name": None}, If_Match='"1"')

    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json()["leaves_on"], changed.json()["title"], changed.json()["name"]) == (
        None,
        "Lead",
        "Bo Lind",
    )
    stale = api.patch(path, {"title": "Chief"}, If_Match='"1"')
    assert stale.status_code == 412
    assert stale.json()["extra"]["stored"] == {"title": "Lead"}
    assert api.delete(path, If_Match='"1"').status_code == 412
    assert api.delete(path, If_Match='"2"').status_code == 204
    assert api.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": " "}, "name"),
        ({"name": "Bo", "availability": 2}, "availability"),
        ({"name": "Bo", "country": "ZZ"}, "country"),
        ({"name": "Bo", "joins_on": "2026-05-01", "leaves_on": "2026-04-01"}, "leaves_on"),
    ],
)
def test_a_broken_rule_is_a_problem_document(api_for: Any, body: dict[str, Any], where: str) -> None:
    answer = api_for("editor").post("/people", body)

    assert answer.status_code == 422
    assert answer.json()["where"].endswith(where)


def test_levels_are_set_by_what_they_were(api_for: Any, ana: Any) -> None:
    api, path = api_for("editor"), f"/people/{ana.id}/skills/{ana.skills[0].skill_id}"

    assert api.put(path, {"level": 5}, If_Match="").status_code == 428
    assert api.put(path, {"level": 5}, If_Match='"3"').status_code == 412
    assert api.put(path, {"level": 5}, If_Match='"4"').json()["skills"][0]["level"] == 5
    assert api.put(path, {"level": 6}).status_code == 422
    assert api.delete(path, If_Match='"4"').status_code == 412
    assert api.delete(path, If_Match='"5"').status_code == 204
    assert api.get(f"/people/{ana.id}").json()["skills"] == []


def test_absences_are_listed_added_and_removed(api_for: Any, ana: Any) -> None:
    api = api_for("editor")
    added = api.post(f"/people/{ana.id}/absences", {"first": "2026-05-04", "last": "2026-05-08"})
    assert added.status_code == 201
    assert (
        api.post(f"/people/{ana.id}/absences", {"first": "2026-05-08", "last": "2026-05-09"}).status_code
        == 409
    )
    assert [row["name"] for row in api.get("/absences").json()["rows"]] == ["Ana Ruiz", "Ana Ruiz"]
    assert api.delete(f"/absences/{added.json()['id']}").status_code == 204
    assert api.get(f"/absences?person={ana.id}").json()["total"] == 1


def test_skills_teams_and_coverage_are_served(api_for: Any, ana: Any) -> None:
    api = api_for("editor")
    skill, team = api.get("/skills").json()[0], api.get("/teams").json()[0]

    for path, name in ((f"/skills/{skill['id']}", "Golang"), (f"/teams/{team['id']}", "Ingestion")):
        read = api.get(path)
        changed = api.patch(path, {"name": name}, If_Match=read.headers["ETag"])
        assert (changed.json()["name"], changed.headers["ETag"]) == (name, '"2"')
        assert api.patch(path, {"name": "Other"}, If_Match='"1"').status_code == 412
        assert api.delete(path, If_Match='"1"').status_code == 412
    (covered,) = api.get("/coverage").json()
    assert (covered["able"], covered["single"]) == (1, True)
    assert covered["holders"] == [{"person_id": ana.id, "name": "Ana Ruiz", "level": 4}]
    assert api.post("/skills", {"name": "Kafka", "group": "Backend"}).status_code == 201
    assert api.post("/teams", {"name": "ingestion"}).status_code == 409
    assert api.delete(f"/skills/{skill['id']}").status_code == 204
    assert api.delete(f"/teams/{team['id']}").status_code == 204


def test_the_calendar_is_served_and_changed(api_for: Any) -> None:
    api = api_for("editor")
    assert api.get("/calendar").json()["weekdays"] == [0, 1, 2, 3, 4]
    changed = api.patch("/calendar", {"country": "DE", "weekdays": [3, 0]}, If_Match='"0"')

    assert (changed.status_code, changed.headers["ETag"]) == (200, '"1"')
    assert changed.json()["weekdays"] == [0, 3]
    assert api.patch("/calendar", {"weekdays": []}).status_code == 422
    assert api.post("/calendar/closed", {"day": "2026-12-24"}).status_code == 201
    assert api.get("/calendar/closed").json() == [{"day": "2026-12-24", "name": ""}]
    assert api.delete("/calendar/closed/2026-12-24").status_code == 204
    assert api.delete("/calendar/closed/2026-12-24").status_code == 404


def test_another_workspace_finds_nothing(api_for: Any, ana: Any) -> None:
    api = api_for("stranger")

    assert api.get("/people").json()["rows"] == []
    assert api.get("/absences").json()["rows"] == []
    assert api.get(f"/people/{ana.id}").status_code == 404
    assert api.put(f"/people/{ana.id}/skills/{ana.skills[0].skill_id}", {"level": 1}).status_code == 404
    assert api.delete(f"/absences/{ana.absences[0].id}").status_code == 404
    assert api.post("/people", {"name": "Bo", "team_id": ana.team_id}).status_code == 404


def test_the_shell_lists_people_and_skills(ana: Any) -> None:
    run = CliRunner()
    people = json.loads(run.invoke(cli.app, ["people", "--workspace", "acme", "--json"]).stdout)
    told = run.invoke(cli.app, ["skills", "--workspace", "acme"]).stdout

    assert [row["name"] for row in people] == ["Ana Ruiz"]
    assert "Ana Ruiz 4" in told
    assert "Go" in run.invoke(cli.app, ["people", "-w", "acme"]).stdout
    assert json.loads(run.invoke(cli.app, ["skills", "-w", "acme", "--json"]).stdout)[0]["single"] is True

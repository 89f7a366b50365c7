"""The Team page, a person's page, skills and teams, and the calendar in Settings."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.accounts import services as accounts
from pilothouse.kit import clock
from pilothouse.kit.money import parse_minor
from pilothouse.team import queries, services
from tests.reading import html


@pytest.fixture
def ana(editor: Any, now: Any) -> Any:
    return services.add_person(
        actor=editor, now=now, name="Ana Ruiz", title="Engineer", day_rate_cents=64_050
    )


@pytest.fixture
def go(editor: Any, now: Any) -> Any:
    return services.add_skill(actor=editor, now=now, name="Go", group="Backend")


def _text(answer: Any) -> str:
    return html(answer)


def _form(**more: Any) -> dict[str, Any]:
    """What the form of a person sends when little is filled in."""
    return {"name": "Bo Lind", "availability": "80", "ramp_weeks": "0"} | more


def test_an_empty_team_is_told_what_the_page_is_for(client_for: Any) -> None:
    for name, button in (("editor", True), ("viewer", False)):
        text = _text(client_for(name).get("team/"))
        assert "No one is in the team yet" in text
        assert (">Add a person</a>" in text) is button


def test_who_has_left_comes_last(client_for: Any, editor: Any, now: Any) -> None:
    gone = clock.today() - timedelta(days=400)
    for name, last in (("Ada", gone), ("Bo", None), ("Cy", clock.today()), ("Di", gone)):
        services.add_person(actor=editor, now=now, name=name, leaves_on=last)
    text = _text(client_for("editor").get("team/"))
    assert re.findall(r'/team/people/\d+">(\w+)</a>', text)[:4] == ["Bo", "Cy", "Ada", "Di"]


def test_the_team_page_shows_levels_coverage_and_absences(
    client_for: Any, editor: Any, now: Any, ana: Any, go: Any
) -> None:
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=4)
    soon = clock.today() + timedelta(days=10)
    services.add_absence(actor=editor, now=now, person_id=ana.id, first=soon, last=soon, reason="Conference")
    text = _text(client_for("editor").get("team/"))

    assert f'id="lv-{ana.id}-{go.id}" name="level" value="4"' in text
    assert "only Ana Ruiz" in text
    assert "Conference" in text
    seen = _text(client_for("viewer").get("team/"))
    assert 'class="lv" data-level="4">4</span>' in seen
    assert "hx-post" not in seen


def test_absences_after_six_weeks_are_not_on_the_page(
    client_for: Any, editor: Any, now: Any, ana: Any
) -> None:
    for days, reason in ((41, "Inside"), (42, "Outside")):
        day = clock.today() + timedelta(days=days)
        services.add_absence(actor=editor, now=now, person_id=ana.id, first=day, last=day, reason=reason)
    text = _text(client_for("viewer").get("team/"))

    assert "Inside" in text
    assert "Outside" not in text


def test_filters_stand_in_the_address(client_for: Any, editor: Any, now: Any, ana: Any, go: Any) -> None:
    services.add_person(actor=editor, now=now, name="Bo Lind")
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=4)
    client = client_for("viewer")

    assert "Bo Lind" not in _text(client.get("team/", {"skill": go.id}))
    assert "No one matches these filters" in _text(client.get("team/", {"text": "zzz"}))
    assert client.get("team/", {"team": "x"}).status_code == 422
    assert client.get("team/", {"page": "99"}).status_code == 200


def test_tables_leave_as_csv_and_xlsx(client_for: Any, editor: Any, now: Any, ana: Any, go: Any) -> None:
    services.add_person(actor=editor, now=now, name="=HYPERLINK(1)")
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=4)
    answer = client_for("viewer").get("team/", {"format": "csv"})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert rows[0].endswith("ramp weeks,day rate,Go")
    assert rows[1].startswith("'=HYPERLINK(1),")
    assert rows[2].startswith("Ana Ruiz,Engineer,")
    assert rows[2].endswith(",640.50 EUR,4")
    book = client_for("viewer").get("team/", {"format": "xlsx"})
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert client_for("viewer").get("team/", {"format": "pdf"}).status_code == 422


def test_a_cell_saves_its_level_and_tells_the_page(client_for: Any, editor: Any, ana: Any, go: Any) -> None:
    path = f"team/people/{ana.id}/skills/{go.id}"
    answer = client_for("editor").post(path, {"level": "3", "was": "0"})

    assert answer.status_code == 200
    assert 'value="3"' in _text(answer)
    assert "levels-changed" in json.loads(answer.headers["HX-Trigger"])
    assert queries.held(actor=editor, person=ana.id, skill=go.id).level == 3
    client_for("editor").post(path, {"level": "", "was": "3"})
    assert queries.held(actor=editor, person=ana.id, skill=go.id) is None


@pytest.mark.parametrize(
    "sent", [{"level": "9", "was": "2"}, {"level": "x", "was": "2"}, {"level": "5", "was": "1"}]
)
def test_a_cell_that_is_refused_shows_what_is_stored(
    client_for: Any, editor: Any, now: Any, ana: Any, go: Any, sent: dict[str, str]
) -> None:
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=2)
    answer = client_for("editor").post(f"team/people/{ana.id}/skills/{go.id}", sent)

    assert answer.status_code == 422
    assert 'value="2"' in _text(answer)
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["kind"] == "error"


def test_a_cell_that_does_not_say_what_it_was_changes_nothing(
    client_for: Any, editor: Any, ana: Any, go: Any
) -> None:
    answer = client_for("editor").post(f"team/people/{ana.id}/skills/{go.id}", {"level": "3"})

    assert answer.status_code == 428
    assert queries.held(actor=editor, person=ana.id, skill=go.id) is None


def test_coverage_comes_as_a_fragment_too(client_for: Any, ana: Any, go: Any) -> None:
    client = client_for("viewer")

    assert "no one" in _text(client.get("team/coverage"))
    assert _text(client.get("team/coverage", {"part": "foot"})).lstrip().startswith("<tr>")


def test_somebody_is_added_through_the_form(client_for: Any, editor: Any, now: Any) -> None:
    team = services.add_team(actor=editor, now=now, name="Ingest")
    client = client_for("editor")
    assert "Add the person" in _text(client.get("team/people/new"))
    sent = _form(
        team_id=team.id, day_rate_money="1,640.50", joins_on="2026-03-02", country="DE", subdivision="BE"
    )
    answer = client.post("team/people/new", sent)

    (person,) = queries.people(actor=editor)
    assert answer.headers["Location"].endswith(f"/team/people/{person.id}")
    assert (person.availability, person.day_rate_cents, person.team_id) == (0.8, 164_050, team.id)
    assert (person.joins_on, person.country, person.subdivision) == (date(2026, 3, 2), "DE", "BE")


@pytest.mark.parametrize(
    ("currency", "typed", "minor", "shown"),
    [
        ("JPY", "1250", 1_250, "1,250 JPY"),
        ("XAF", "250000", 250_000, "250,000 XAF"),
        ("JOD", "1250.5", 1_250_500, "1,250.500 JOD"),
        ("CLF", "1.25", 12_500, "1.2500 CLF"),
    ],
)
def test_a_day_rate_is_kept_in_the_minor_units_of_the_currency(
    currency: str, typed: str, minor: int, shown: str, client_for: Any, owner: Any, editor: Any, now: Any
) -> None:
    accounts.change_workspace(actor=owner, now=now, currency=currency)
    client = client_for("editor")
    client.post("team/people/new", _form(day_rate_money=typed))

    (person,) = queries.people(actor=editor)
    assert person.day_rate_cents == minor
    assert shown in _text(client.get(f"team/people/{person.id}"))
    assert shown in client.get("team/", {"format": "csv"}).getvalue().decode()
    form = client.get(f"team/people/{person.id}/edit").context["form"]
    assert parse_minor(form["day_rate_money"].value(), currency) == minor


@pytest.mark.parametrize(("currency", "typed"), [("JPY", "12.5"), ("JOD", "1.2345"), ("XAF", "0.5")])
def test_a_part_of_a_minor_unit_is_refused(
    currency: str, typed: str, client_for: Any, owner: Any, now: Any
) -> None:
    accounts.change_workspace(actor=owner, now=now, currency=currency)
    answer = client_for("editor").post("team/people/new", _form(day_rate_money=typed))

    assert answer.status_code == 422
    assert f"not an amount in {currency}" in _text(answer)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"availability": "120"}, "outside 0 to 100"),
        ({"availability": "NaN"}, "Enter a number"),
        ({"day_rate_money": "-5"}, "outside 0 to"),
        ({"day_rate_money": "lots"}, "not an amount"),
        ({"joins_on": "2026-05-01", "leaves_on": "2026-04-01"}, "before joining"),
        ({"joins_on": "soon"}, "Enter a valid date"),
        ({"country": "DE", "subdivision": "TX"}, "no region of Germany"),
        ({"country": "ZZ"}, "Select a valid choice"),
        ({"ramp_weeks": "-1"}, "outside 0 to 104"),
        ({"email": "nowhere"}, "not an e-mail address"),
    ],
)
def test_a_form_that_breaks_a_rule_says_so_at_the_field(
    client_for: Any, editor: Any, sent: dict[str, str], told: str
) -> None:
    answer = client_for("editor").post("team/people/new", _form(**sent))

    assert answer.status_code == 422
    assert told in _text(answer)
    assert 'aria-invalid="true"' in _text(answer)
    assert queries.people(actor=editor) == ()


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(
    client_for: Any, editor: Any, now: Any, ana: Any
) -> None:
    services.change_person(actor=editor, now=now, id=ana.id, version=1, values={"title": "Lead"})
    path = f"team/people/{ana.id}/edit"
    answer = client_for("editor").post(path, _form(name="Ana Ruiz", title="Chief", version=1))
    text = _text(answer)

    assert answer.status_code == 412
    assert re.search(r"Keep mine.*?Chief.*?Take theirs.*?Lead", text)
    assert 'value="Chief"' in text
    assert queries.person(actor=editor, id=ana.id).title == "Lead"


def test_the_form_of_somebody_changes_nothing_by_itself(client_for: Any, editor: Any, ana: Any) -> None:
    """Sending back what the form shows must not touch rate, share or dates."""
    client = client_for("editor")
    form = client.get(f"team/people/{ana.id}/edit").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    assert client.post(f"team/people/{ana.id}/edit", sent).status_code == 302
    assert queries.person(actor=editor, id=ana.id) == ana


def test_the_page_of_a_person_shows_profile_skills_absences_and_history(
    client_for: Any, editor: Any, now: Any, ana: Any, go: Any
) -> None:
    client = client_for("editor")
    client.post(f"team/people/{ana.id}/skills", {"skill": go.id, "level": 4})
    client.post(
        f"team/people/{ana.id}/absences", {"first": "2099-03-02", "last": "2099-03-06", "reason": "Leave"}
    )
    text = _text(client_for("viewer").get(f"team/people/{ana.id}"))

    for told in (
        "640.50 EUR",
        "Engineer",
        "6 Mar 2099",
        "Leave",
        "absence added",
        "The only person who can do Go",
    ):
        assert told in text
    sent_to = re.findall(r'<form[^>]* action="([^"]*)"', text.split("<main")[1])
    assert all(address.startswith("/w/acme/accounts/") for address in sent_to), "they may watch and talk"


def test_an_absence_that_overlaps_is_told_on_the_page(client_for: Any, editor: Any, ana: Any) -> None:
    client, path = client_for("editor"), f"team/people/{ana.id}/absences"
    client.post(path, {"first": "2026-03-02", "last": "2026-03-06"})
    answer = client.post(path, {"first": "2026-03-06", "last": "2026-03-09"})

    assert answer.status_code == 409
    assert "is away from 2 Mar 2026" in _text(answer)
    assert len(queries.person(actor=editor, id=ana.id).absences) == 1


def test_a_removal_offers_to_take_it_back(client_for: Any, editor: Any, ana: Any) -> None:
    client = client_for("editor")
    text = _text(client.client.post(client.url(f"team/people/{ana.id}/remove"), {"version": 1}, follow=True))
    assert queries.people(actor=editor) == ()
    undo = text.split('action="')[-1].split('"')[0] if "Undo" in text else ""

    assert "/team/restore/" in undo
    assert client.post(undo).status_code == 302
    assert [row.id for row in queries.people(actor=editor)] == [ana.id]


def test_a_person_the_roadmap_names_stays_and_the_page_says_why(
    client_for: Any, editor: Any, now: Any, ana: Any
) -> None:
    from pilothouse.roadmap import services as roadmap
    from pilothouse.vision import services as vision

    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay", owner_id=ana.id)
    client = client_for("editor")
    answer = client.client.post(client.url(f"team/people/{ana.id}/remove"), {"version": 1}, follow=True)

    assert "still used: roadmap in 1 place" in _text(answer)
    assert len(queries.people(actor=editor)) == 1


def test_skills_and_teams_are_kept_on_their_page(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    assert "No skills yet" in _text(client.get("team/skills"))
    client.post("team/skills/add", {"name": "Go", "group": "Backend"})
    assert client.post("team/skills/add", {"name": "go"}).status_code == 409
    client.post("team/teams/add", {"name": "Ingest"})
    (skill,), (team,) = queries.skills(actor=editor), queries.teams(actor=editor)
    assert 'aria-label="Name of Go"' in _text(client.get("team/skills", {"edit": skill.id}))
    client.post(f"team/skills/{skill.id}/rename", {"name": "Golang", "group": "", "version": 1})
    client.post(f"team/teams/{team.id}/rename", {"name": "Ingestion", "version": 1})

    assert [(row.name, row.group) for row in queries.skills(actor=editor)] == [("Golang", "")]
    assert [row.name for row in queries.teams(actor=editor)] == ["Ingestion"]
    client.post(f"team/skills/{skill.id}/remove", {"version": 2})
    client.post(f"team/teams/{team.id}/remove", {"version": 2})
    assert queries.skills(actor=editor) == queries.teams(actor=editor) == ()


def test_the_calendar_is_set_and_shows_the_holidays_that_follow(client_for: Any, editor: Any) -> None:
    client, year = client_for("editor"), clock.today().year
    assert "Choose a country" in _text(client.get("team/calendar"))
    sent = {
        "version": 0,
        "country": "DE",
        "subdivision": "BE",
        "weekdays": [0, 1, 2, 3],
        "hours_per_day": "7.5",
    }
    assert client.post("team/calendar", sent).status_code == 302
    text = _text(client.get("team/calendar"))

    assert queries.calendar(actor=editor).weekdays == frozenset(range(4))
    assert f"{year}: " in text
    assert f"{year + 1}: " in text
    assert text.count("1 Jan") == 2
    assert client.post("team/calendar", sent).status_code == 412
    answer = client.post("team/calendar", sent | {"version": 1, "weekdays": []})
    assert answer.status_code == 422
    assert "No working weekday is left" in _text(answer)


def test_regions_follow_the_country(client_for: Any) -> None:
    client = client_for("viewer")

    assert '<option value="CA">California</option>' in _text(
        client.get("team/calendar/regions", {"country": "US"})
    )
    assert _text(client.get("team/calendar/regions", {"country": "ZZ"})).count("<option") == 1


def test_closed_days_come_and_go(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    client.post("team/calendar/closed", {"day": "2026-12-24", "name": "Christmas Eve"})
    assert "Christmas Eve" in _text(client.get("team/calendar"))
    assert client.post("team/calendar/closed", {"day": "2026-12-24"}).status_code == 409
    assert client.post("team/calendar/closed/2026-12-24/remove").status_code == 302

    assert queries.calendar(actor=editor).closed == ()
    assert client.post("team/calendar/closed/someday/remove").status_code == 404


def test_a_viewer_looks_and_changes_nothing(
    client_for: Any, editor: Any, now: Any, ana: Any, go: Any
) -> None:
    client = client_for("viewer")
    for path in ("team/", "team/skills", "team/calendar", f"team/people/{ana.id}"):
        assert client.get(path).status_code == 200
    for path in (
        "team/people/new", f"team/people/{ana.id}/edit", f"team/people/{ana.id}/remove",
        f"team/people/{ana.id}/skills/{go.id}", "team/skills/add", "team/calendar", "team/calendar/closed",
    ):  # fmt: skip
        assert client.post(path, {}).status_code == 403, path


def test_a_stranger_finds_nothing_of_ours(client_for: Any, ana: Any) -> None:
    stranger = client_for("stranger")

    assert stranger.get(f"team/people/{ana.id}").status_code == 404
    assert stranger.get(f"/w/acme/team/people/{ana.id}").status_code == 404
    assert "Ana Ruiz" not in _text(stranger.get("team/"))


def _fill(editor: Any, now: Any, many: int) -> None:
    skills = [services.add_skill(actor=editor, now=now, name=f"Skill {many} {at}") for at in range(3)]
    for at in range(many):
        person = services.add_person(actor=editor, now=now, name=f"Person {at:02} of {many}")
        services.set_skill(actor=editor, now=now, person_id=person.id, skill_id=skills[at % 3].id, level=3)
        day = clock.today() + timedelta(days=at % 40)
        services.add_absence(actor=editor, now=now, person_id=person.id, first=day, last=day)


@pytest.mark.parametrize("path", ["team/", "team/coverage", "team/skills", "team/calendar"])
def test_a_list_of_fifty_asks_as_often_as_one_of_five(
    client_for: Any, editor: Any, now: Any, path: str
) -> None:
    client = client_for("editor")

    def asked() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    _fill(editor, now, 5)
    few = asked()
    _fill(editor, now, 45)
    assert asked() == few

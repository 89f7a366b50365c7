"""The support queue, the page of a problem, service levels, REST and tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.market import queries, services
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def late(editor: Any) -> Any:
    return services.add_problem(
        actor=editor, now=MONDAY, title="Replay <b>stops</b>", words="It stops.", severity="critical"
    )


def test_the_queue_shows_what_is_not_solved_and_what_was_missed(
    client_for: Any, editor: Any, late: Any
) -> None:
    over = services.add_problem(actor=editor, now=MONDAY, title="Long over", state="closed")
    html = text(client_for("viewer").get("market/support"))
    every = text(client_for("viewer").get("market/support?state=any"))

    assert "Replay &lt;b&gt;stops&lt;/b&gt;" in html
    assert "Missed" in html
    assert "Long over" not in html
    assert "Long over" in every
    assert client_for("viewer").get("market/support?format=ids").json() == [late.id]
    assert client_for("viewer").get("market/support?state=closed&format=ids").json() == [over.id]


def test_a_line_adds_a_problem_and_its_toast_removes_it(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    answer = client.post("market/support/add", {"title": "Too slow"}, HTTP_HX_REQUEST="true")
    told = json.loads(answer.headers["HX-Trigger"])["added"]

    assert queries.problems(actor=editor).total == 1
    client.post(told["undo"].removeprefix("/w/acme/"))
    assert queries.problems(actor=editor).total == 0


def test_buttons_move_a_problem_on_and_a_stale_one_is_refused(
    client_for: Any, editor: Any, late: Any
) -> None:
    client, path = client_for("editor"), f"market/support/{late.id}"
    assert "Answered now" in text(client.get(path))
    assert "Answered now" not in text(client_for("viewer").get(path))
    client.post(f"{path}/settle", {"version": late.version, "answered": "yes"})
    row = queries.problem(actor=editor, id=late.id)
    assert (row.state, row.answered_late) == ("open", True)
    client.post(f"{path}/settle", {"version": row.version, "state": "waiting"})

    assert "The customer answered" in text(client.get(path))
    assert client.post(f"{path}/settle", {"version": 1, "state": "solved"}).status_code == 412
    assert queries.problem(actor=editor, id=late.id).state == "waiting"


def test_a_form_adds_a_problem_with_the_company_of_its_contact(
    client_for: Any, editor: Any, now: Any
) -> None:
    north = services.add_company(actor=editor, now=now, name="Northwind")
    ana = services.add_contact(actor=editor, now=now, name="Ana Ruiz", company_id=north.id)
    sent = {
        "title": "Login loops",
        "severity": "high",
        "contact_id": ana.id,
        "reported_at": "2026-01-05T10:30",
    }
    answer = client_for("editor").post("market/support/new", sent)
    (row,) = queries.problems(actor=editor).rows

    assert answer.url.endswith(f"/market/support/{row.id}")
    assert (row.company_name, row.contact_name) == ("Northwind", "Ana Ruiz")
    assert row.reported_at == datetime(2026, 1, 5, 10, 30, tzinfo=UTC)


def test_service_levels_are_changed_by_editors_and_shown_to_all(client_for: Any, editor: Any) -> None:
    names = [
        f"{word}_{what}" for word in ("critical", "high", "normal", "low") for what in ("answer", "solution")
    ]
    sent: dict[str, Any] = dict.fromkeys(names, "10") | {"version": "0", "day_begins": "8"}
    client = client_for("editor")

    assert client.post("market/support/levels", sent | {"low_answer": "0"}).status_code == 422
    assert client.post("market/support/levels", sent).status_code == 302
    assert queries.service_levels(actor=editor).of("low").solution_hours == 10.0
    assert client_for("viewer").post("market/support/levels", sent).status_code == 403
    assert "o'clock" in text(client_for("viewer").get("market/support/levels"))


def test_rest_answers_with_versions_and_finds_what_was_missed(api_for: Any, late: Any) -> None:
    api = api_for("editor")
    made = api.post("/support-problems", {"title": "Login loops", "severity": "low"})
    path = f"/support-problems/{made.json()['id']}"

    assert (made.status_code, made.headers["ETag"], made.json()["state"]) == (201, '"1"', "new")
    assert api.patch(path, {"state": "solved"}, If_Match="").status_code == 428
    assert api.patch(path, {"state": "solved"}, If_Match='"9"').status_code == 412
    done = api.patch(path, {"state": "solved"}, If_Match='"1"').json()
    assert (done["state"], done["solved_at"] is not None, done["next_due_at"]) == ("solved", True, None)
    missed = api.get("/support-problems?level=breached").json()["rows"]
    assert [row["id"] for row in missed] == [late.id]
    levels = api.get("/service-levels")
    assert levels.headers["ETag"] == '"0"'
    body = {"levels": [{"severity": "low", "answer_hours": 1, "solution_hours": 2}]}
    assert api.patch("/service-levels", body, If_Match='"0"').json()["levels"][3]["answer_hours"] == 1.0


def test_the_same_request_twice_adds_one_problem(api_for: Any, editor: Any) -> None:
    api = api_for("editor")
    for _ in range(2):
        api.post("/support-problems", {"title": "Login loops"}, Idempotency_Key="once")

    assert queries.problems(actor=editor).total == 1


def test_what_is_due_soon_is_so_by_working_hours(editor: Any) -> None:
    friday = datetime(2026, 3, 6, 16, tzinfo=UTC)

    assert services.due_soon(actor=editor, now=friday) == datetime(2026, 3, 9, 12, tzinfo=UTC)
    assert clock.now() < services.due_soon(actor=editor, now=clock.now())


def test_today_lists_what_was_missed_and_what_waits_for_an_answer(
    client_for: Any, editor: Any, now: Any, late: Any
) -> None:
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay")
    html = " ".join(text(client_for("viewer").get("")).split())
    assert f'/market/support/{late.id}">Replay &lt;b&gt;stops&lt;/b&gt;</a>' in html
    assert "<dt>Not answered yet</dt> <dd>1</dd>" in html

    services.change_problem(actor=editor, now=MONDAY, id=late.id, version=None, values={"state": "solved"})
    assert "Service level missed" not in text(client_for("viewer").get(""))


def test_my_work_lists_the_problems_that_i_am_to_solve(
    client_for: Any, editor: Any, now: Any, late: Any
) -> None:
    ben = team.add_person(actor=editor, now=now, name="Ben").id
    values = {"assignee_id": ben}
    services.change_problem(actor=editor, now=now, id=late.id, version=None, values=values)
    assert "My support problems" not in text(client_for("editor").get("my-work"))
    team.join_person(actor=editor, now=now, person_id=ben)

    assert "My support problems" in text(client_for("editor").get("my-work"))

"""Jobs in the browser and over REST."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pilothouse.kit import clock, jobs, models
from pilothouse.kit.tests import work


@pytest.fixture
def made(editor: Any) -> jobs.JobStatus:
    return jobs.start(work.add, actor=editor, now=clock.now(), arguments={"a": 2, "b": 3})


@pytest.fixture
def failed(editor: Any) -> jobs.JobStatus:
    made = jobs.start(work.refuse, actor=editor, now=clock.now())
    jobs.run_waiting()
    return made


HTMX = {"HX-Request": "true"}


def test_the_page_shows_the_job_and_asks_again(client_for: Any, made: jobs.JobStatus) -> None:
    page = client_for("viewer").get(f"kit/jobs/{made.id}").content.decode()

    assert "Add two numbers" in page
    assert f'hx-get="{made.url}"' in page


def test_the_fragment_asks_again_until_the_job_is_over(client_for: Any, made: jobs.JobStatus) -> None:
    browser = client_for("editor")
    fragment = browser.get(f"kit/jobs/{made.id}", headers=HTMX)
    assert "<html" not in fragment.content.decode()
    assert "hx-trigger" in fragment.content.decode()

    jobs.run_waiting()

    assert "hx-trigger" not in browser.get(f"kit/jobs/{made.id}", headers=HTMX).content.decode()


def test_a_done_job_sends_its_own_page_to_the_result_and_tells_other_pages(
    client_for: Any, made: jobs.JobStatus
) -> None:
    jobs.run_waiting()
    browser = client_for("editor")
    here = {"HX-Current-URL": f"http://testserver{made.url}"}
    elsewhere = {"HX-Current-URL": "http://testserver/w/acme/roadmap/timeline"}

    assert browser.get(f"kit/jobs/{made.id}", headers=HTMX | here).headers["HX-Redirect"] == "/sum"
    answer = browser.get(f"kit/jobs/{made.id}", headers=HTMX | elsewhere)
    assert "HX-Redirect" not in answer.headers
    assert json.loads(answer.headers["HX-Trigger"])["job-done"]["url"] == "/sum"


def test_a_failed_job_says_why_and_can_be_tried_again(client_for: Any, failed: jobs.JobStatus) -> None:
    browser = client_for("editor")
    page = browser.get(f"kit/jobs/{failed.id}").content.decode()
    assert "The file is empty. Choose another." in page
    assert f"{failed.url}/retry" in page

    answer = browser.post(f"kit/jobs/{failed.id}/retry")

    assert (answer.status_code, answer.url) == (302, failed.url)
    assert "Waiting for its turn" in browser.get(f"kit/jobs/{failed.id}").content.decode()


def test_cancelling_from_the_page_shows_it_cancelled(client_for: Any, made: jobs.JobStatus) -> None:
    answer = client_for("editor").post(f"kit/jobs/{made.id}/cancel", headers=HTMX)

    assert 'data-state="cancelled"' in answer.content.decode()


def test_a_running_job_that_was_cancelled_says_that_it_stops(
    client_for: Any, editor: Any, made: jobs.JobStatus
) -> None:
    models.Job.objects.filter(pk=made.id).update(state="running", step="Reading")
    browser = client_for("editor")
    assert f"{made.url}/cancel" in browser.get(f"kit/jobs/{made.id}").content.decode()

    page = browser.post(f"kit/jobs/{made.id}/cancel", headers=HTMX).content.decode()

    assert "Stopping at the next step" in page
    assert f"{made.url}/cancel" not in page


def test_the_list_is_narrowed_by_state(client_for: Any, made: jobs.JobStatus, failed: jobs.JobStatus) -> None:
    browser = client_for("viewer")
    everything = browser.get("kit/jobs").content.decode()
    assert made.title in everything
    assert failed.title in everything

    some = browser.get("kit/jobs", {"state": "failed"}).content.decode()
    assert made.title not in some
    assert failed.title in some
    assert browser.get("kit/jobs", {"state": "lost"}).status_code == 422


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_list_can_be_taken_away(client_for: Any, failed: jobs.JobStatus, format: str) -> None:  # noqa: A002
    answer = client_for("viewer").get("kit/jobs", {"format": format})

    body = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="jobs.{format}"'
    assert format == "xlsx" or b"Refuse,failed" in body


def test_the_page_of_another_workspace_is_missing(client_for: Any, made: jobs.JobStatus) -> None:
    assert client_for("stranger").get(f"kit/jobs/{made.id}").status_code == 404


def test_rest_lists_shows_cancels_and_retries(api_for: Any, made: jobs.JobStatus) -> None:
    api = api_for("editor")
    assert [row["id"] for row in api.get("/jobs").json()] == [made.id]
    assert api.get("/jobs?state=done").json() == []
    assert api.get(f"/jobs/{made.id}").json()["state"] == "waiting"
    assert api.post(f"/jobs/{made.id}/cancel").json()["state"] == "cancelled"
    assert api.post(f"/jobs/{made.id}/retry").json()["state"] == "waiting"
    jobs.run_waiting()
    assert api.get(f"/jobs/{made.id}").json()["result"]["sum"] == 5
    assert api.post(f"/jobs/{made.id}/retry").status_code == 409


def test_rest_answers_for_another_workspace_as_for_a_missing_job(api_for: Any, made: jobs.JobStatus) -> None:
    stranger = api_for("stranger")
    own, missing = stranger.get(f"/jobs/{made.id}"), stranger.get("/jobs/999999")

    assert own.status_code == missing.status_code == 404
    assert own.json() == missing.json()

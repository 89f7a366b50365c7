"""What a text says is read once, when it is saved, and kept until text or rules change."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit import jobs
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.vision import models, queries, services, tasks
from pilothouse.vision.planning import reading
from pilothouse.vision.services.limits import MOST_STATEMENTS
from pilothouse.vision.tests.conftest import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were read."""
    seen: list[str] = []
    kept = reading.read_document

    def counted(document: Any) -> reading.TextReading:
        seen.append(document.text)
        return kept(document)

    monkeypatch.setattr(reading, "read_document", counted)
    monkeypatch.setattr("pilothouse.vision.planning.reviewing.read_document", counted)
    return seen


def test_a_saved_text_is_read_once_and_never_when_it_is_looked_at(
    editor: Any, now: Any, shop: Any, read: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        about = services.add_blueprint(
            actor=editor, now=now, product_id=shop.product_id, title="Plan", text=TEXT
        )
    assert len(read) == 1

    first = services.review(actor=editor, id=about.id)
    assert services.review(actor=editor, id=about.id) == first
    assert len(read) == 1
    assert services.review(actor=editor, id=about.id, text=about.text) == first

    services.review(actor=editor, id=about.id, text=f"{TEXT}\nIt must be quick.\n")
    assert len(read) == 2


def test_other_rules_read_it_anew(
    editor: Any, now: Any, shop: Any, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    about = services.add_blueprint(actor=editor, now=now, product_id=shop.product_id, title="Plan", text=TEXT)
    found = services.review(actor=editor, id=about.id)
    monkeypatch.setattr(reading, "rules_version", lambda: "others")

    assert services.review(actor=editor, id=about.id) == found
    assert len(read) == 2
    assert models.TextReading.objects.get().digest == reading.digest_of(text=about.text, title="Plan")


def test_what_is_kept_is_what_was_read() -> None:
    found = reading.read_text(text=f"{TEXT}\n- R9: It must be quick and and easy.\n", title="Plan")

    assert found.findings
    assert found.statements
    assert reading.TextReading.from_json(found.digest, found.to_json()) == found


LONG = (
    "Readers find what they look for.\n\n" * (reading.LONG // 34 + 1)
    + "- R1: It must be quick and and easy.\n"
)


def test_a_long_text_is_saved_at_once_and_reviewed_by_a_job(
    owner: Any, now: Any, shop: Any, read: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        about = shop.blueprint(LONG)
    waiting = services.review(actor=owner, id=about.id)

    assert read == []
    assert waiting.waiting
    assert [row.key for row in waiting.statements] == ["R1"]
    assert not waiting.gate.may_finalise
    assert "being reviewed" in waiting.gate.reasons[0]

    tasks.review_long_texts()
    tasks.review_long_texts()
    assert len(jobs.recent(actor=owner)) == 1
    jobs.run_waiting()

    assert len(read) == 1
    told = services.review(actor=owner, id=about.id)
    assert not told.waiting
    assert any(row.path != "plan" for row in told.findings)
    tasks.review_long_texts()
    assert jobs.run_waiting() == 0


def test_nothing_is_finalised_or_handed_over_before_its_review(shop: Any) -> None:
    about = shop.blueprint(LONG)
    shop.to(about.id, "in_review")
    with pytest.raises(Conflict, match="not done yet"):
        shop.to(about.id, "finalised")

    models.Blueprint.objects.filter(pk=about.id).update(state="finalised")
    with pytest.raises(Conflict, match="is being reviewed"):
        services.hand_over(actor=shop.actor, now=shop.now, blueprint_id=about.id, team_ids=shop.teams)


def test_a_review_of_a_text_that_was_changed_meanwhile_is_not_kept(
    shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = shop.blueprint(LONG)
    services.review(actor=shop.actor, id=about.id)
    kept = reading.read_document

    def overtaken(document: Any) -> reading.TextReading:
        models.Blueprint.objects.filter(pk=about.id).update(text=f"{LONG}\nMore.")
        return kept(document)

    monkeypatch.setattr(reading, "read_document", overtaken)
    services.read_long(actor=shop.actor, id=about.id)

    assert services.review(actor=shop.actor, id=about.id).waiting
    assert queries.unread() == ((shop.actor.workspace_id, about.id),)


def test_a_long_text_that_is_not_saved_is_not_reviewed(api_for: Any, shop: Any) -> None:
    about = shop.blueprint()
    answer = api_for("editor").post(
        f"/api/v1/blueprints/{about.id}/review", {"text": LONG}, content_type="application/json"
    )

    assert answer.status_code == 422
    assert "200000" in answer.content.decode()


def test_the_page_of_a_long_text_says_that_it_is_being_reviewed(client_for: Any, shop: Any) -> None:
    about = shop.blueprint(LONG)

    assert (
        "is being reviewed"
        in client_for("editor")
        .get(f"/w/{shop.actor.workspace_slug}/vision/blueprints/{about.id}")
        .content.decode()
    )


def test_a_text_with_more_statements_than_are_stored_in_a_second_is_refused(shop: Any) -> None:
    text = "- R: It must be quick.\n" * (MOST_STATEMENTS + 1)
    with pytest.raises(Invalid, match="holds 5,000"):
        shop.blueprint(text)
    about = shop.blueprint()
    with pytest.raises(Invalid, match="holds 5,000"):
        shop.save(about.id, text)


def test_of_many_findings_a_thousand_are_kept_errors_first_and_the_rest_are_counted(shop: Any) -> None:
    about = shop.blueprint("a a " * 3_000 + "\n\n- R1: It must be so.\n- R1: It must be otherwise.\n")
    told = services.review(actor=shop.actor, id=about.id)

    assert len(told.findings) == reading.MOST_FINDINGS
    assert told.left_out >= 2_000
    assert any(row.rule == "duplicate-key" for row in told.findings)
    assert [row.start for row in told.findings] == sorted(row.start for row in told.findings)

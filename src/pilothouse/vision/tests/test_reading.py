"""What a text says is read once, when it is saved, and kept until text or rules change."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.vision import models, services
from pilothouse.vision.planning import reading
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

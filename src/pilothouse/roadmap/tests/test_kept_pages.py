"""Pages that are read once for each change of the workspace show each change at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.roadmap import services
from pilothouse.team import services as team
from pilothouse.vision import services as vision


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_at_once_and_nothing_is_read_anew_without_one(
    client_for: Any, editor: Any, now: Any
) -> None:
    act = {"actor": editor, "now": now}
    product = vision.add_product(**act, name="Atlas", key="ATL")
    ana = team.add_person(**act, name="Ana Ruiz")
    item = services.add_item(**act, product_id=product.id, title="Replay events", low=1, likely=2, high=4)
    services.make_plan(**act, draws=200)
    client = client_for("editor")

    def asked(page: str) -> tuple[str, int]:
        with CaptureQueriesContext(connection) as seen:
            text = client.get(page).content.decode()
        return text, len(seen)

    for page, before in (("", "Replay events"), ("roadmap/items", "Replay events"), ("roadmap/load", "Ana")):
        first, many = asked(page)
        again, few = asked(page)
        assert before in first
        assert (_bare(again), few < many) == (_bare(first), True), page

    services.change_item(**act, key=item.key, version=None, values={"title": "Replay old events"})
    team.change_person(**act, id=ana.id, version=None, values={"name": "Ana Maria Ruiz"})
    for page, now_there in (
        ("", "Replay old"),
        ("roadmap/items", "Replay old"),
        ("roadmap/load", "Ana Maria"),
    ):
        assert now_there in asked(page)[0], page
    assert "Ana Maria" not in client_for("stranger").get("roadmap/load").content.decode()


def _bare(text: str) -> str:
    """Without what is new in every answer: the tokens of forms."""
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())

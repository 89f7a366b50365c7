"""What keeps others from writing while it computes is found, whichever test leads to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from pilothouse.engine.review.document import Document
from pilothouse.kit.errors import Stale
from pilothouse.vision import planning, services
from pilothouse.vision.services import handoffs
from tests import computing
from tests.fixtures import NOW, People

pytestmark = pytest.mark.django_db


def test_what_is_computed_in_a_transaction_is_seen_and_beside_it_is_not() -> None:
    make_password("a long enough word")
    Document("# Goals", "Goals")
    assert computing.seen() == []
    with transaction.atomic():
        make_password("a long enough word")
        Document("# Goals", "Goals")
    assert [name.rpartition(".")[2] for name in computing.seen()] == ["encode", "__init__"]
    computing.forget()


def test_what_was_changed_while_it_was_packed_is_not_handed_over(
    people: dict[str, People], monkeypatch: pytest.MonkeyPatch
) -> None:
    by: dict[str, Any] = {"actor": people["owner"].actor, "now": NOW}
    product = services.add_product(**by, key="CUT", name="Cutter")
    text = "# Requirements\n\n- The importer must read a file of 34 MB within 30 s.\n"
    row = services.add_blueprint(**by, product_id=product.id, title="Imports", text=text)
    for state in ("in_review", "finalised"):
        row = services.set_blueprint_state(**by, id=row.id, version=row.version, state=state)
    pack = planning.pack

    def slow(**named: Any) -> Any:
        found = pack(**named)
        services.set_blueprint_state(**by, id=row.id, version=None, state="draft", why="One word is wrong.")
        return found

    monkeypatch.setattr(planning, "pack", slow)
    monkeypatch.setattr(handoffs, "_teams", lambda actor, ids: {})
    with pytest.raises(Stale):
        services.hand_over(**by, blueprint_id=row.id)

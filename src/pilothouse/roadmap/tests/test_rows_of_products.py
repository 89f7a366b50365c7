"""On Today and on My work each row says of which product it is, where rows of several are shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risks
from pilothouse.roadmap import services
from pilothouse.roadmap.tests.test_striking import enter
from pilothouse.team import services as team
from pilothouse.vision import services as vision
from tests.reading import html

pytestmark = pytest.mark.django_db

ITEMS = {"Ours": "App", "Theirs": "Lab"}
RISKS = {"Vendor late": "App", "Licence refused": "Lab", "Strike": "App, Lab"}
TODAY = ("own-items", "risk-costs", "reviews")
MINE = ("my-items", "reviews", "my-questions")


@pytest.fixture
def busy(small: Any) -> Any:
    """An item and a risk of each product and a risk of both, all of them the editor's."""
    lab = vision.add_product(actor=small.actor, now=small.now, key="LAB", name="Lab")
    team.join_person(actor=small.actor, now=small.now, person_id=small.ana)
    ours = small.item("Ours", 5.0, owner_id=small.ana)
    other = small.item("Theirs", 5.0, owner_id=small.ana, product_id=lab.id)
    touched = ((ours.key,), (other.key,), (ours.key, other.key))
    for event, touches in zip(RISKS, touched, strict=True):
        enter(small, *touches, event=event, review_on=small.now.date() - timedelta(days=3))
    for product, question in ((small.product_id, "Who pays?"), (lab.id, "Who tests?")):
        scope, asked = Ref("vision.product", product), {"question": question, "owner_id": small.ana}
        risks.raise_uncertainty(actor=small.actor, now=small.now, scope=scope, values=asked)
    run = small.plan()
    services.measure_exposure(actor=small.actor, now=small.now, number=run.number)
    return lab


def rows(page: Any, card: str) -> list[str]:
    """The text of each row of a card."""
    section = re.search(rf'<section[^>]*aria-labelledby="{card}".*?</section>', html(page), re.S)
    assert section is not None, card
    body = re.search(r"<(tbody|ol|ul)[ >].*?</\1>", section.group(0), re.S)
    assert body is not None
    found = re.findall(r"<(tr|li)[ >](.*?)</\1>", body.group(0), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for _, text in found]


@pytest.mark.parametrize(
    ("path", "card"), [*(("", card) for card in TODAY), *(("my-work", card) for card in MINE)]
)
def test_each_row_names_its_products(small: Any, busy: Any, client_for: Any, path: str, card: str) -> None:
    of = {**ITEMS, **RISKS, "Who pays?": "App", "Who tests?": "Lab"}
    found = rows(client_for("editor").get(path), card)
    assert len(found) >= 2
    for text in found:
        name = next(name for name in of if name in text)
        told = [product for product in ("App", "Lab") if re.search(rf"\b{product}\b", text)]
        assert ", ".join(told) == of[name], text


@pytest.mark.parametrize("card", TODAY)
def test_no_row_names_the_one_product_that_is_chosen(
    small: Any, busy: Any, client_for: Any, card: str
) -> None:
    for text in rows(client_for("editor").get("?product=APP"), card):
        assert not re.search(r"\b(App|Lab)\b", text), text

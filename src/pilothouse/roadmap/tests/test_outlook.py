"""Questions asked of the roadmap, answered on pages and in the shell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit import clock, jobs
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import models, planning, queries, services
from tests.fixtures import sign_in
from tests.reading import html

pytestmark = pytest.mark.django_db


def finish(small: Any, weeks: int, many: int) -> None:
    """`many` finished items in each of the last `weeks` weeks that are over."""
    monday = small.now - timedelta(days=small.now.weekday())
    for week in range(1, weeks + 1):
        for number in range(many):
            models.Item.objects.create(
                workspace_id=small.actor.workspace_id,
                product_id=small.product_id,
                key=f"OLD-{week}-{number}",
                title="Done",
                status="done",
                resolved_at=monday - timedelta(days=7 * week - 2),
            )


def test_weeks_that_are_over_are_counted_and_quiet_ones_too(small: Any) -> None:
    finish(small, 8, 2)
    later = small.now.date() + timedelta(weeks=3)
    first, counts = queries.finished_weeks(actor=small.actor, product_id=small.product_id, today=later)

    assert first.weekday() == 0
    assert counts[:8] == [2] * 8
    assert len(counts) == 11


def test_the_next_items_and_the_date_are_answered_from_the_record(small: Any) -> None:
    finish(small, 20, 3)
    today = small.now.date()
    told = planning.answers(
        actor=small.actor, product_id=small.product_id, today=today, items=12, by=today + timedelta(weeks=6)
    )

    days = [day for _, day in told.when.days]
    assert all(day is not None for day in days)
    assert days == sorted(days)  # type: ignore[type-var]
    assert today < days[0] < today + timedelta(weeks=8)  # type: ignore[operator]
    assert [many for _, many in told.count.least] == sorted((m for _, m in told.count.least), reverse=True)
    assert "20 weeks" in told.note


def test_without_a_record_other_projects_answer_and_it_is_said(small: Any) -> None:
    today = small.now.date()
    told = planning.answers(
        actor=small.actor, product_id=small.product_id, today=today, items=5, by=today + timedelta(weeks=6)
    )

    assert told.layer == "reference"
    assert "other projects" in told.note


@pytest.mark.parametrize(("items", "weeks"), [(0, 6), (20_000, 6), (5, -1), (5, 600)])
def test_what_cannot_be_asked_is_refused_with_a_cure(small: Any, items: int, weeks: int) -> None:
    today = small.now.date()
    with pytest.raises(Invalid) as caught:
        planning.answers(
            actor=small.actor,
            product_id=small.product_id,
            today=today,
            items=items,
            by=today + timedelta(weeks=weeks),
        )
    assert caught.value.cure


def test_the_page_answers_what_the_address_asks(small: Any, people: Any) -> None:
    finish(small, 20, 3)
    client = sign_in(people["owner"])
    page = client.get("/w/acme/roadmap/outlook?items=12")
    wrong = client.get("/w/acme/roadmap/outlook?items=12&by=soon")

    assert page.status_code == 200
    assert "When are the next 12 items done?" in page.content.decode()
    assert wrong.status_code == 422
    assert "is not a date" in wrong.content.decode()


def release_of(small: Any, target_days: int, **values: Any) -> tuple[int, dict[str, str]]:
    """A release of five items of four days each for one person; keys by title."""
    release = services.add_release(
        actor=small.actor,
        now=small.now,
        product_id=small.product_id,
        name="Beta",
        target_on=small.now.date() + timedelta(days=target_days),
    )
    keys = {}
    for number, worth in enumerate((90, 10, 80, 20, 70)):
        item = small.item(
            f"Part {number}", 4.0, owner_id=small.ana, release_id=release.id, value=worth, **values
        )
        keys[item.title] = item.key
    return release.id, keys


def test_the_least_valuable_items_are_what_must_be_cut(small: Any) -> None:
    release, keys = release_of(small, 23)
    found = planning.cut_list(actor=small.actor, release_id=release, today=small.now.date())

    assert found.before < 0.5
    assert found.reached
    assert found.after >= 0.85
    gone = {key for unit in found.cuts for key in unit}
    assert keys["Part 1"] in gone
    assert keys["Part 0"] not in gone


def test_what_is_mandatory_stays_where_something_is_not(small: Any) -> None:
    release, keys = release_of(small, 23)
    services.change_item(
        actor=small.actor, now=small.now, key=keys["Part 0"], version=None, values={"mandatory": False}
    )
    found = planning.cut_list(actor=small.actor, release_id=release, today=small.now.date())

    assert {key for unit in found.cuts for key in unit} <= {keys["Part 0"]}


def test_a_release_without_target_or_items_is_refused(small: Any) -> None:
    bare = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="Someday")
    small.item("Something")
    with pytest.raises(Invalid, match="no target"):
        planning.cut_list(actor=small.actor, release_id=bare.id, today=small.now.date())


def test_one_more_person_is_worth_days_for_what_all_wait_for(small: Any, people: Any) -> None:
    release, keys = release_of(small, 23)
    for key in keys.values():
        small.needs(key)
    today = small.now.date()

    def prices(weeks: int) -> planning.PriceList:
        return planning.price_list(
            actor=small.actor, release_id=release, today=today, from_on=today + timedelta(weeks=weeks)
        )

    (now,) = prices(0).prices
    assert now.level == 3
    assert now.days_p85 > 5
    assert [row.days_p85 for row in prices(40).prices] == [0]
    with pytest.raises(Invalid, match="is past"):
        prices(-1)


def test_the_release_page_prices_people(small: Any, people: Any) -> None:
    release, keys = release_of(small, 23)
    for key in keys.values():
        small.needs(key)
    client = sign_in(people["owner"])
    address = f"/w/acme/roadmap/releases/{release}"

    assert "Impact of adding one person" in client.get(address).content.decode()
    assert client.post(f"{address}/prices", {"from_on": "soon"}).status_code == 422
    client.post(f"{address}/prices", {"from_on": clock.now().date().isoformat()})
    assert "What one more person is worth to Beta" in client.get(address).content.decode()
    assert jobs.run_waiting() == 1
    assert "in working days" in html(client.get(address))

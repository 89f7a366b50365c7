"""Questions asked of the roadmap, answered on pages and in the shell."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from pilothouse.kit import clock, jobs
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import models, planning, queries, services
from pilothouse.roadmap.tasks import start_cutting
from pilothouse.vision import services as vision
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


def open_items(small: Any, many: int) -> None:
    for number in range(many):
        small.item(f"Open {number}")


def test_weeks_that_are_over_are_counted_and_quiet_ones_too(small: Any) -> None:
    finish(small, 8, 2)
    later = small.now.date() + timedelta(weeks=3)
    first, counts = queries.finished_weeks(actor=small.actor, product_id=small.product_id, today=later)

    assert first.weekday() == 0
    assert counts[:8] == [2] * 8
    assert len(counts) == 11


def test_the_next_items_and_the_date_are_answered_from_the_record(small: Any) -> None:
    finish(small, 20, 3)
    open_items(small, 12)
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
    open_items(small, 5)
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
    open_items(small, 12)
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


def test_what_several_items_take_along_is_proposed_and_counted_once(small: Any, people: Any) -> None:
    """Five items in a row, of which all but the last hold another up."""
    release, keys = release_of(small, 5)
    items = [queries.item(actor=small.actor, key=keys[f"Part {number}"]) for number in range(5)]
    for first, second in pairwise(items):
        small.after(first, second)
    job = start_cutting(actor=small.actor, now=small.now, release_id=release)
    assert jobs.run_waiting() == 1
    result = jobs.status(actor=small.actor, id=job.id).result
    gone = [key for unit in result["cuts"] for key in unit]
    page = " ".join(html(sign_in(people["owner"]).get(f"/w/acme/roadmap/releases/{release}")).split())

    assert len(gone) == len(set(gone)) == 5
    assert result["work"] == pytest.approx(5 * 4.0, rel=0.2)
    assert page.count('<span class="text-muted">APP-') == 5
    assert re.search(r"all that may be cut, 5 items \(\d+ days of work\), takes the chance from", page)


def mandatory(small: Any, *keys: str) -> None:
    for key in keys:
        services.change_item(
            actor=small.actor, now=small.now, key=key, version=None, values={"mandatory": True}
        )


def test_what_is_mandatory_is_never_proposed(small: Any) -> None:
    release, keys = release_of(small, 23)
    mandatory(small, *(keys[f"Part {number}"] for number in (1, 3, 4)))
    found = planning.cut_list(actor=small.actor, release_id=release, today=small.now.date())

    assert {key for unit in found.cuts for key in unit} <= {keys["Part 0"], keys["Part 2"]}
    assert (found.optional, found.mandatory) == (2, 3)


def test_the_parts_of_what_is_mandatory_are_so_too(small: Any) -> None:
    whole = small.item("Whole", None, level="feature", mandatory=True)
    release, keys = release_of(small, 23, parent_key=whole.key)
    found = planning.cut_list(actor=small.actor, release_id=release, today=small.now.date())

    assert (found.cuts, found.optional, found.mandatory) == ((), 0, len(keys))


def test_where_everything_is_mandatory_the_page_says_that_nothing_may_be_cut(small: Any, people: Any) -> None:
    release, keys = release_of(small, 23)
    mandatory(small, *keys.values())
    small.plan()
    client = sign_in(people["owner"])
    client.post(f"/w/acme/roadmap/releases/{release}/cut")
    assert jobs.run_waiting() == 1
    page = " ".join(html(client.get(f"/w/acme/roadmap/releases/{release}")).split())

    assert "Nothing may be cut: every open item of Beta is mandatory." in page
    assert "Mandatory: scope to cut never proposes it (5 of 5 open items)." in page


def test_no_item_is_mandatory_unless_someone_says_so(small: Any, people: Any) -> None:
    assert not queries.item(actor=small.actor, key=small.item("Anything").key).mandatory
    form = html(sign_in(people["owner"]).get("/w/acme/roadmap/items/new"))
    assert "Scope to cut never proposes it" in form


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


def test_more_items_than_are_open_are_answered_by_those_that_are(small: Any) -> None:
    finish(small, 20, 3)
    open_items(small, 4)
    today = small.now.date()

    def told(items: int) -> planning.Answers:
        by = today + timedelta(weeks=30)
        return planning.answers(
            actor=small.actor, product_id=small.product_id, today=today, items=items, by=by
        )

    many, four = told(12), told(4)
    assert many.when == four.when
    assert many.note == f"4 items are open, so the answer is for these, not for 12. {four.note}"
    assert [least for _, least in many.count.least] == [4, 4, 4, 4]


def test_an_outlook_over_all_products_names_those_to_choose(small: Any, people: Any) -> None:
    vision.add_product(actor=small.actor, now=small.now, key="BOX", name="Box")
    small.item("Open")
    small.plan()
    client = sign_in(people["owner"])
    page = " ".join(html(client.get("/w/acme/roadmap/outlook")).split())

    assert "Weekly counts belong to one product" in page
    assert "?product=BOX" in page
    assert "When are the next" not in page
    assert "When are the next" in html(client.get("/w/acme/roadmap/outlook?product=APP"))


def test_a_product_without_open_items_has_nothing_to_come(small: Any, people: Any) -> None:
    finish(small, 20, 3)
    answer = sign_in(people["owner"]).get("/w/acme/roadmap/outlook?product=APP")
    page = " ".join(html(answer).split())

    assert answer.status_code == 200
    assert page.count("No item is open, so none is to come. Add an item first.") == 1
    assert page.count("Add an item first.") == 1
    assert "items:" not in page


def test_a_search_that_cannot_begin_names_the_release_and_no_field(small: Any, people: Any) -> None:
    release = services.add_release(
        actor=small.actor,
        now=small.now,
        product_id=small.product_id,
        name="1.0",
        target_on=date(2026, 3, 27),
    )
    small.item("Elsewhere")
    job = start_cutting(actor=small.actor, now=small.now, release_id=release.id)
    assert jobs.run_waiting() == 1
    failed = jobs.status(actor=small.actor, id=job.id)

    assert failed.error == "1.0 carries no open item. Put items into it."
    assert failed.error in " ".join(html(sign_in(people["owner"]).get("/w/acme/kit/jobs")).split())


def test_plan_and_counts_are_reconciled_in_one_sentence(small: Any, people: Any) -> None:
    """Two items a week so far; the plan ends eleven within four and a half weeks."""
    finish(small, 20, 2)
    release, _ = release_of(small, 60)
    for number in range(6):
        small.item(f"Other {number}", 1.0, owner_id=small.ben)
    small.plan()
    shown = queries.release(actor=small.actor, id=release)
    (part,) = queries.latest_run(actor=small.actor).products
    assert shown.forecast is not None
    dates = f"{day_text(shown.forecast.p50)} to {day_text(shown.forecast.p85)} (85 %)"

    assert shown.against.startswith(f"The plan says {dates}; the count of finished items of ")
    assert (
        shown.against.endswith("the plan assumes about the pace so far.") or "times the pace" in shown.against
    )
    assert part.against == shown.against  # the release ends last
    client = sign_in(people["owner"])
    for address in (f"/w/acme/roadmap/releases/{release}", "/w/acme/roadmap/outlook"):
        assert shown.against.replace(" %", "\u00a0%") in html(client.get(address))


@pytest.mark.parametrize(
    ("weeks", "words"),
    [(0, "0 weeks of finished items are too few"), (2, "2 weeks of finished items are too few")],
)
def test_few_weeks_are_said_to_be_few(small: Any, weeks: int, words: str) -> None:
    finish(small, weeks, 2)
    small.item("Open")
    small.plan()
    (part,) = queries.latest_run(actor=small.actor).products

    assert words in part.against

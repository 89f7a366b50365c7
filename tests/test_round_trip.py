"""What is exported here comes in again: nothing new, nothing changed."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pilothouse.connectors import services
from pilothouse.connectors.tests.test_identity import bring
from pilothouse.kit import clock
from pilothouse.roadmap import models
from pilothouse.roadmap import services as roadmap
from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES, STATUSES
from pilothouse.team import queries as team_queries
from pilothouse.team import services as team
from pilothouse.vision import services as vision

WORDS = (
    "Pump",
    "=1+1",
    "-draft",
    "+plus",
    "@home",
    "'quoted'",
    'say "so"',
    "a, b; c|d",
    "Ünïcode",
    "1.5",
    "2027-01-31",
)


@pytest.fixture(params=[1])
def filled(request: Any, editor: Any, now: Any) -> Any:
    """1,000 items of two products with releases, people and labels, of a seed."""
    random = Random(request.param)
    products = [vision.ensure_product(actor=editor, now=now, key=key, name=key) for key in ("ONE", "TWO")]
    people = [
        team.add_person(actor=editor, now=now, name=name, email=email, availability=0.6).id
        for name, email in (("Ann Lee", "ann@acme.example"), ("Bo, Ray", ""), ("Cy", "cy@acme.example"))
    ]
    releases = {
        product.id: [
            roadmap.add_release(
                actor=editor, now=now, product_id=product.id, name=name, target_on=date(2027, 3, 31)
            ).id
            for name in ("1.0", "Spring; late")
        ]
        for product in products
    }
    teams = [team.add_team(actor=editor, now=now, name=name).id for name in ("Web, shop", "Data")]
    rows = [_item(random, number, products, people, releases, teams, editor) for number in range(1000)]
    models.Item.objects.bulk_create(rows, batch_size=200)
    for row in rows:
        others = [each for each in rows if each.product_id == row.product_id and each.pk < row.pk]
        if others and random.random() < 0.3:
            row.parent = random.choice(others)
    models.Item.objects.bulk_update(rows, ["parent"], batch_size=200)
    _label(random, rows)
    models.Assignment.objects.bulk_create(
        models.Assignment(workspace_id=editor.workspace_id, item=row, person_id=person)
        for row in rows
        for person in random.sample(people, random.choice((0, 0, 1, 2)))
    )
    _fill(random, rows, editor, now, people)
    return products


def _label(random: Random, rows: list[models.Item]) -> None:
    """Some items get up to three labels, of which one could be two."""
    names = ("needs review", "UI", "März")
    owner = {"workspace_id": rows[0].workspace_id}
    made = [models.Label.objects.create(name=name, **owner) for name in names]
    models.ItemLabel.objects.bulk_create(
        models.ItemLabel(item=row, label=label, **owner)
        for row in rows
        for label in random.sample(made, random.choice((0, 0, 1, 2, 3)))
    )


CHOICES = ("Gold", "Silver, old")


def _value(random: Random, kind: str, people: list[int]) -> tuple[str, Any]:
    """The column of a custom field's value, and what it holds."""
    if kind == "number":
        return "number", random.choice((0.0, -3.0, 1234.5, 12_345_678.25, 1e-3))
    if kind == "date":
        return "day", date(2027, 1, 1) + timedelta(days=random.randrange(700))
    if kind == "person":
        return "person_id", random.choice(people)
    return "text", random.choice(CHOICES) if kind == "choice" else f"{random.choice(WORDS)} more"


def _fill(random: Random, rows: list[models.Item], editor: Any, now: Any, people: list[int]) -> None:
    """Custom fields of every kind, and statuses of the workspace's own."""
    filled: list[models.CustomValue] = []
    for kind in ("text", "number", "date", "choice", "person"):
        choices = CHOICES if kind == "choice" else ()
        field = roadmap.add_custom_field(
            actor=editor, now=now, name=f"Own {kind}", kind=kind, choices=choices
        )
        for row in rows:
            if random.random() < 0.4:
                value = models.CustomValue(workspace_id=editor.workspace_id, item=row, field_id=field.id)
                column, held = _value(random, kind, people)
                setattr(value, column, held)
                filled.append(value)
    roadmap.add_custom_field(actor=editor, now=now, name="Own sum", kind="formula", formula="own_number + 1")
    models.CustomValue.objects.bulk_create(filled, batch_size=500)
    own = {
        means: roadmap.add_status(actor=editor, now=now, name=name, means=means).id
        for name, means in (("In review", "in_progress"), ("Shipped", "done"))
    }
    for row in rows:
        row.own_status_id = own.get(row.status) if random.random() < 0.4 else None
    models.Item.objects.bulk_update(rows, ["own_status"], batch_size=200)


def _item(
    random: Random,
    number: int,
    products: Any,
    people: list[int],
    releases: dict[int, list[int]],
    teams: list[int],
    actor: Any,
) -> models.Item:
    product = random.choice(products)
    low, likely, high = sorted(round(random.uniform(0, 40), random.choice((0, 1, 3))) for _ in range(3))
    three = random.random() < 0.5
    start = date(2027, 1, 4) + timedelta(days=random.randrange(200))
    return models.Item(
        workspace_id=actor.workspace_id,
        product_id=product.id,
        key=f"{product.key}-{number + 1}",
        title=f"{random.choice(WORDS)} {number}".strip(),
        level=random.choice(LEVELS),
        kind=random.choice(KINDS),
        status=random.choice(STATUSES),
        priority=random.choice([None, *PRIORITIES]),
        low=low if three else None,
        likely=likely if three or random.random() < 0.7 else None,
        high=high if three else None,
        story_points=random.choice((None, 0.5, 3, 8)),
        earliest_start=start if random.random() < 0.3 else None,
        deadline=start + timedelta(days=90) if random.random() < 0.3 else None,
        deadline_hard=random.random() < 0.2,
        value=random.choice((None, 0, 7, 100)),
        mandatory=random.random() < 0.2,
        milestone=random.random() < 0.1,
        progress=random.choice((0.0, 0.35)),
        team_id=random.choice([None, *teams]),
        owner_id=random.choice([None, *people]),
        release_id=random.choice([None, *releases[product.id]]),
        rank=float(number),
    )


PLACES = ("roadmap/items", "roadmap/table/export", "roadmap/releases", "team/")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_comes_in_again_without_a_change(
    filled: Any, client_for: Any, editor: Any, now: Any, tmp_path: Path, form: str
) -> None:
    for place in PLACES:
        path = _exported(client_for("editor"), place, form, tmp_path)
        report = services.check_file(actor=editor, path=path, file_name=path.name, product_id=filled[0].id)
        wanted = {"roadmap/releases": "releases", "team/": "people"}.get(place, "items")
        assert (report.noun, report.left_out, report.problem_count) == (wanted, 0, 0), place
        assert [difference for difference in report.differences if difference.changes] == [], place
        assert (report.new, report.changed, report.kept) == (0, 0, 0), place
        assert report.unchanged == report.rows > 0, place
        if (place, form) == ("roadmap/table/export", "csv"):
            _, run = bring(editor, now, path, "ONE")
            found = tuple(run.counts[name] for name in ("created", "updated", "unchanged"))
            assert found == (0, 0, report.rows)


def _exported(client: Any, place: str, form: str, folder: Path) -> Path:
    if place == "roadmap/table/export":
        ids = ",".join(map(str, models.Item.objects.values_list("pk", flat=True)))
        answer = client.post(place, {"format": form, "ids": ids})
    else:
        answer = client.get(f"{place}?format={form}&status=any")
    path = folder / f"export.{form}"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def test_the_table_of_one_product_comes_in_again_and_what_is_written_in_it_is_taken(
    editor: Any, now: Any, client_for: Any, tmp_path: Path
) -> None:
    product = vision.ensure_product(actor=editor, now=now, key="ONE", name="One").id
    ann = team.add_person(actor=editor, now=now, name="Ann Lee").id
    web = team.add_team(actor=editor, now=now, name="Web").id
    bo = team.add_person(actor=editor, now=now, name="Bo, Ray").id
    own = {"team_id": web, "value": 40, "mandatory": True, "people": [ann], "progress": 0.5}
    for title, values in (("Whole", own), ("Bare", {})):
        roadmap.add_item(actor=editor, now=now, product_id=product, title=title, **values)
    ids = ",".join(map(str, models.Item.objects.order_by("pk").values_list("pk", flat=True)))
    answer = client_for("editor").post("roadmap/table/export", {"format": "csv", "ids": ids})
    path = tmp_path / "table.csv"
    path.write_bytes(b"".join(answer.streaming_content))
    report = services.check_file(actor=editor, path=path, file_name=path.name, product_id=product)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)

    head, *lines = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    rows[0] |= {"Team": "", "Value": "55", "Mandatory": "no", "Hard deadline": "yes", "Progress": "75 %"}
    rows[0] |= {"Assignees": "Bo, Ray, Ann Lee"}
    rows[1] |= {"Team": "Nobody's", "Value": "101", "Is milestone": "yes", "Assignees": "New One"}
    with path.open("w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(rows)
    _, run = bring(editor, now, path, "ONE")
    found = models.Item.objects.order_by("pk")
    assert [(row.team_id, row.value, row.mandatory, row.deadline_hard, row.milestone) for row in found] == [
        (None, 55, False, True, False),
        (None, None, False, False, True),
    ]
    new = next(number for number, name in team_queries.names(actor=editor).items() if name == "New One")
    assert [row.progress for row in found] == [0.75, 0.0]
    assert [[each.person_id for each in row.assignments.all()] for row in found] == [[bo, ann], [new]]
    told = " ".join((*run.warnings, *map(str, run.problems)))
    assert "There is no team 'Nobody's'" in told
    assert "101 is no value. Give a whole number from 0 to 100." in told


@pytest.fixture
def exported(editor: Any, now: Any, client_for: Any, tmp_path: Path) -> Any:
    """Two products; a whole of a part and another item in the first. Writes the table of all, with some cells
    typed over: key -> head -> text."""
    for key in ("ONE", "TWO"):
        vision.ensure_product(actor=editor, now=now, key=key, name=key.title())
    one = vision.ensure_product(actor=editor, now=now, key="ONE", name="One").id
    release = roadmap.add_release(actor=editor, now=now, product_id=one, name="1.0").id
    for title, values in (
        ("Whole", {"release_id": release}),
        ("Part", {"parent_key": "ONE-1"}),
        ("Else", {}),
    ):
        roadmap.add_item(actor=editor, now=now, product_id=one, title=title, **values)

    def write(typed: dict[str, dict[str, str]], only: tuple[str, ...] = ("ONE-1", "ONE-2", "ONE-3")) -> Path:
        ids = ",".join(map(str, models.Item.objects.filter(key__in=only).values_list("pk", flat=True)))
        answer = client_for("editor").post("roadmap/table/export", {"format": "csv", "ids": ids})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(text.splitlines()))
        path = tmp_path / f"table-{len(list(tmp_path.iterdir()))}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row | typed.get(row["Key"], {}) for row in rows)
        return path

    return write


def _places() -> list[tuple[str, str, str | None, str | None]]:
    rows = models.Item.objects.order_by("pk")
    return list(rows.values_list("key", "product__key", "parent__key", "release__name"))


def test_an_item_goes_to_the_product_that_its_row_names_and_back_when_that_is_undone(
    editor: Any, now: Any, exported: Any
) -> None:
    before = _places()
    path = exported({"ONE-1": {"Product": "Two"}}, only=("ONE-1", "ONE-3"))
    product = vision.ensure_product(actor=editor, now=now, key="ONE", name="One").id
    report = services.check_file(actor=editor, path=path, file_name=path.name, product_id=product)
    assert [(row.key, [(c.label, c.before, c.after) for c in row.changes]) for row in report.differences] == [
        ("ONE-1", [("Product", "One", "Two")])
    ]
    _, run = bring(editor, now, path, "ONE")
    moved = [("ONE-1", "TWO", None, None), ("ONE-2", "TWO", "ONE-1", None), ("ONE-3", "ONE", None, None)]
    assert _places() == moved
    again, _ = bring(editor, now, path, "ONE")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert _places() == moved
    services.undo_import(actor=editor, now=now, number=run.number)
    assert _places() == before


def test_an_item_that_was_moved_since_the_export_stays_there_and_is_no_second_one(
    editor: Any, now: Any, exported: Any
) -> None:
    path = exported({})
    two = vision.ensure_product(actor=editor, now=now, key="TWO", name="Two").id
    item = models.Item.objects.get(key="ONE-3").pk
    roadmap.move_to_product(actor=editor, now=clock.now() + timedelta(days=1), ids=[item], product_id=two)
    taken, run = bring(editor, now, path, "ONE")
    assert (taken.created, taken.updated, taken.unchanged) == (0, 0, 3)
    assert _places()[2] == ("ONE-3", "TWO", None, None)
    assert "was moved since" in " ".join(run.warnings)


def test_what_was_edited_before_the_export_takes_what_the_file_says_and_later_edits_stay(
    editor: Any, now: Any, exported: Any
) -> None:
    def rename(key: str, title: str, at: Any) -> None:
        values = {"title": title}
        roadmap.change_item(actor=editor, now=at, key=key, version=None, values=values)

    rename("ONE-1", "By hand", now - timedelta(days=1))
    path = exported({"ONE-1": {"Title": "By file"}, "ONE-3": {"Title": "By file"}})
    rename("ONE-3", "By hand", clock.now() + timedelta(days=1))
    _, run = bring(editor, now, path, "ONE")
    assert list(models.Item.objects.order_by("pk").values_list("title", flat=True)) == [
        "By file",
        "Part",
        "By hand",
    ]
    assert "ONE-3: Entered here, and kept although the file differs: title." in " ".join(run.warnings)

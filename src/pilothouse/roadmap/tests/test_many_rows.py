"""Many rows by one statement: what is read back is what `save` would have written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from pilothouse.kit import bulk
from pilothouse.roadmap import models
from pilothouse.vision import services as vision

_MOMENT = datetime(2027, 3, 4, 5, 6, 7, 891, tzinfo=UTC)


def _item(actor: Any, product: int, number: int, **values: Any) -> models.Item:
    owner = {"workspace_id": actor.workspace_id, "product_id": product}
    return models.Item(**owner, key=f"A-{number}", title=f"“Naïve” {number}", rank=float(number), **values)


def _read(row: models.Item) -> dict[str, Any]:
    found = models.Item.objects.filter(pk=row.pk).values().get()
    return {
        name: value
        for name, value in found.items()
        if name not in ("id", "key", "key_order", "title", "rank")
    }


def test_every_field_is_read_back_as_save_would_have_written_it(editor: Any, now: Any) -> None:
    product = vision.ensure_product(actor=editor, now=now, key="APP", name="App").id
    values = {
        "low": 0.1,
        "likely": 2,
        "high": 3.5,
        "opened_at": _MOMENT,
        "deadline": date(2027, 1, 31),
        "components": ["a", "ü"],
        "extra": {"Wibble": ["x", '"y"']},
    }
    saved, made = (_item(editor, product, number, **values) for number in (1, 2))
    saved.save()
    with transaction.atomic():
        bulk.insert([made], numbered=True)

    assert _read(made) == _read(saved)
    assert made.pk != saved.pk
    assert not made._state.adding


def test_rows_without_a_model_are_read_back_as_save_would_have_written_them(editor: Any, now: Any) -> None:
    product = vision.ensure_product(actor=editor, now=now, key="APP", name="App").id
    item, label = _item(editor, product, 1), models.Label(workspace_id=editor.workspace_id, name="ui")
    item.save()
    label.save()
    workspace = editor.workspace_id
    links = [(workspace, item.pk, "blocks", "“Ü”", None), (workspace, item.pk, "blocks", "A-1", item.pk)]
    with transaction.atomic():
        bulk.insert_values(models.ItemLabel, ("workspace", "item", "label"), [(workspace, item.pk, label.pk)])
        bulk.insert_values(models.Link, ("workspace", "item", "verb", "target_key", "target"), links)
        bulk.insert_values(models.Link, ("workspace",), [])
        told = bulk.insert_values(
            models.Sprint,
            ("workspace", "product", "name", "start_at", "end_at", "completed_at", "source"),
            ((workspace, product, name, _MOMENT, None, _MOMENT, "csv") for name in ("one", "two")),
            numbered=True,
        )

    assert [row.label_id for row in item.labelled.all()] == [label.pk]
    assert [(row.target_key, row.target_id) for row in item.links.all()] == [("“Ü”", None), ("A-1", item.pk)]
    assert [(row.pk, row.start_at) for row in models.Sprint.objects.order_by("name")] == [
        (number, _MOMENT) for number in told
    ]


def test_a_number_is_given_once_even_when_its_row_is_gone(editor: Any, now: Any) -> None:
    product = vision.ensure_product(actor=editor, now=now, key="APP", name="App").id
    with transaction.atomic():
        first = [_item(editor, product, number) for number in range(3)]
        bulk.insert(first, numbered=True)
        gone = first[-1].pk
        models.Item.objects.filter(pk=gone).delete()
        later = [_item(editor, product, number) for number in range(3, 5)]
        bulk.insert(later, numbered=True)
    plain = _item(editor, product, 9)
    plain.save()

    assert gone not in {row.pk for row in later}
    assert plain.pk not in {row.pk for row in (*first, *later)}
    assert {row.key for row in models.Item.objects.filter(product_id=product)} == {
        *(f"A-{number}" for number in (0, 1, 3, 4, 9))
    }


def test_only_the_fields_that_are_named_change(editor: Any, now: Any) -> None:
    product = vision.ensure_product(actor=editor, now=now, key="APP", name="App").id
    with transaction.atomic():
        rows = [_item(editor, product, number) for number in range(3)]
        bulk.insert(rows, numbered=True)
        rows[0].title, rows[0].rank, rows[0].extra = "Other", 99.0, {"x": ["y"]}
        bulk.update(rows, ["title", "extra"])
        bulk.set_values(models.Item, ["parent"], [(rows[1].pk, rows[0].pk), (rows[2].pk, None)])
        bulk.set_values(models.Item, ["parent"], [])

    found = models.Item.objects.in_bulk([row.pk for row in rows])
    first = found[rows[0].pk]
    assert (first.title, first.rank, first.extra) == ("Other", 0.0, {"x": ["y"]})
    assert [found[row.pk].parent_id for row in rows[1:]] == [rows[0].pk, None]

"""The lists that name the fields of an item, held against its table: a field that one of them forgot fails.

A list may lack a field on purpose; then the field stands here, under the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import pytest

from pilothouse.roadmap import contracts, models
from pilothouse.roadmap.api.items import ItemFields
from pilothouse.roadmap.forms import ItemForm
from pilothouse.roadmap.services.fields import BESIDE as BESIDE_THE_ROW
from pilothouse.roadmap.services.fields import EDITABLE
from pilothouse.roadmap.services.intake.writing import _WRITTEN
from pilothouse.roadmap.services.removal import _KEPT, _KEPT_BESIDE

BESIDE = {"labels", "custom"}  # in rows of their own
TABLE = {field.attname for field in models.Item._meta.concrete_fields} | BESIDE
# What an item is, and what only a tracker says of it: nobody types that.
IDENTITY = {"id", "workspace_id", "product_id", "key", "key_order", "version"}
TRACKED = {
    *("source", "external_id", "tracker_status", "resolution", "tracker_priority", "issue_type", "reporter"),
    *("opened_at", "resolved_at", "source_updated_at", "comment_dates", "extra", "source_product_id"),
}
ARRANGED = {"rank", "team_id", "components", "started_on"}  # by order, by import, by status
# What a list calls otherwise than the table does.
CALLED = {"parent_key": "parent_id", "product": "product_id", "cost_of_delay_money": "cost_of_delay_cents"}
CALLED["custom_ids"] = "custom"
CALLED |= {name: f"{name}_id" for name in ("own_status", "owner", "release")}


@dataclass(frozen=True)
class Fields:
    """One list, and the fields that it lacks on purpose."""

    what: str
    names: Iterable[str]
    lacks: set[str]


LISTS = (
    Fields("what a service may change", (*EDITABLE, *BESIDE_THE_ROW), IDENTITY | TRACKED),
    Fields("what is kept of a removed item", (*_KEPT, *_KEPT_BESIDE), {"id", "workspace_id", "key_order"}),
    Fields(
        "what leaves the room",
        [field.name for field in fields(contracts.Item)],
        {"workspace_id", "key_order", "rank", "source_product_id", "source_updated_at", "comment_dates"},
    ),
    Fields("what REST takes", ItemFields.model_fields, IDENTITY | TRACKED | ARRANGED - {"team_id"}),
    Fields(
        "what the form shows",
        ItemForm.base_fields,
        (IDENTITY - {"product_id", "version"})
        | TRACKED
        | ARRANGED
        | {"story_points", "own_status_id", "custom"},
    ),
    Fields(
        "what an import writes",
        (*_WRITTEN, *BESIDE),
        (IDENTITY - {"version"})
        | {
            "source",
            "cost_of_delay_cents",
            "source_product_id",
            "external_id",
            "rank",
            "team_id",
            "parent_id",
        },
    ),
    Fields(
        "what a row of an import brings",
        [field.name for field in fields(contracts.ImportedItem)],
        IDENTITY
        | {
            "cost_of_delay_cents",
            "rank",
            "team_id",
            "parent_id",
            "owner_id",
            "release_id",
            "source_product_id",
        },
    ),
)


@pytest.mark.parametrize("each", LISTS, ids=[each.what for each in LISTS])
def test_every_field_of_an_item_is_named_or_left_out_on_purpose(each: Fields) -> None:
    named = {CALLED.get(name, name) for name in each.names}

    assert TABLE - named == each.lacks, f"{each.what}: name the new field there, or here under `lacks`"

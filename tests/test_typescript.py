"""Contracts in TypeScript's words."""

from __future__ import annotations

import pytest

from tools.docs import typescript


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "format": "date"}, "string"),
        ({"type": "integer"}, "number"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"enum": ["FS", "SS"], "type": "string"}, "'FS' | 'SS'"),
        ({"const": True}, "true"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Item"}}, "Item[]"),
        ({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "(string | null)[]"),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}]}, "[string, number]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "Record<string, number>"),
        ({"type": "object"}, "Record<string, unknown>"),
    ],
)
def test_a_schema_becomes_the_type_of_its_values(schema, words) -> None:
    assert typescript.type_of(schema) == words


def test_a_contract_becomes_an_interface_with_every_field_and_its_promise() -> None:
    schema = {
        "description": "A day of which\nmore is known.",
        "properties": {"day": {"type": "string"}, "chance": {"type": "number", "default": 0}},
        "required": ["day"],
    }

    assert typescript.interface("Day", schema) == (
        "/**\n * A day of which\n * more is known.\n */\n"
        "export interface Day {\n  chance: number\n  day: string\n}\n"
    )


def test_what_pages_hand_over_is_there_with_its_parts() -> None:
    found = typescript.schemas()

    assert {"Editor", "Reviewed", "Finding", "Fan", "Bin", "Timeline", "TimelineRow", "Hits"} <= set(found)
    assert "ItemNew" not in found, "what comes in is not read by scripts"

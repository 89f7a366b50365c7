"""A name in the API's document means one thing: two classes of one name would silently become one."""

from __future__ import annotations

import json
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from pilothouse.site.api import api


def test_two_contracts_or_schemas_never_share_a_name(monkeypatch) -> None:
    seen: dict[str, Any] = {}
    shared: list[str] = []
    keep = OpenAPISchema.add_schema_definitions

    def watch(self: OpenAPISchema, definitions: dict[str, Any]) -> None:
        shared.extend(name for name, form in definitions.items() if seen.setdefault(name, form) != form)
        keep(self, definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", watch)
    api.get_openapi_schema(path_prefix="/api/v1/")

    assert "UncertaintyNew" in seen
    assert not shared


def test_no_form_is_made_of_a_method() -> None:
    """A method `date` of a contract takes the place of the type `date` where its fields are read."""
    text = json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str)

    assert '"self"' not in text

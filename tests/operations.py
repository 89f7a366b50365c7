"""The API's operations, read from its own OpenAPI document, and how to call each with something sensible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tools.docs.openapi import document

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One method of one path. `body` is the JSON schema of what is sent, None for nothing."""

    id: str
    method: str
    path: str
    mcp: str
    parameters: tuple[dict[str, Any], ...] = ()
    body: dict[str, Any] | None = field(default=None, hash=False)
    done: int = 200  # the status that says that it was done
    is_form: bool = False  # whether a file is sent, not JSON

    def __str__(self) -> str:
        return self.id

    @property
    def path_names(self) -> tuple[str, ...]:
        """Names of the parts of the path that point to one row."""
        return tuple(row["name"] for row in self.parameters if row["in"] == "path")

    @property
    def is_write(self) -> bool:
        return self.method != "get"

    @property
    def wants_version(self) -> bool:
        """Whether a change says which version it is based on."""
        return any(row["name"].lower() == "if-match" for row in self.parameters)

    @property
    def needs_version(self) -> bool:
        return any(row["name"].lower() == "if-match" and row.get("required") for row in self.parameters)

    def url(self, values: dict[str, Any]) -> str:
        """The address with `values` in the path and every required query parameter given."""
        address = self.path
        for name in self.path_names:
            address = address.replace(f"{{{name}}}", str(values[name]))
        asked = [row for row in self.parameters if row["in"] == "query" and row.get("required")]
        query = "&".join(f"{row['name']}={sample(row['schema'], {})}" for row in asked)
        return f"{address}?{query}" if query else address


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation, in order of path."""
    found = []
    for path, methods in document()["paths"].items():
        shared = methods.get("parameters", [])
        for method in METHODS:
            if method not in methods:
                continue
            row = methods[method]
            content = row.get("requestBody", {}).get("content", {})
            found.append(
                Operation(
                    id=row["operationId"],
                    method=method,
                    path=path,
                    mcp=row.get("x-mcp", ""),
                    parameters=(*shared, *row.get("parameters", [])),
                    body=content.get("application/json", {}).get("schema"),
                    done=min(int(status) for status in row["responses"] if status.isdigit()),
                    is_form="multipart/form-data" in content,
                )
            )
    return tuple(found)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` without references, and of several the first that is not nothing."""
    while "$ref" in schema:
        part: Any = document()
        for key in schema["$ref"].removeprefix("#/").split("/"):
            part = part[key]
        schema = part
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return resolved(next(row for row in schema[word] if row.get("type") != "null"))
    return schema


def fields(schema: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every field of a body with its schema, also of objects and lists of objects within, by its path."""
    for name, row in resolved(schema).get("properties", {}).items():
        found = resolved(row)
        inner = resolved(found.get("items", {})) if found.get("type") == "array" else found
        yield (*before, name), found
        if "properties" in inner and len(before) < 2:
            yield from fields(inner, (*before, name))


def with_field(body: Any, path: tuple[str, ...], value: Any) -> Any:
    """`body` with `value` at `path`; a list on the way has one element."""
    if not path:
        return value
    if isinstance(body, list):
        return [with_field(body[0] if body else {}, path, value)]
    return (body or {}) | {path[0]: with_field((body or {}).get(path[0]), path[1:], value)}


def sample(schema: dict[str, Any], known: dict[str, Any], name: str = "") -> Any:
    """The least value that `schema` allows; numbers of rows (`product_id`) come from `known`."""
    if name in known and (name.endswith("_id") or name in ("scope", "subject")):
        return known[name]
    if "$ref" in schema:
        return sample(resolved(schema), known, name)
    for word in ("const", "default"):
        if word in schema:
            return schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return sample(schema[word][0], known, name)
    return _plain(schema, known, name)


def _plain(schema: dict[str, Any], known: dict[str, Any], name: str) -> Any:
    kind = schema.get("type")
    if kind == "object":
        wanted = set(schema.get("required", ())) | {
            key for key in schema.get("properties", ()) if key.endswith("_id") and key in known
        }
        return {
            key: sample(row, known, key) for key, row in schema.get("properties", {}).items() if key in wanted
        }
    if kind == "array":
        return [sample(schema.get("items", {}), known, name.removesuffix("s"))] * schema.get("minItems", 0)
    if kind == "string":
        return _text(schema)
    if kind in {"integer", "number"}:
        return max(1, schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
    return kind != "null" or None


def _text(schema: dict[str, Any]) -> str:
    forms = {"date": "2026-03-02", "date-time": "2026-03-02T09:00:00Z", "email": "new@acme.example"}
    plain = [letter * max(3, schema.get("minLength", 0)) for letter in "xX7"]
    fitting = [text for text in plain if re.search(schema.get("pattern", ""), text)]
    return forms.get(schema.get("format", "")) or (fitting or plain)[0]

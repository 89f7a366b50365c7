"""The API's manual as a page shows it, made from the OpenAPI document of this very program."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

Json = dict[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")
_DEEP = 6  # levels of a sample; deeper ones are left empty
_BOUNDS = (
    ("minimum", "≥ {}"),
    ("maximum", "≤ {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("pattern", "pattern {}"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter or a field."""

    name: str
    place: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, with an example for the shell."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    mcp: str
    parameters: tuple[Part, ...]
    body: str
    answers: tuple[tuple[str, str], ...]
    example: str


@dataclass(frozen=True, slots=True)
class Form:
    """A schema that requests or answers refer to by name."""

    name: str
    text: str
    fields: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    title: str
    version: str
    text: str
    rooms: tuple[tuple[str, tuple[Operation, ...]], ...]
    forms: tuple[Form, ...]


@lru_cache(maxsize=4)
def made(site: str) -> Manual:
    """The manual of the running version, with examples for the server at `site` (`https://host`)."""
    from pilothouse.site.api import api

    return read(json.loads(json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder)), site)


def read(document: Json, site: str) -> Manual:
    """The manual of an OpenAPI 3.1 `document`; operations in order of path, rooms by name."""
    rooms: dict[str, list[Operation]] = {}
    for path, row in document["paths"].items():
        for method in _METHODS:
            if method in row:
                room = (row[method].get("tags") or ["site"])[0]
                rooms.setdefault(room, []).append(_operation(document, site, method, path, row[method]))
    forms = document.get("components", {}).get("schemas", {})
    return Manual(
        title=document["info"]["title"],
        version=document["info"]["version"],
        text=document["info"].get("description", ""),
        rooms=tuple((room, tuple(rooms[room])) for room in sorted(rooms)),
        forms=tuple(
            Form(name, schema.get("description", ""), tuple(_fields(schema)))
            for name, schema in sorted(forms.items())
            if schema.get("type") == "object"
        ),
    )


def _operation(document: Json, site: str, method: str, path: str, row: Json) -> Operation:
    parameters = row.get("parameters", [])
    schema = row.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=row.get("operationId", f"{method} {path}"),
        method=method.upper(),
        path=path,
        summary=row.get("summary", ""),
        text=row.get("description", ""),
        mcp=row.get("x-mcp", "none"),
        parameters=tuple(
            Part(
                each["name"],
                each["in"],
                kind(each["schema"]),
                bool(each.get("required")),
                _told(each["schema"], each.get("description", "")),
            )
            for each in parameters
        ),
        body=kind(schema) if schema else "",
        answers=tuple((str(status), _answer(answer)) for status, answer in row.get("responses", {}).items()),
        example=_example(document, method, f"{site}{path}", parameters, schema),
    )


def _answer(answer: Json) -> str:
    content = answer.get("content", {})
    schema = next((each.get("schema") for each in content.values()), None)
    return kind(schema) if schema else "nothing"


def _fields(schema: Json) -> Iterator[Part]:
    needed = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        yield Part(name, "", kind(field), name in needed, _told(field, field.get("description", "")))


def kind(schema: Json) -> str:
    """The type of a schema in a few words: `list of ItemOut`, `date-time or null`, `"read" or "write"`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " or ".join(json.dumps(value) for value in schema["enum"])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return " or ".join(dict.fromkeys(kind(each) for each in schema[word]))
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map of {kind(schema['additionalProperties'])}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _told(schema: Json, text: str) -> str:
    """Description, bounds and default in one line."""
    parts = [text] if text else []
    inner = schema.get("anyOf", [schema])[0]
    parts += [form.format(inner[word]) for word, form in _BOUNDS if word in inner]
    if schema.get("default") not in (None, ""):
        parts.append(f"default {json.dumps(schema['default'])}")
    return "; ".join(parts)


def _example(document: Json, method: str, address: str, parameters: list[Json], schema: Json | None) -> str:
    """A call with curl that the shell takes as it is once `PILOTHOUSE_TOKEN` is set."""
    asked = []
    for each in parameters:
        if each["in"] == "path":
            address = address.replace(f"{{{each['name']}}}", str(sample(document, each["schema"])))
        elif each["in"] == "query" and each.get("required"):
            asked.append(f"{each['name']}={sample(document, each['schema'])}")
    verb = "" if method == "get" else f"-X {method.upper()} "
    query = f"?{'&'.join(asked)}" if asked else ""
    lines = [f"curl {verb}'{address}{query}'", '-H "Authorization: Bearer $PILOTHOUSE_TOKEN"']
    if any(each["name"].lower() == "if-match" for each in parameters):
        lines.append("""-H 'If-Match: "1"'""")
    if schema:
        body = json.dumps(sample(document, schema), ensure_ascii=False)
        lines += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(body)}"]
    return " \\\n  ".join(lines)


def sample(document: Json, schema: Json, depth: int = 0) -> Any:
    """A value that fits `schema`: its default or first choice, else a plain one of its type."""
    if "$ref" in schema:
        part: Any = document
        for key in schema["$ref"].removeprefix("#/").split("/"):
            part = part[key]
        return sample(document, part, depth + 1)
    for word in ("const", "default"):
        if schema.get(word) is not None:
            return schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return sample(document, schema[word][0], depth)
    return _plain(document, schema, depth)


def _plain(document: Json, schema: Json, depth: int) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {}) if depth < _DEEP else {}
            return {name: sample(document, field, depth + 1) for name, field in fields.items()}
        case "array":
            return (
                [sample(document, schema["items"], depth + 1)] if "items" in schema and depth < _DEEP else []
            )
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return False
        case "string":
            plain = {"date": "2026-03-02", "date-time": "2026-03-02T09:00:00Z", "email": "ana@example.org"}
            if schema.get("pattern") == "^[A-Z]{3}$":
                return "EUR"
            return plain.get(schema.get("format", ""), "text")
    return None

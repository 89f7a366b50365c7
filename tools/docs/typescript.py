"""TypeScript types of what the API answers and what pages hand to their scripts.

A contract is the type, so that a field that is renamed there no longer compiles here.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tools.docs import openapi

FILE = "../../web/islands/shared/api.ts"
# Handed over in the page itself (`json_script`), not by an operation of the API.
IN_PAGES = (
    "pilothouse.kit.sheets.Sheet",
    "pilothouse.roadmap.pages.fan.Fan",
    "pilothouse.vision.pages.editor.Editor",
)
HEAD = "/** Written by `make docs` from the contracts of the rooms; changes here are lost. */\n"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def schemas() -> dict[str, dict[str, Any]]:
    """Every type by name: what operations answer, what pages hand over, and what those are made of."""
    document = openapi.document()
    known: dict[str, dict[str, Any]] = document["components"]["schemas"]
    wanted = {*_answers(document), "Problem"}
    for path in IN_PAGES:
        known |= _of_contract(path)
        wanted.add(path.rpartition(".")[2])
    return {name: known[name] for name in sorted(_with_parts(wanted, known))}


def _answers(document: dict[str, Any]) -> Iterator[str]:
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from _names(operation["responses"])


def _names(schema: Any) -> Iterator[str]:
    """Every type that a schema refers to."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for part in schema.values():
            yield from _names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _names(part)


def _with_parts(wanted: set[str], known: dict[str, dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    while wanted := wanted - found:
        found |= wanted
        wanted = {part for name in wanted for part in _names(known[name])}
    return found


def _of_contract(path: str) -> dict[str, dict[str, Any]]:
    """The schemas of the contract at the dotted `path`, with its parts."""
    from pydantic import TypeAdapter

    module, _, name = path.rpartition(".")
    contract = getattr(import_module(module), name)
    schema = TypeAdapter(contract).json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    parts: dict[str, dict[str, Any]] = schema.pop("$defs", {})
    return parts | {name: schema}


def type_of(schema: dict[str, Any]) -> str:
    """A schema in TypeScript's words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return " | ".join(_literal(value) for value in schema["enum"])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return " | ".join(dict.fromkeys(type_of(part) for part in schema[word]))
    kind = schema.get("type")
    if kind == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(type_of(part) for part in schema['prefixItems'])}]"
        inner = type_of(schema.get("items", {}))
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"Record<string, {type_of(more) if isinstance(more, dict) else 'unknown'}>"
    return PLAIN.get(str(kind), "unknown")


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def interface(name: str, schema: dict[str, Any]) -> str:
    """One type with its comment. An answer carries every field, also those that have a default."""
    comment = _comment(str(schema.get("description", "")))
    if "properties" not in schema:
        return f"{comment}export type {name} = {type_of(schema)}\n"
    fields = "".join(f"  {field}: {type_of(part)}\n" for field, part in sorted(schema["properties"].items()))
    return f"{comment}export interface {name} {{\n{fields}}}\n"


def _comment(text: str) -> str:
    lines = text.strip().splitlines()
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) < 100:
        return f"/** {lines[0]} */\n"
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


def render() -> str:
    return "\n".join([HEAD, *(interface(name, schema) for name, schema in schemas().items())])

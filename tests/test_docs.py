"""Whatever is public is documented, and what is documented exists."""

from __future__ import annotations

import json

import pytest

from tools.docs import REFERENCE, cli, configuration, errors, openapi

COMMANDS = list(cli.commands())
OPERATIONS = [
    (method, path, row)
    for path, methods in openapi.document()["paths"].items()
    for method, row in methods.items()
    if isinstance(row, dict) and method in {"get", "post", "put", "patch", "delete"}
]


def _reference(name: str) -> str:
    return (REFERENCE / name).read_text()


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_and_option_says_what_it_does(name, command) -> None:
    assert command.help, f"{name} has no help"
    silent = [row.name for row in command.params if not getattr(row, "help", None)]
    assert not silent, f"{name}: {', '.join(silent)} without help"
    assert f"\n## {name}\n" in _reference("cli.md")


@pytest.mark.parametrize(("method", "path", "row"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
def test_every_operation_has_a_name_a_summary_and_a_place_in_mcp(method, path, row) -> None:
    assert row.get("operationId", "").isidentifier()
    assert row.get("summary")
    assert row.get("x-mcp") in {"read", "write", "confirm", "none"}
    assert (row["x-mcp"] in {"read", "none"}) or method != "get"
    assert path in json.loads(_reference("openapi.json"))["paths"]


def test_operations_have_names_of_their_own() -> None:
    names = [row["operationId"] for _, _, row in OPERATIONS]

    assert len(names) == len(set(names))


def test_every_variable_of_the_environment_is_explained() -> None:
    read = set(configuration.variables())
    told = set(configuration.words())

    assert told <= read, f"Explained, but nowhere read: {sorted(told - read)}"
    assert read - configuration.INTERNAL <= told, f"Read, but not explained: {sorted(read - told)}"


def test_every_error_code_is_listed() -> None:
    page = _reference("errors.md")

    for code in errors.codes():
        assert f"- `{code}`:" in page

"""Whatever is public is documented, and what is documented exists."""

from __future__ import annotations

import json
import re

import pytest

from pilothouse.engine.formats.plan.reader import read_plan
from pilothouse.engine.schedule.solve import solve
from tests import documents
from tools.docs import REFERENCE, cli, configuration, errors, openapi

COMMANDS = list(cli.commands())
BY_NAME = dict(COMMANDS)
DOCUMENTS = documents.documents()
# Words that the field does not search for, and what it says instead. Decisions stay as they were written.
REFUSED = {
    r"futures?": "simulations",
    r"mend(s|ed|ing)?": "fix, resolve",
    r"tells?|told": "report, say, show",
    r"(some|any|every|no)body": "someone, anyone, everyone, no one",
    r"plan(s|ned|ning)? (again|anew)": "replan",
    r"move little": "replan with minimal changes",
    r"half of all cases|even chances?": "median date (p50)",
    r"in a circle": "circular dependency",
    r"take back": "undo",
    r"worth of an answer": "value of information",
    r"gap to the bound": "optimality gap",
    r"overbooked|under way": "over-allocated, in progress",
}
TOLD = [str(path.relative_to(documents.ROOT)) for path in DOCUMENTS]
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


def test_every_document_can_be_reached_from_the_index() -> None:
    found = documents.reachable(documents.INDEX)
    wanted = [path for path in documents.documents(generated=True) if "src" not in path.parts]

    lost = [str(path.relative_to(documents.ROOT)) for path in wanted if path not in found]
    assert not lost, "No link leads here: name it in docs/index.md or docs/decisions/index.md"
    assert documents.INDEX in documents.linked(documents.ROOT / "README.md").values()


@pytest.mark.parametrize("path", DOCUMENTS, ids=TOLD)
def test_every_link_leads_somewhere(path) -> None:
    for target, file in documents.linked(path).items():
        assert file.exists(), f"{target}: there is no such file"
        anchor = target.partition("#")[2]
        assert not anchor or anchor in documents.anchors(file), f"{target}: there is no such heading"


@pytest.mark.parametrize("path", DOCUMENTS, ids=TOLD)
def test_a_document_uses_the_words_of_the_field(path) -> None:
    if path.parent.name == "decisions":
        return
    words = documents.prose(path)
    found = [
        f"{row.group()}: say {instead}"
        for refused, instead in REFUSED.items()
        for row in re.finditer(rf"\b(?:{refused})\b", words, re.IGNORECASE)
    ]

    assert not found


def test_the_order_of_rooms_is_the_one_that_is_checked() -> None:
    layers = (
        (documents.ROOT / ".importlinter").read_text().partition("layers =\n")[2].partition("\nignore")[0]
    )
    order = " > ".join(line.strip() for line in layers.splitlines())

    assert f"`{order}`" in (documents.ROOT / "ARCHITECTURE.md").read_text()
    for room in re.findall(r"\w+", order):
        assert f"\n  {room}/" in (documents.ROOT / "ARCHITECTURE.md").read_text()


def test_the_plan_file_of_the_guide_can_be_planned() -> None:
    first, more, risks = documents.blocks(documents.ROOT / "docs/guides/plan-file.md", "toml")
    whole = read_plan(more.replace("[objective]", f"{first}\n[objective]") + risks)

    for read in (read_plan(first), whole):
        plan = solve(read.problem, seed=7, objective=read.objective)
        assert not [row for row in plan.violations if row.hard]
    assert len(whole.risks) == len(whole.factors) == len(whole.responses) == 1


@pytest.mark.parametrize("path", DOCUMENTS, ids=TOLD)
def test_what_is_quoted_as_a_path_is_there(path) -> None:
    rows = list(documents.quoted(path))
    missing = [str(row) for row in rows for name in documents.paths(row) if not documents.exists(name)]
    missing += [str(row) for row in rows for script in documents.scripts(row) if not script.exists()]

    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=TOLD)
def test_code_that_is_shown_stands_in_the_file_that_it_names(path) -> None:
    for file, runs in documents.excerpts(path):
        assert file.is_file(), f"{file}: there is no such file"
        for run in runs:
            assert documents.holds(file, run), f"{file.name} has no such lines:\n" + "\n".join(run)


@pytest.mark.parametrize("path", DOCUMENTS, ids=TOLD)
def test_what_is_quoted_as_a_command_can_be_called(path) -> None:
    made = (documents.ROOT / "Makefile").read_text()
    for row in documents.quoted(path):
        for name in documents.targets(row):
            assert f"\n{name}:" in made or f" {name}" in made.partition("TESTS :=")[2].partition("\n")[0], row
        for words in documents.commands(row):
            _parse(words, row)


def _parse(words: list[str], row: documents.Quoted) -> None:
    """Read the words as the program does, without running anything; only blocks are whole calls."""
    held = next((size for size in (3, 2, 1) if " ".join(["pilothouse", *words[:size]]) in BY_NAME), 0)
    name = " ".join(["pilothouse", *words[:held]])
    if not held:
        known = any(other.startswith(" ".join(["pilothouse", *words]) + " ") for other in BY_NAME)
        assert words[0].startswith("-") or (known and not row.fenced), f"{row}: there is no such command"
        return
    try:
        BY_NAME[name].make_context(name, words[held:], resilient_parsing=not row.fenced)
    except Exception as error:
        error.add_note(str(row))
        raise

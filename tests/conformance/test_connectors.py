"""Whatever lies in a folder of connectors keeps the promises of a connector, ours or a stranger's.

A folder with a `connector.py` reads tables; its recorded exports lie in its `tests/*.csv`. A folder with a
`reader.py` reads whole plans from text.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.converting import Converter
from pilothouse.connectors.fields import FIELDS, LISTS
from pilothouse.connectors.registry import best_for, connectors
from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.tables.reading import opened
from tools.lint.source import ROOT

HOME = ROOT / "src/pilothouse/connectors"
NAMES = sorted(path.parent.name for path in HOME.glob("*/connector.py"))
READERS = sorted(path.parent.name for path in HOME.glob("*/reader.py"))
RECORDED = sorted(path for name in NAMES for path in (HOME / name / "tests").glob("*.csv"))
each_connector = pytest.mark.parametrize("name", NAMES)

# Any header that a file may have: words of the trade, odd marks, repetitions.
_WORDS = st.sampled_from(
    ["Issue key", "Summary", "Status", "Labels", "Due date", "Outward issue link (Blocks)"]
)
HEADERS = st.lists(_WORDS | st.text(max_size=12), max_size=15)


def _connector(name: str) -> Any:
    return import_module(f"pilothouse.connectors.{name}.connector")


def test_every_folder_is_found_under_its_own_name() -> None:
    assert sorted(connectors()) == NAMES
    assert all(name == _connector(name).NAME for name in NAMES)


@each_connector
def test_a_connector_says_what_it_is_called_and_what_it_reads(name: str) -> None:
    readme = (HOME / name / "README.md").read_text()

    assert _connector(name).LABEL.strip()
    assert readme.startswith(f"# {name}\n")
    assert len(readme.splitlines()) <= 20


@each_connector
@settings(max_examples=60, deadline=None)
@given(header=HEADERS)
def test_a_guess_stays_within_the_header_and_the_known_fields(name: str, header: list[str]) -> None:
    guess = _connector(name).guess(header)
    single = Counter(field for field in guess.fields.values() if field not in LISTS and field != "ignore")

    assert guess.connector == name
    assert set(guess.fields) <= set(header)
    assert set(guess.fields.values()) <= set(FIELDS)
    assert [field for field, many in single.items() if many > 1] == []
    assert guess == _connector(name).guess(header)


@each_connector
@settings(max_examples=60, deadline=None)
@given(header=HEADERS)
def test_how_well_a_header_fits_is_between_nothing_and_one(name: str, header: list[str]) -> None:
    assert 0.0 <= _connector(name).sniff(header) <= 1.0


@each_connector
def test_an_empty_header_fits_nobody(name: str) -> None:
    assert _connector(name).sniff([]) == 0.0


@each_connector
def test_shipped_mappings_know_their_name_and_use_known_fields(name: str) -> None:
    for title, columns in _connector(name).built_in().items():
        assert isinstance(columns, Columns)
        assert (columns.connector, columns.name) == (name, title)
        assert set(columns.fields.values()) <= set(FIELDS)


@each_connector
def test_a_connector_brings_an_export_that_was_recorded(name: str) -> None:
    assert list((HOME / name / "tests").glob("*.csv")), f"record one in connectors/{name}/tests/"


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_recorded_export_is_recognised_and_read_without_a_fault(path: Any) -> None:
    name = path.parent.parent.name
    with opened(path) as (header, rows):
        columns = _connector(name).guess(header)
        converter = Converter(header, columns, name)
        results = [converter.convert(row) for row in rows]

    assert name == best_for(header).NAME
    assert results
    assert [str(problem) for _, problems in results for problem in problems] == []
    assert all(item.external_id and item.title for item, _ in results if item)
    assert len({item.external_id for item, _ in results if item}) == len(results)


def _reader(name: str) -> Callable[..., Any]:
    """The one function of a reader: `read_...(text, *, name)`."""
    module = import_module(f"pilothouse.connectors.{name}.reader")
    found = [
        row
        for title, row in inspect.getmembers(module, inspect.isfunction)
        if title.startswith("read_") and row.__module__ == module.__name__
    ]
    assert len(found) == 1, f"{name}/reader.py has {len(found)} functions called read_..."
    return found[0]


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=200))
def test_a_reader_refuses_any_other_text_with_a_place_and_a_cure(name: str, text: str) -> None:
    read = _reader(name)
    refused: InvalidProblem | None = None
    try:
        read(text, name="plan.txt")
    except InvalidProblem as error:
        refused = error

    if refused is not None:
        assert refused.message
        assert "plan.txt" in refused.where
        assert refused.cure

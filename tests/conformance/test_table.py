"""A `table.py` reads the exports of its tool: recorded ones in the connector's `tests/*.csv` prove it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.connectors import services
from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.registry import best_for, readers
from pilothouse.connectors.tables.checking import check
from pilothouse.connectors.tables.finding import nouns
from pilothouse.connectors.tables.guessing import IGNORE, choices
from pilothouse.kit.tables.reading import opened
from pilothouse.vision import services as vision
from tools.lint.source import ROOT

HOME = ROOT / "src/pilothouse/connectors"
NAMES = sorted(path.parent.name for path in HOME.glob("*/table.py"))
RECORDED = sorted(path for name in NAMES for path in (HOME / name / "tests").glob("*.csv"))
each_reader = pytest.mark.parametrize("name", NAMES)

# Any header that a file may have: words of the trade, odd marks, repetitions.
_WORDS = st.sampled_from(
    ["Issue key", "Summary", "Status", "Labels", "Due date", "E-mail", "Outward issue link (Blocks)"]
)
HEADERS = st.lists(_WORDS | st.text(max_size=12), max_size=15)


def _nouns(name: str) -> list[Any]:
    """What the exports of a connector hold."""
    names = readers()[name].NOUNS or nouns()
    return [each for each in nouns().values() if each.name in names]


@each_reader
def test_a_reader_reads_nouns_that_exist(name: str) -> None:
    assert set(readers()[name].NOUNS) <= set(nouns())
    assert _nouns(name)


@each_reader
@settings(max_examples=60, deadline=None)
@given(header=HEADERS)
def test_a_guess_stays_within_the_header_and_the_known_fields(name: str, header: list[str]) -> None:
    for noun in _nouns(name):
        guess = readers()[name].guess(header, noun)
        lists = {field.name for field in noun.fields if field.kind == "list"}
        single = Counter(field for field in guess.fields.values() if field not in {*lists, IGNORE})

        assert (guess.connector, guess.noun) == (name, noun.name)
        assert set(guess.fields) <= set(header)
        assert set(guess.fields.values()) <= set(choices(noun))
        assert [field for field, many in single.items() if many > 1] == []
        assert guess == readers()[name].guess(header, noun)


@each_reader
@settings(max_examples=60, deadline=None)
@given(header=HEADERS)
def test_how_well_a_header_fits_is_between_nothing_and_one(name: str, header: list[str]) -> None:
    assert 0.0 <= readers()[name].sniff(header) <= 1.0


@each_reader
def test_an_empty_header_fits_nobody(name: str) -> None:
    assert readers()[name].sniff([]) == 0.0


@each_reader
def test_shipped_mappings_know_their_name_and_use_known_fields(name: str) -> None:
    for title, columns in readers()[name].built_in().items():
        assert isinstance(columns, Columns)
        assert (columns.connector, columns.name) == (name, title)
        assert set(columns.fields.values()) <= set(choices(nouns()[columns.noun]))


@each_reader
def test_a_reader_brings_an_export_that_was_recorded(name: str) -> None:
    assert list((HOME / name / "tests").glob("*.csv")), f"record one in connectors/{name}/tests/"


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_recorded_export_is_recognised_and_read_without_a_fault(path: Path) -> None:
    name = path.parent.parent.name
    with opened(path) as (header, _):
        found, noun = best_for(header)
    source = services.source_of(actor=None, path=path, file_name=path.name)
    report = check(source, noun.intake(None, name))

    assert found == source.columns.connector == name
    assert report.rows == report.ready > 0
    assert [str(problem) for problem in report.problems] == []
    assert all(row.key for row in report.preview)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_recorded_export_comes_twice_without_a_change_and_is_undone_whole(
    path: Path, editor: Any, now: Any
) -> None:
    product = vision.ensure_product(actor=editor, now=now, key="REC", name="Recorded")
    report = services.check_file(actor=editor, path=path, file_name=path.name)
    digest, size = services.copy_file(actor=editor, path=path)

    def bring() -> tuple[int, int, int]:
        run = services.register_import(
            actor=editor,
            now=now,
            digest=digest,
            size=size,
            file_name=path.name,
            report=report,
            product_id=product.id,
        )
        services.begin_import(actor=editor, number=run.number, product_id=product.id, job_id=None)
        taken = services.perform_import(actor=editor, now=now, number=run.number)
        return taken.created, taken.updated, taken.unchanged

    assert bring() == (report.rows, 0, 0)
    assert bring() == (0, 0, report.rows)
    assert services.undo_import(actor=editor, now=now, number=1).removed == report.rows
    assert services.check_file(actor=editor, path=path, file_name=path.name).counts.get("updated", 0) == 0

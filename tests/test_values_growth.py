"""A cell of a megabyte is read at once, or refused: no value, name or head of a table takes longer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import product

import pytest

from pilothouse.connectors.tables import guessing, markup
from pilothouse.engine.tests.growth import within
from pilothouse.kit import cells
from pilothouse.kit.editing.values import parse_days
from pilothouse.kit.errors import Invalid
from pilothouse.kit.markup import clean_page
from pilothouse.kit.money import parse_minor
from pilothouse.kit.tables import dates, durations, numbers, plain
from pilothouse.roadmap.intake.edges import edge
from pilothouse.roadmap.intake.items import ITEMS
from pilothouse.roadmap.quick import read_line
from pilothouse.team.intake import skill_of
from pilothouse.vision.papers import read_paper
from pilothouse.workbench.history import calendar

SIZE = 60_000
PARTS = (
    "1",
    " ",
    "a",
    "1 ",
    "a ",
    ".",
    "1.",
    "1,",
    "1d ",
    "(a",
    "(",
    "-",
    "/",
    "[",
    "a@",
    "a.",
    "#",
    "_ ",
    "1:",
)
BEGINNINGS = ("", "1", "1 ", "# a", "a1", "a@a", "a (")

READERS: dict[str, Callable[[str], object]] = {
    "number": numbers.parse_number,
    "signs of a number": lambda text: (numbers.signs(text), numbers.is_unsure(text)),
    "duration": durations.parse_duration,
    "unit of a head": durations.unit_in,
    "date": lambda text: dates.parse_moment(text, day_first=True),
    "order of a date": lambda text: (dates.fits(text), dates.is_number(text), dates.is_nothing(text, None)),
    "typed number": lambda text: cells.number_of(text, "a"),
    "typed date": lambda text: cells.day_of(text, "a"),
    "typed estimate": parse_days,
    "money": lambda text: parse_minor(text, "EUR"),
    "predecessor": edge,
    "line of quick add": read_line,
    "head of a column": lambda text: (plain.plain(text), guessing.field_of(ITEMS, text)),
    "skill": skill_of,
    "week": lambda text: (calendar.of_year(text), calendar.first_day(text)),
    "wiki markup": markup.markdown,
    "title of a document": lambda text: read_paper(name="a.md", data=text.encode()),
    "page": clean_page,
}


@pytest.mark.parametrize("reader", READERS)
def test_a_long_text_takes_a_time_in_proportion(reader: str) -> None:
    for beginning, part in product(BEGINNINGS, PARTS):
        text = beginning + part * (SIZE // len(part)) + "x\0"
        with suppress(Invalid), within(0.3):
            READERS[reader](text)


def test_elements_nested_without_end_are_refused_and_deep_lists_are_not() -> None:
    with pytest.raises(Invalid, match="more than 400 deep"):
        clean_page("<ul><li>" * 5_000)
    with pytest.raises(Invalid, match="more than 400 deep"):
        clean_page("<ul><li></b>" * 5_000)

    assert clean_page("<p>word" * 5_000).count("word") == 5_000
    assert clean_page("<ul><li>a</li></ul>" * 5_000).count("<li>") == 5_000
    assert "deep" in clean_page("<div><ul><li>" * 100 + "deep")

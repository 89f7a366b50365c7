"""Readers of the kit take a time in proportion to their text: Markdown, formulas, guesses about tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from random import Random

import pytest

from pilothouse.engine.tests.growth import Shape, growth, shapes
from pilothouse.kit import cells, formula, markdown
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.reading import _delimiter
from pilothouse.kit.text import many_lines, one_line

ASKED = 15


def _formula(text: str) -> None:
    with suppress(Invalid):
        formula.parse(text[: formula.LONGEST], {"a": "number"})


def _cells(text: str) -> None:
    for read in (cells.number_of, cells.share_of, cells.day_of):
        with suppress(Invalid):
            read(text, "a")


READERS: dict[str, Callable[[str], object]] = {
    "Markdown as it is shown": markdown.written,
    "documents as they are shown": markdown.document,
    "names in comments": lambda text: markdown.talked(text, ("Ana", "Ben")),
    "lines": lambda text: (one_line(text), many_lines(text)),
    "delimiters": lambda text: _delimiter(text.splitlines(keepends=True)),
    "formulas": _formula,
    "cells": _cells,
}
KNOWN_SHAPES = (Shape("", "<!-- ", ""), Shape("", "1", " "), Shape("1", ",000", ""), Shape("", "@Ana ", ""))


@pytest.mark.parametrize("reader", READERS)
def test_a_text_takes_a_time_in_proportion(reader: str) -> None:
    drawn = list(shapes())
    Random(reader).shuffle(drawn)
    slow = [
        f"{shape}: {found}"
        for shape in (*KNOWN_SHAPES, *islice(drawn, ASKED))
        if (found := growth(READERS[reader], shape, 3_000)).large > 0.3 and not found.is_linear
    ]

    assert not slow

"""Figures in docs/algorithms are those of the code: constants, worked cases and pictures."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tools.docs import algorithms

pytestmark = pytest.mark.one_database  # none is asked

PAGES = sorted(algorithms.PAGES.glob("*.md"))
HEADINGS = ("Guarantees", "Symbols", "Worked case", "Constants", "Sources")
HEADER = "| symbol | meaning | value | constant |"
_STEP = re.compile(r"\.?(?P<name>\w+)|\[(?P<key>[^\]]+)\]|\((?P<parameter>\w*)\)")
_NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:\s?%)?")


@dataclass(frozen=True)
class Figure:
    """A row of a table of constants: what the page says, and the name of what the code says."""

    page: Path
    value: str
    constant: str

    def __str__(self) -> str:
        return f"{self.page.stem}-{self.constant}"


def _figures(page: Path) -> list[Figure]:
    lines = page.read_text(encoding="utf-8").splitlines()
    found = []
    for place, line in enumerate(lines):
        if line == HEADER:
            for row in lines[place + 2 :]:
                if not row.startswith("|"):
                    break
                value, constant = (cell.strip() for cell in row.strip("|").split("|")[2:])
                found.append(Figure(page, value, constant.strip("`")))
    return found


def resolved(name: str) -> Any:
    """What a dotted name below `pilothouse` stands for.

    `f(x)` is the default of the parameter x of f, `f()` is what f returns, `a[1]` and `a[key]` are members.
    """
    dotted = re.match(r"[\w.]+", name)
    assert dotted, name
    parts = dotted.group().split(".")
    for size in range(len(parts), 0, -1):
        module = ".".join(("pilothouse", *parts[:size]))
        try:
            found = import_module(module)
        except ModuleNotFoundError:
            continue
        rest = name[len(".".join(parts[:size])) :]
        return reduce(_stepped, _STEP.finditer(rest), found)
    raise AssertionError(f"{name}: there is no such module")


def _stepped(owner: Any, step: re.Match[str]) -> Any:
    if step["name"]:
        return getattr(owner, step["name"])
    if step["key"]:
        key = step["key"]
        return owner[int(key) if re.fullmatch(r"-?\d+", key) else key]
    return inspect.signature(owner).parameters[step["parameter"]].default if step["parameter"] else owner()


def numbers(text: str) -> list[float]:
    """The numbers of a text in order; 1,000 is one number, 4 % is 0.04."""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text).replace("−", "-")
    return [
        float(row.rstrip(" %")) / 100 if row.endswith("%") else float(row) for row in _NUMBER.findall(plain)
    ]


def agrees(text: str, value: Any) -> bool:
    """Whether the text has the numbers of the constant; after "about" those rounded as the text has them."""
    told = numbers(text)
    values = list(_flat(value))
    if not text.startswith("about"):
        return told == values
    digits = max(len(row.partition(".")[2]) for row in text.split())
    return told == [round(row, digits) for row in values]


def _flat(value: Any) -> Iterator[float]:
    if isinstance(value, list | tuple):
        for row in value:
            yield from _flat(row)
    else:
        yield float(value)


FIGURES = [figure for page in PAGES for figure in _figures(page)]


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_a_figure_is_the_constant_that_it_names(figure) -> None:
    value = resolved(figure.constant)

    assert agrees(figure.value, value), f"{figure}: the page says {figure.value}, the code {value}"


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_page_has_guarantees_symbols_a_worked_case_constants_sources_and_a_picture(page) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [name for name in HEADINGS if f"\n## {name}\n" not in text]

    assert not missing
    assert f"(../images/algorithms/{page.stem}.svg)" in text
    assert page.stem in algorithms.names()


@pytest.mark.parametrize("name", algorithms.names())
def test_a_worked_case_and_a_picture_are_what_the_engine_says(name) -> None:
    page = algorithms.shown(name)

    assert page.missing == []
    assert algorithms.is_alike(page.image.read_text(encoding="utf-8"), page.picture), (
        f"Draw it anew: python -m tools.docs.algorithms {name}"
    )


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("0.11 a week", 0.11, True),
        ("0.12 a week", 0.11, False),
        ("−0.24", -0.24, True),
        ("4 %", 0.04, True),
        ("20,000 working days", 20_000, True),
        ("1, 2, 6, 13 weeks", (1, 2, 6, 13), True),
        ("1, 2, 6 weeks", (1, 2, 6, 13), False),
        ("about 0.62", 0.618, True),
        ("about 0.61", 0.618, False),
        ("0.62", 0.618, False),
    ],
)
def test_a_text_agrees_only_with_its_very_number(text, value, expected) -> None:
    assert agrees(text, value) is expected


def test_names_lead_to_constants_members_defaults_and_results() -> None:
    assert resolved("engine.forecast.futures.drift.WEEKLY") == 0.11
    assert resolved("engine.forecast.futures.simulate.simulate(draws)") == 10_000
    assert resolved("engine.forecast.history.prior.default_prior().drift.walk") == 0.11
    assert resolved("engine.forecast.futures.forecast.LEVELS[-1]") == 0.95

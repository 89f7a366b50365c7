"""What stands in docs/algorithms and is computed: a picture and the rows of the worked case, from the engine.

One module per page, with the name of the page. It has `draw() -> str`, the SVG for docs/images/algorithms,
and `worked() -> list[str]`, lines that the page must hold. Both depend on the code and on fixed seeds alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import zip_longest
from pathlib import Path

from tools.docs import ROOT

PAGES = ROOT / "docs/algorithms"
IMAGES = ROOT / "docs/images/algorithms"
_HELPERS = {"drawing"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NEAR = 1.5  # pixels by which a number may differ on another machine


@dataclass(frozen=True)
class Shown:
    """One page with its picture and the lines that its worked case must hold."""

    page: Path
    image: Path
    picture: str
    lines: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """Lines that the page does not hold, however it is wrapped."""
        text = " ".join(self.page.read_text(encoding="utf-8").split()) if self.page.is_file() else ""
        return [line for line in self.lines if " ".join(line.split()) not in text]


def names() -> list[str]:
    """The pages that have a module here."""
    here = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in here if path.stem[0] != "_" and path.stem not in _HELPERS)


def shown(name: str) -> Shown:
    """What the code says today of the page `name`."""
    module = import_module(f"tools.docs.algorithms.{name}")
    lines = tuple(module.worked())
    return Shown(PAGES / f"{name}.md", IMAGES / f"{name}.svg", module.draw(), lines)


def every() -> Iterator[Shown]:
    return map(shown, names())


def is_alike(one: str, other: str) -> bool:
    """Whether two pictures say the same in the same places, give or take a pixel."""
    if _NUMBER.split(one) != _NUMBER.split(other):
        return False
    pairs = zip_longest(_NUMBER.findall(one), _NUMBER.findall(other), fillvalue="inf")
    return all(abs(float(left) - float(right)) <= _NEAR for left, right in pairs)

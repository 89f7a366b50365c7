"""What the files of the demo say."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilothouse.kit.money import parse_minor

HERE = Path(__file__).parent
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """`staff` is the workspace with its people, `products` what is ahead by key of the product, in the order
    of the files, `waves` what lies behind, oldest first, `talk` what is said about
    all of it, `fields` what the workspace adds to items of its own, `risks` what may happen, `market` its
    customers, `competitors` with whom it competes, and `research` what customers were asked."""

    staff: Row
    products: dict[str, Row]
    waves: tuple[Row, ...]
    talk: Row
    fields: Row
    risks: tuple[Row, ...]
    past_risks: tuple[Row, ...]
    market: Row
    competitors: Row
    research: Row

    @property
    def about(self) -> Row:
        """Name, owner and calendar of the workspace."""
        found: Row = self.staff["workspace"]
        return found

    def minor(self, amount: int) -> int:
        """Minor units of an amount of the files, which is in whole units of the workspace's currency."""
        return parse_minor(str(amount), self.about["currency"])


def read() -> Content:
    """All files of the demo."""
    products = [_parsed("atlas"), _parsed("harbor")]
    return Content(
        staff=_parsed("workspace"),
        products={row["product"]["key"]: row for row in products},
        waves=tuple(_parsed("past")["wave"]),
        talk=_parsed("talk"),
        fields=_parsed("fields"),
        risks=tuple(_parsed("risks")["risk"]),
        past_risks=tuple(_parsed("risks")["past"]),
        market=_parsed("market"),
        competitors=_parsed("competitors"),
        research=_parsed("research"),
    )


def text_of(name: str) -> str:
    """A blueprint's text."""
    return (HERE / name).read_text(encoding="utf-8")


def _parsed(name: str) -> Row:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))

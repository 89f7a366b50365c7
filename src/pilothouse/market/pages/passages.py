"""A text in parts: which of its words are marked, and what for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pilothouse.market.contracts import Feedback


@dataclass(frozen=True, slots=True)
class Passage:
    """Words from `start` to `end`, in characters, and what is said of them."""

    start: int
    end: int
    told: str


@dataclass(frozen=True, slots=True)
class Part:
    """Words, and what is said of them; nothing for words that were not marked."""

    text: str
    told: tuple[str, ...]


def asked_in(feedback: Feedback) -> list[Passage]:
    """The passages of a piece that ask for something."""
    return [
        Passage(link.start, link.end, f"Asks for {link.target.key}")
        for link in feedback.links
        if link.start is not None and link.end is not None
    ]


def parts_of(text: str, passages: Iterable[Passage]) -> list[Part]:
    """The text, cut where a marked passage begins or ends; together the parts are the text."""
    rows = list(passages)
    ends = {place for row in rows for place in (row.start, row.end)}
    cuts = sorted({0, len(text)} | {place for place in ends if place <= len(text)})
    return [
        Part(text[first:last], tuple(row.told for row in rows if row.start <= first < row.end))
        for first, last in pairwise(cuts)
    ]


def marked(text: str, passages: Iterable[Passage]) -> SafeString:
    """The text with the passages marked."""
    return format_html_join("", "{}", ((_drawn(part),) for part in parts_of(text, passages)))


def _drawn(part: Part) -> str:
    if not part.told:
        return part.text
    return format_html('<mark title="{}">{}</mark>', ", ".join(part.told), part.text)

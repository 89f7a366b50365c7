"""A text in parts: which of its words ask for what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pilothouse.market.contracts import Feedback


@dataclass(frozen=True, slots=True)
class Part:
    """Words, and what they ask for; nothing for words that were not marked."""

    text: str
    asks: tuple[str, ...]


def parts_of(feedback: Feedback) -> list[Part]:
    """The text of a piece, cut where a marked passage begins or ends; together the parts are the text."""
    marked = [
        (link.start, link.end, link.target.key)
        for link in feedback.links
        if link.start is not None and link.end is not None
    ]
    ends = {place for start, end, _ in marked for place in (start, end)}
    cuts = sorted({0, len(feedback.text)} | {place for place in ends if place <= len(feedback.text)})
    return [
        Part(
            feedback.text[first:last],
            tuple(key for start, end, key in marked if start <= first < end),
        )
        for first, last in pairwise(cuts)
    ]


def marked(feedback: Feedback) -> SafeString:
    """The text with the words marked that ask for something."""
    return format_html_join("", "{}", ((_drawn(part),) for part in parts_of(feedback)))


def _drawn(part: Part) -> str:
    if not part.asks:
        return part.text
    return format_html('<mark title="Asks for {}">{}</mark>', ", ".join(part.asks), part.text)

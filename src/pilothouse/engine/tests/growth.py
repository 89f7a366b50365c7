"""Texts made to be slow, and a measure of how the time of a reader grows with them."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from time import process_time
from types import FrameType

# Parts of texts that some pattern or loop of a reader is about.
TOKENS = (
    "a", "I", "as", "As a user I want", "R1", "R1:", "R2.1", "needs R2", "requires", "after",
    "depends on", "shall", "must", "must not", "should", "may", "can", "not", "and", "or", "and or",
    "and/or", "either", "it", "quick", "quickly", "easy", "most", "faster", "TBD", "e.g.", "etc.",
    "Given", "when", "then", "NASA", "(NASA", "API:", "a@", "a@b.c", "http://", "ftp://", "#", "# a",
    "##", "-", "- a", "1.", "- [ ]", "*", "**", "**a", "_", "__a__", "`", "``", "```", "~~~", "|", "|a",
    "|-", "|-|", "| a | b |", ">", "> a", "<", "<a", "<!--", "<!-- review: ignore VAG001: x -->", "-->",
    "<!", "[", "[a]", "[a](", "](", "](#a)", "[a](#b)", "](#", "(", ")", "((", "()", "{", '"', "'",
    "“a”", "'s", "a-", "-a", "=", "===", "---", ":", "::", ".. a", ".", "!", "?", ";", ",", "5 s",
    "100 %", "user", "is done by", "\\", "&", "&amp;", "Σ", "ß", "\u2028", "\x0b", "\x0c", "\t", "{#a}",
    "Goal:", "Assumption", "who", "without",
)  # fmt: skip
# Parts of which no two are equal.
VARIED = (
    "R\0", "R\0:", "- R\0: The page must show \0.", "needs R\0", "A\0B", "(A\0B)", "[a](#s\0)", "# a\0",
    "## R\0 goals", "- As a clerk\0, I want to see x\0 so that y\0.", "- word\0 other\0 third\0",
    "- Persona\0: somebody", "w\0.", "Term\0 Name\0", "- Given a\0 when b\0 then c\0",
    "| R\0 | must \0 |", "{#a\0}", "- The \0 must not be \0.", "- Goal: \0 % of \0",
    "- Assumption: a\0 b\0", "user\0", "\0", "\0 s", "<a\0>", "@n\0.m",
)  # fmt: skip
SEPARATORS = ("", " ", "\n", "\n\n", ". ", "  \t")
BEGINNINGS = ("", "# a", "The page must be ", "| a | b |\n|---|---|\n| ")
SECTIONS = ("## Requirements\n\n- ", "## User stories\n\n", "## Goals\n\n", "## Personas\n\n")
ENDINGS = ("x", "\n\nThe end must come.")


@dataclass(frozen=True, slots=True)
class Shape:
    """A text that repeats `token`; a NUL in it is the number of the repetition, so that no two are equal."""

    beginning: str
    token: str
    separator: str
    ending: str = "x"

    def text(self, size: int) -> str:
        """About `size` characters of it."""
        part = self.token + self.separator
        times = size // max(1, len(part))
        body = part * times if "\0" not in part else "".join(part.replace("\0", str(n)) for n in range(times))
        return self.beginning + body + self.ending


def shapes() -> Iterator[Shape]:
    """Every token with every separator, after every beginning, and in every section; what stays on one line
    in one of the sections in turn.
    """
    for token, separator in product(TOKENS + VARIED, SEPARATORS):
        turn = (len(token) + len(separator)) % len(SECTIONS)
        opened = SECTIONS if "\n" in token + separator else SECTIONS[turn : turn + 1]
        for beginning in BEGINNINGS + opened:
            yield Shape(beginning, token, separator, ENDINGS[len(separator) % 2])
    for blank, beginning in product((" ", "\t", "\xa0", "\n", " \n", "\r"), BEGINNINGS + SECTIONS):
        yield Shape(beginning, blank, "")


class TooLong(Exception):
    """A reader did not end within its time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooLong` when the block takes more CPU time than that. Patterns of `re` look for signals too."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds of CPU at a size and at `TIMES` of it."""

    small: float
    large: float

    @property
    def is_linear(self) -> bool:
        """Whether the larger text took no more than a third above its share, or no time worth speaking of."""
        return self.large < WORTH or self.large <= LIMIT * self.small


TIMES = 4
LIMIT = 6.5  # TIMES for what is linear, its square for what is not
WORTH = 0.04


def growth(read: Callable[[str], object], shape: Shape, size: int, *, most: float = 3.0) -> Growth:
    """How long `read` takes with `shape`: the best of three where it looks superlinear. A larger text that
    takes no time worth speaking of is not compared."""
    large = shape.text(size * TIMES)
    whole = seconds(read, large, most)
    if whole < WORTH:
        return Growth(0.0, whole)
    small = shape.text(size)
    best = Growth(seconds(read, small, most), whole)
    for _ in range(2):
        if best.is_linear:
            break
        best = Growth(
            max(best.small, seconds(read, small, most)), min(best.large, seconds(read, large, most))
        )
    return best


def seconds(read: Callable[[str], object], text: str, most: float) -> float:
    """Seconds of CPU that `read` takes with `text`; a hundred times `most` where it takes more than that."""
    collects = gc.isenabled()
    gc.disable()  # what it costs depends on all that was made before
    began = process_time()
    try:
        with within(most):
            read(text)
    except TooLong:
        return most * 100
    finally:
        if collects:
            gc.enable()
    return process_time() - began

"""No text takes a time that grows faster than its length, whatever reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from random import Random

import pytest

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.graph import from_documents
from pilothouse.engine.review.run import Reviewer, fixed
from pilothouse.engine.review.statements import Known, keyed, statements
from pilothouse.engine.tests.growth import TIMES, WORTH, Growth, Shape, growth, seconds, shapes

REVIEWER = Reviewer()
SIZE = 4_000
PARTS = 4  # of the shapes, for several processes
ASKED = 30  # random texts of each reader in the quick tests; the slow one takes all


def _statements(text: str) -> None:
    _key(Document(text))


def _key(document: Document) -> None:
    found = statements(document)
    keyed(found, [Known(f"R{number}", row.kind, f"{row.text} once") for number, row in enumerate(found)])


def _findings(text: str) -> None:
    fixed(text, REVIEWER.review(Document(text)))


def _graph(text: str) -> None:
    document = Document(text)
    REVIEWER.review_graph(from_documents([document]), [document])


READERS: dict[str, Callable[[str], object]] = {
    "blocks and sentences": lambda text: Document(text).sentences,
    "statements and their keys": _statements,
    "findings and fixes": _findings,
    "rules about statements": _graph,
}
# What once took a time with the square or the cube of its length.
KNOWN_SHAPES = (
    Shape("# a", " ", ""),
    Shape("", "needs R2", " "),
    Shape("The page must be ", "requires", " "),
    Shape("The page must be ", "[", ""),
    Shape("The page must be ", "<!--", " "),
    Shape("", "| x | y |", "\n"),
    Shape("| a | b |\n|---|---|\n| R1", " ", "", "x | y |"),
    Shape("| a | b |\n|---|---|\n| R1", "*", "", "x | y |"),
    Shape("| a | b |\n", "|-", "", "x"),
    Shape("As a", " ", "", "user, I want"),
    Shape("", "<!-- review: ignore VAG001: x -->\nThe page must be quick.", "\n"),
    Shape("<!-- review: ignore VAG001:", " ", "", "x"),
    Shape("", "should", "\n\n"),
    Shape("", "As a user I want.", " "),
    Shape("", "- a a", "\n"),
    Shape("", "](#", ""),
    Shape("## Goals\n\n- ", "?", ". "),
    Shape("# " + "a " * 4_000 + "\n\n", "- R1: The page must be quick.", "\n"),
)


@pytest.mark.parametrize("reader", READERS)
def test_texts_that_once_took_too_long_take_a_time_in_proportion(reader: str) -> None:
    _hold(reader, KNOWN_SHAPES)


@pytest.mark.parametrize("reader", READERS)
def test_random_texts_take_a_time_in_proportion(reader: str) -> None:
    drawn = list(shapes())
    Random(reader).shuffle(drawn)
    _hold(reader, islice(drawn, ASKED))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_text_takes_a_time_in_proportion(part: int) -> None:
    """All readers over one parsed text; each alone only where together they take a time to speak of."""
    worth = [shape for shape in islice(shapes(), part, None, PARTS) if _together(shape) >= WORTH]
    for reader in READERS:
        _hold(reader, worth)


def test_acronyms_that_differ_each_time_take_a_time_in_proportion() -> None:
    def review(text: str) -> None:
        _findings("\n".join(f"- R{n}: The A{n}B must be there." for n in range(len(text) // 30)))

    assert growth(review, Shape("", "x", ""), 20_000).is_linear


def test_what_grows_with_the_square_is_noticed() -> None:
    assert not Growth(0.05, 0.8).is_linear
    assert Growth(0.05, 0.2).is_linear
    assert not growth(lambda text: [text.count("b") for _ in text], Shape("", "a", ""), 8_000).is_linear


def _together(shape: Shape) -> float:
    """Seconds of CPU that no reader alone can exceed."""

    def read(text: str) -> None:
        document = Document(text)
        _key(document)
        fixed(text, REVIEWER.review(document))
        REVIEWER.review_graph(from_documents([document]), [document])

    return seconds(read, shape.text(SIZE * TIMES), 3.0)


def _hold(reader: str, asked: Iterable[Shape]) -> None:
    slow = [
        f"{shape}: {found.small:.2f} s, then {found.large:.2f} s"
        for shape in asked
        if not (found := growth(READERS[reader], shape, SIZE)).is_linear
    ]
    assert not slow, slow

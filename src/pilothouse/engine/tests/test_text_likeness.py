"""Duplicates and kinds."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.tests.test_text_themes import corpus
from pilothouse.engine.text.kinds import FEW, Kinds, Labelled
from pilothouse.engine.text.likeness import Likeness, Records, first_line

TEXTS = [
    "The app crashes when I rotate the screen",
    "Add a dark theme to the settings page",
    "Export of the report to PDF loses the footer",
    "Rotating the screen makes the app crash",
    "Invoices are sent twice to the same customer",
]


def records(days: list[float], groups: tuple[frozenset[str], ...] = ()) -> Records:
    return Records([first_line(text) for text in TEXTS], TEXTS, np.array(days), groups)


class TestDuplicates:
    def test_the_same_in_other_words_comes_first(self) -> None:
        (found,) = Likeness(records([1, 2, 3, 4, 5])).candidates([3])

        assert found[0].row == 0
        assert found[0].chance > found[1].chance

    def test_only_earlier_records_are_offered(self) -> None:
        likeness = Likeness(records([4, 2, 3, 1, 5]))

        assert {each.row for each in likeness.candidates([3])[0]} == set()
        assert likeness.candidates([0])[0][0].row == 3

    def test_of_two_at_one_moment_the_upper_is_the_earlier(self) -> None:
        likeness = Likeness(records([1, 1, 1, 1, 1]))

        assert likeness.candidates([0])[0] == ()
        assert likeness.candidates([3])[0][0].row == 0

    def test_without_dates_all_others_are_offered(self) -> None:
        assert Likeness(records([float("nan")] * 5)).candidates([0])[0][0].row == 3

    def test_groups_that_differ_make_it_less_likely(self) -> None:
        same = Likeness(records([1, 2, 3, 4, 5])).candidates([3])[0][0].chance
        apart = (frozenset({"ios"}), frozenset[str](), frozenset[str](), frozenset({"web"}), frozenset[str]())

        assert Likeness(records([1, 2, 3, 4, 5], apart)).candidates([3])[0][0].chance < same

    def test_at_most_as_many_as_asked_for(self) -> None:
        assert len(Likeness(records([1, 2, 3, 4, 5])).candidates([4], most=2)[0]) <= 2

    def test_empty_texts_are_like_nothing(self) -> None:
        likeness = Likeness(Records(["", "", "x"], ["", "", "x"], np.array([1.0, 2.0, 3.0])))

        assert likeness.candidates([0, 1, 2]) == [(), (), ()]

    def test_a_title_is_the_first_sentence(self) -> None:
        assert first_line("\n\nIt fails. Always.\nMore") == "It fails"
        assert first_line("") == ""
        assert len(first_line("x" * 500)) == 120

    def test_lengths_that_differ_are_refused(self) -> None:
        with pytest.raises(InvalidProblem, match="2 texts and 1 titles"):
            Records(["a"], ["a", "b"], np.zeros(2))


def labelled(each: int) -> list[Labelled]:
    texts, kinds = corpus(each)
    return [Labelled(text, kind) for text, kind in zip(texts, kinds, strict=True)]


class TestKinds:
    @pytest.mark.parametrize("each", [4, 20, 50])
    def test_kinds_that_differ_are_told_apart(self, each: int) -> None:
        kinds = Kinds(labelled(each))
        asked = labelled(55)[-1::-7]
        chances = kinds.chances(asked)

        assert np.allclose(chances.sum(axis=1), 1.0)
        assert [kinds.names[at] for at in chances.argmax(axis=1)] == [row.kind for row in asked]

    def test_few_labels_never_write_by_themselves(self) -> None:
        few = Kinds(labelled(4))

        assert few.labels < FEW
        assert all(kind is None for kind, _ in few.say(labelled(2)))

    def test_nothing_is_said_below_its_confidence(self) -> None:
        ((kind, chance),) = Kinds(labelled(20)).say([Labelled("penguins swim at night", "")])

        assert kind is None or chance >= 0.7

    def test_one_kind_or_one_of_a_kind_cannot_be_learnt(self) -> None:
        with pytest.raises(InvalidProblem, match="of 1 kind"):
            Kinds([Labelled("a", "bug"), Labelled("b", "bug")])
        with pytest.raises(InvalidProblem, match="'request' has one"):
            Kinds([Labelled("a", "bug"), Labelled("b", "bug"), Labelled("c", "request")])

    def test_a_title_is_read_too(self) -> None:
        rows = [Labelled("see above", kind, text) for text, kind in zip(*corpus(20), strict=True)]
        kinds = Kinds(rows)

        assert kinds.names[kinds.chances(rows[:1])[0].argmax()] == rows[0].kind

    def test_empty_texts_have_chances(self) -> None:
        assert np.isfinite(Kinds(labelled(20)).chances([Labelled("", "")])).all()

    def test_in_parts_as_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kinds, asked = Kinds(labelled(20)), labelled(9)
        at_once = kinds.chances(asked)
        monkeypatch.setattr("pilothouse.engine.text.kinds._PART", 4)

        assert np.allclose(kinds.chances(asked), at_once)
        assert kinds.chances([]).shape == (0, len(kinds.names))

"""Themes: what belongs together is found, what does not is left alone, and ids stay."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.text import embed
from pilothouse.engine.text.space import EXACT, Index, fit_space
from pilothouse.engine.text.themes.assign import assign
from pilothouse.engine.text.themes.find import coherence, find, place
from pilothouse.engine.text.themes.graph import edges, leaders, with_neighbours
from pilothouse.engine.text.themes.propose import compare
from pilothouse.engine.text.words import clean, terms, words

THINGS = {
    "invoice": "the invoice for {0} shows a wrong tax amount of {1} euros",
    "login": "I cannot log in on my {0} phone, the password is refused {1} times",
    "map": "the map of {0} loads slowly and freezes after {1} seconds",
    "export": "please let me export the {0} report to Excel with {1} columns",
    "delivery": "my parcel to {0} arrived {1} days late and was damaged",
}
PLACES = ("Lagos", "Oslo", "Lima", "Delhi", "Quito", "Turin", "Perth", "Osaka", "Cairo", "Dublin")


def corpus(each: int = 24) -> tuple[list[str], list[str]]:
    texts, kinds = [], []
    for kind, text in THINGS.items():
        for number in range(each):
            texts.append(text.format(PLACES[number % 10], number))
            kinds.append(kind)
    return texts, kinds


class TestWords:
    def test_markup_code_and_addresses_are_no_prose(self) -> None:
        code = "{code:java}\nint x;\n{code}"
        text = f"h2. Login\n{code}\nSee [the page|https://x.y/z] and <b>try</b> https://a.b {{{{now}}}}"

        assert clean(text) == "Login See the page and try now"

    def test_an_open_block_ends_with_the_text(self) -> None:
        assert clean("before ```code without end") == "before"

    def test_the_prose_is_cut_at_its_limit(self) -> None:
        assert len(clean("word " * 10_000)) <= 4_000

    def test_terms_are_telling_words_and_neighbours(self) -> None:
        assert list(terms(words("The dark mode of 3 apps"))) == ["dark", "mode", "dark mode", "apps"]

    @pytest.mark.parametrize(
        "text", ["", "   ", "😀😀", "{code}x{code}", "a" * 200_000, "[" * 50_000, "<" * 50_000]
    )
    def test_odd_texts_have_a_vector(self, text: str) -> None:
        found = embed.vectors([clean(text)])

        assert found.shape == (1, 256)
        assert np.isfinite(found).all()


class TestNeighbours:
    def test_the_nearest_are_those_of_all_pairs(self) -> None:
        rows = np.random.default_rng(1).normal(size=(300, 8)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        near = Index(rows.astype(np.float16)).among(5)
        all_pairs = rows.astype(np.float16).astype(np.float32)
        all_pairs = all_pairs @ all_pairs.T
        np.fill_diagonal(all_pairs, -2)

        assert (np.sort(near.rows, axis=1) == np.sort(np.argsort(-all_pairs, axis=1)[:, :5], axis=1)).all()

    def test_many_records_are_looked_up_in_cells(self) -> None:
        draw = np.random.default_rng(2)
        centres = draw.normal(size=(50, 16))
        rows = centres[draw.integers(50, size=EXACT + 1)] + 0.1 * draw.normal(size=(EXACT + 1, 16))
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
        near = Index(rows).among(5)

        assert (near.rows != np.arange(len(rows))[:, None]).all()
        assert near.likeness.mean() > 0.9

    def test_fewer_records_than_neighbours_asked_for(self) -> None:
        assert Index(np.eye(3, dtype=np.float16)).among(10).rows.shape == (3, 2)

    def test_copies_follow_one_leader(self) -> None:
        rows = np.repeat(np.eye(3), 8, axis=0).astype(np.float16)
        heads = leaders(Index(rows).among(10))

        assert [len(set(heads[at : at + 8])) for at in (0, 8, 16)] == [1, 1, 1]

    def test_shared_neighbours_weigh_by_jaccard(self) -> None:
        from pilothouse.engine.text.space import Near

        rows = np.array([[1, 2], [0, 2], [0, 1], [0, 1]], np.int32)
        pairs, weights = edges(Near(rows, np.ones((4, 2), np.float32)), 0.5)

        told = {
            tuple(sorted(pair)): weight for pair, weight in zip(pairs.tolist(), weights.tolist(), strict=True)
        }
        assert told[(0, 1)] == pytest.approx(1.0)
        assert told[(0, 3)] == pytest.approx(2 / 4)  # {0,1,2} and {3,0,1}


class TestFind:
    def test_what_is_said_alike_is_one_theme(self) -> None:
        texts, kinds = corpus()
        found = find(texts)

        for kind in THINGS:
            of_kind = [found.theme_of[row] for row, each in enumerate(kinds) if each == kind]
            assert len(set(of_kind) - {-1}) == 1, kind
            assert np.mean(np.array(of_kind) >= 0) > 0.9
        assert len({theme for theme in found.theme_of if theme >= 0}) == 5

    def test_a_name_holds_words_of_the_theme_and_an_example_is_one_of_its_records(self) -> None:
        texts, _ = corpus()
        for theme in find(texts).themes:
            assert any(word in texts[theme.example].lower() for word in theme.name[0].split())

    def test_words_thrown_together_have_no_theme(self) -> None:
        texts, _ = corpus(40)
        bag = np.array([word for text in texts for word in text.split()])
        np.random.default_rng(3).shuffle(bag)
        thrown = [" ".join(part) for part in np.array_split(bag, 200)]

        found = find(thrown)
        themed = [theme.number for theme in found.themes if theme.kind != "loose"]
        assert np.isin(found.theme_of, themed).mean() < 0.1

    def test_the_same_texts_and_seed_give_the_same_themes(self) -> None:
        texts, _ = corpus(12)
        one, two = find(texts, seed=4), find(texts, seed=4)

        assert one.theme_of.tolist() == two.theme_of.tolist()
        assert one.themes == two.themes

    def test_what_is_said_word_for_word_counts_as_often_as_it_is_said(self) -> None:
        texts, _ = corpus(12)
        found = find([*texts, *["Closing ticket as fixed."] * 30])

        theme = found.themes[found.theme_of[-1]]
        assert theme.size == 30
        assert theme.kind == "routine"

    @pytest.mark.parametrize("texts", [[], [""], ["", " ", ""], ["one text"], ["a", "b", "c"], ["same"] * 50])
    def test_too_little_has_no_theme(self, texts: list[str]) -> None:
        found = find(texts)

        assert found.themes == ()
        assert found.theme_of.tolist() == [-1] * len(texts)

    def test_a_record_without_words_has_no_theme_and_does_no_harm(self) -> None:
        texts, _ = corpus(12)
        found = find(["", *texts, " "])

        assert found.theme_of[0] == found.theme_of[-1] == -1
        assert (found.theme_of[1:-1] >= 0).mean() > 0.8

    def test_coherence_is_the_mean_cosine_of_two_records(self) -> None:
        rows = np.random.default_rng(5).normal(size=(6, 4)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        times = np.array([1, 2, 1, 1, 3, 1])
        whole = np.repeat(rows, times, axis=0)
        pairs = (whole @ whole.T)[~np.eye(len(whole), dtype=bool)]

        assert coherence(rows, times) == pytest.approx(float(pairs.mean()), abs=1e-5)


class TestStaying:
    def test_newcomers_join_what_they_are_like_and_others_stay_out(self) -> None:
        texts, kinds = corpus()
        found = find(texts)
        index = Index(place(texts, found.space))
        new = [
            "the invoice for Rome shows a wrong tax amount",
            "penguins swim in the southern ocean at night",
        ]
        joined = assign(index, found.theme_of, place(new, found.space), least=found.least)

        assert joined[0] == found.theme_of[kinds.index("invoice")]
        assert joined[1] == -1

    def test_a_run_that_begins_where_the_last_ended_keeps_themes(self) -> None:
        texts, _ = corpus()
        before = find(texts)
        more = [*texts, *(THINGS["map"].format(place_, 99) for place_ in PLACES)]
        start = np.concatenate([before.communities, np.full(10, -1, np.int32)])
        after = find(more, start=start)
        compared = compare(before.theme_of, after.theme_of[: len(texts)])

        assert len(compared.kept) == 5
        assert compared.proposals == ()

    def test_a_theme_that_falls_in_two_is_a_split_and_the_other_way_round_a_merge(self) -> None:
        whole = np.array([7] * 20 + [8] * 5, np.int32)
        parts = np.array([0] * 11 + [1] * 9 + [2] * 5, np.int32)

        (split,) = compare(whole, parts).proposals
        assert (split.change, split.before, split.after, split.share) == ("split", (7,), (0, 1), (0.55, 0.45))
        (merge,) = compare(parts, whole).proposals
        assert (merge.change, merge.before, merge.after) == ("merge", (0, 1), (7,))

    def test_what_has_no_likeness_is_new_or_retired(self) -> None:
        before = np.array([3] * 10 + [-1] * 10, np.int32)
        after = np.array([-1] * 10 + [0] * 10, np.int32)

        told = {(row.change, row.before, row.after) for row in compare(before, after).proposals}
        assert told == {("new", (), (0,)), ("retired", (3,), ())}

    def test_the_same_themes_under_other_numbers_are_kept(self) -> None:
        before = np.array([5, 5, 5, 9, 9, -1], np.int32)
        after = np.array([1, 1, 1, 0, 0, -1], np.int32)

        assert compare(before, after).kept == {1: 5, 0: 9}


def test_a_space_is_the_same_for_the_same_records() -> None:
    rows = embed.vectors(corpus(4)[0])

    assert (fit_space(rows).axes == fit_space(rows).axes).all()


class TestJoined:
    def test_a_value_is_drawn_towards_those_it_is_joined_to(self) -> None:
        found = with_neighbours(
            np.array([1.0, 0.0, 0.5]), np.array([[0, 1]], np.int32), np.array([0.5], np.float32)
        )

        assert found.tolist() == [1.0 / 1.5, 0.5 / 1.5, 0.5]

    def test_equal_values_stay(self) -> None:
        pairs = np.array([[0, 1], [1, 2], [0, 2]], np.int32)

        assert np.allclose(
            with_neighbours(np.full(3, 0.7), pairs, np.array([0.2, 1.0, 0.4], np.float32)), 0.7
        )

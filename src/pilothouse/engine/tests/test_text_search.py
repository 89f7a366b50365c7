"""Search: stems, slips, phrases, BM25 against a plain one, and what holds for any texts."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.text.search import postings
from pilothouse.engine.text.search.find import Search
from pilothouse.engine.text.search.meant import Meant
from pilothouse.engine.text.search.slips import Known
from pilothouse.engine.text.search.stems import stem, told
from pilothouse.engine.text.words import stop_words

TEXTS = [
    "The app crashes when I rotate the screen",
    "Please add invoices in PDF to the monthly export",
    "My password was refused, and the reset mail never came",
    "Where is the invoice of March?",
    "It closes without a word as soon as the phone is turned",
    "Login fails on Android 14",
]
WORDS = ("invoice", "invoices", "export", "crash", "crashed", "screen", "login", "the", "of", "map")
some_texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=30)


def plain(texts: list[str], question: str, k1: float = 1.2, b: float = 0.75) -> list[float]:
    """BM25 word by word, from its formula."""
    stop = stop_words()
    listed = [Counter(stem(word) for word in told(text) if word not in stop) for text in texts]
    mean = sum(row.total() for row in listed) / len(listed)
    found = []
    for row in listed:
        total = 0.0
        for word in (stem(word) for word in told(question) if word not in stop):
            held = sum(word in other for other in listed)
            if row[word]:
                rarity = math.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
                many = row[word]
                total += rarity * many * (k1 + 1) / (many + k1 * (1 - b + b * row.total() / mean))
        found.append(total)
    return found


def rows(search: Search, question: str, most: int = 10) -> list[int]:
    return [hit.row for hit in search.find(question, most).hits]


@pytest.fixture(scope="module")
def search() -> Search:
    return Search(TEXTS)


class TestStems:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("caresses ponies caress cats", "caress poni caress cat"),
            ("feed agreed plastered bled motoring sing", "feed agre plaster bled motor sing"),
            ("conflated troubled sized hopping falling filing", "conflat troubl size hop fall file"),
            ("relational conditional vietnamization operator", "relat condit vietnam oper"),
            ("triplicate formalize electrical hopeful goodness", "triplic formal electr hope good"),
            ("revival allowance adjustable replacement adoption", "reviv allow adjust replac adopt"),
            ("probate rate cease controll roll happy sky", "probat rate ceas control roll happi sky"),
        ],
    )
    def test_the_published_examples(self, words: str, expected: str) -> None:
        assert " ".join(map(stem, words.split())) == expected

    @pytest.mark.parametrize("word", ["a1b2", "naïve", "счета", "is", "2fa", "日"])
    def test_what_is_no_english_word_stays(self, word: str) -> None:
        assert stem(word) == word

    def test_scripts_without_blanks_are_read_sign_by_sign(self) -> None:
        assert told("PDF発票 ok") == ["pdf", "発", "票", "ok"]


class TestSlips:
    @pytest.fixture
    def known(self) -> Known:
        known = Known()
        known.add(["password", "invoice", "map", "export", "expert"])
        return known

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("pasword", [0]),  # a letter too few
            ("passsword", [0]),
            ("passwird", [0]),
            ("passwrod", [0]),  # two changed about
            ("pasword1", []),  # no word
            ("invioce", [1]),
            ("expart", [3, 4]),
            ("exprt", [3, 4]),
            ("mip", []),  # too short to tell
            ("psasowrd", [0]),  # two slips in eight letters
            ("ivnoise", []),  # two in seven
        ],
    )
    def test_known_words_within_reach(self, known: Known, written: str, meant: list[int]) -> None:
        assert known.near(written)[0].tolist() == meant

    @settings(max_examples=40, deadline=None)
    @given(st.text("abcdé", min_size=8, max_size=12), st.text("abcdé", min_size=6, max_size=14))
    def test_as_far_as_a_table_of_all_beginnings_says(self, one: str, two: str) -> None:
        known = Known()
        known.add([two])
        away = np.zeros((len(one) + 1, len(two) + 1), int)
        away[:, 0], away[0] = np.arange(len(one) + 1), np.arange(len(two) + 1)
        for i in range(1, len(one) + 1):
            for j in range(1, len(two) + 1):
                swap = (one[i - 1], one[i - 2 : i - 1]) == (two[j - 2 : j - 1], two[j - 1])
                away[i, j] = min(
                    away[i - 1, j] + 1,
                    away[i, j - 1] + 1,
                    away[i - 1, j - 1] + (one[i - 1] != two[j - 1]),
                    away[i - 2, j - 2] + 1 if swap and i > 1 and j > 1 else 99,
                )
        numbers, slips = known.near(one)

        assert numbers.tolist() == ([0] if away[-1, -1] <= 2 else [])
        assert slips.tolist() == ([away[-1, -1]] if away[-1, -1] <= 2 else [])


class TestWords:
    @settings(max_examples=60, deadline=None)
    @given(some_texts, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join))
    def test_scores_are_those_of_a_plain_bm25(self, texts: list[str], question: str) -> None:
        search = Search(texts, meaning=False)
        parts = search._postings.parts(search._stem_of, len(search._stems))
        asked = search._asked(question, parts)
        found = np.concatenate(search._scored(asked, parts))

        assert np.allclose(found, plain(texts, question), atol=1e-4)

    def test_an_order_known_by_hand(self) -> None:
        search = Search(["login map", "login login", "map", "login"], meaning=False)

        assert rows(search, "login") == [1, 3, 0]

    def test_any_form_of_a_word_finds_it(self, search: Search) -> None:
        assert set(rows(search, "invoicing", 2)) == {1, 3}
        assert search.find("invoicing", 1).hits[0].held == ("invoicing",)

    def test_without_meaning_only_rows_that_hold_a_word(self) -> None:
        assert rows(Search(TEXTS, meaning=False), "android") == [5]
        assert rows(Search(TEXTS, meaning=False), "penguin") == []

    @settings(max_examples=30, deadline=None)
    @given(some_texts, st.integers(0, 30))
    def test_added_later_is_as_added_at_once(self, texts: list[str], cut: int) -> None:
        once, later = Search(texts, meaning=False), Search(texts[:cut], meaning=False)
        later.find("invoice")
        later.add(texts[cut:])

        assert later.find("crashed invoice", 40) == once.find("crashed invoice", 40)

    def test_parts_are_joined_and_none_is_lost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postings, "_OPEN", 3)
        monkeypatch.setattr(postings, "_LARGEST", 8)
        texts = [f"map of {WORDS[at % 5]} {at}" for at in range(50)]
        search = Search(meaning=False)
        for text in texts:
            search.add([text])

        assert rows(search, "map", 60) == list(range(50))
        assert rows(search, "37") == [37]
        assert len(search._postings.closed) < 10


class TestMeaning:
    def test_the_same_in_other_words_is_found_and_says_so(self, search: Search) -> None:
        hit = next(hit for hit in search.find("the application freezes").hits if hit.row == 0)

        assert hit.held == ()

    def test_the_words_of_the_question_come_first(self, search: Search) -> None:
        assert rows(search, "login on android", 1) == [5]
        assert search.find(TEXTS[2]).hits[0].row == 2
        first, second, *_ = search.find(TEXTS[2]).hits
        assert first.score > 2 * second.score

    def test_many_are_found_as_by_comparing_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        texts = [f"{one} {two} {at % 7}" for at in range(60) for one in WORDS for two in ("Oslo", "Lima")]
        all_of_them, cells = Meant(), Meant()
        all_of_them.add(texts)
        monkeypatch.setattr("pilothouse.engine.text.search.meant.EXACT", 1000)
        cells.add(texts[:1100])
        cells.add(texts[1100:])
        near = all_of_them.near("export Oslo", 20)

        assert cells._index is not None
        likeness = cells.likeness("export Oslo", near)
        assert np.allclose(likeness, all_of_them.likeness("export Oslo", near), atol=0.02)
        assert cells.likeness("export Oslo", cells.near("export Oslo", 20)).min() > likeness.min() - 0.02


class TestQuestions:
    def test_a_slip_is_read_as_what_was_meant(self, search: Search) -> None:
        found = search.find("pasword refsued")

        assert found.read_as == {"pasword": ("password",), "refsued": ("refused",)}
        assert found.hits[0].row == 2

    def test_what_no_record_holds_is_named(self, search: Search) -> None:
        assert search.find("invoice xylophone").unknown == ("xylophone",)

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ('"invoice of March"', [3]),
            ('"of the"', []),
            ('"the invoice"', [3]),
            ('"when I"', [0]),
            ("“reset mail”", [2]),
            ('"the" "screen"', [0]),
            ('"march invoice"', []),
            ('"xylophone"', []),
        ],
    )
    def test_a_phrase_stands_word_for_word(self, search: Search, question: str, expected: list[int]) -> None:
        assert sorted(rows(search, question)) == expected

    def test_a_phrase_and_words_beside_it(self) -> None:
        search = Search(["reset mail today", "reset mail in March", "mail reset in March"])

        assert rows(search, '"reset mail" March') == [1, 0]

    def test_other_scripts_are_found(self) -> None:
        search = Search(["請求書が届きません", "Счета не приходят", "The invoice never came 🙁"])

        assert rows(search, "請求書", 1) == [0]
        assert rows(search, '"請求"') == [0]
        assert rows(search, "счета", 1) == [1]

    @pytest.mark.parametrize("question", ["", " ", "🙂🙂", '""', "?!"])
    def test_a_question_without_a_word_is_refused(self, search: Search, question: str) -> None:
        with pytest.raises(InvalidProblem, match="holds no word"):
            search.find(question)

    def test_a_question_too_long_is_refused(self, search: Search) -> None:
        with pytest.raises(InvalidProblem, match="2,001 characters"):
            search.find("x" * 2001)

    def test_no_records_no_hits(self) -> None:
        assert Search().find("invoice").hits == ()

    def test_records_without_words_are_never_hits(self) -> None:
        assert rows(Search(["", "🙂", "invoice"]), "invoice") == [2]

    @settings(max_examples=15, deadline=None)
    @given(some_texts, st.text(max_size=40))
    def test_any_question_has_an_answer_in_order(self, texts: list[str], question: str) -> None:
        if not told(question):
            return
        hits = Search(texts).find(question, 7).hits

        assert len(hits) <= 7
        assert len({hit.row for hit in hits}) == len(hits)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert all(0 <= hit.score <= 1.0001 for hit in hits)

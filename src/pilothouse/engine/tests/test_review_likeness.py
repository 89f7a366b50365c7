"""Texts that say nearly the same: all of them where words differ, and soon where they do not."""

from __future__ import annotations

import random
from time import process_time

from pilothouse.engine.review.likeness import twins


def _made(many: int, words: int, each: int, seed: int = 1) -> list[frozenset[str]]:
    draw = random.Random(seed)
    return [frozenset(f"w{draw.randrange(words)}" for _ in range(each)) for _ in range(many)]


def _by_hand(texts: list[frozenset[str]], least: float) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    later: set[int] = set()
    for number, words in enumerate(texts):
        for other in range(number):
            if other not in later and len(words & texts[other]) >= least * len(words | texts[other]):
                found.append((other, number))
                later.add(number)
                break
    return found


def test_the_same_pairs_as_by_comparing_all_with_all() -> None:
    texts = _made(60, 150, 9)
    near = [frozenset({*list(words)[1:], f"other{at}"}) for at, words in enumerate(texts[::3])]
    texts += near + texts[::5]

    for least in (0.7, 0.8, 0.9):
        pairs = twins(texts, least)
        assert pairs == _by_hand(texts, least)
    assert len(twins(texts, 0.7)) > 20


def test_of_texts_made_of_few_words_equal_ones_are_found() -> None:
    texts = _made(1_500, 28, 9)
    assert twins([*texts, frozenset({"w1", "w2", "w3"}), frozenset({"w3", "w2", "w1"})], 1.0)[-1] == (
        1500,
        1501,
    )


def test_twice_as_many_texts_of_few_words_take_about_twice_as_long() -> None:
    def took(many: int) -> float:
        texts = _made(many, 40, 12)
        began = process_time()
        twins(texts, 0.9)
        return process_time() - began

    least = [min(took(many) for _ in range(3)) for many in (1_500, 6_000)]
    assert least[1] < 8 * least[0], least  # sixteen times, if all were compared with all

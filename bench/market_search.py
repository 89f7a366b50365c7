"""Search against peers: how good, how fast, and how soon a new record is found."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from market_data import banking, rows
from sklearn.feature_extraction.text import TfidfVectorizer

from pilothouse.engine.text import embed
from pilothouse.engine.text.search.find import Search
from pilothouse.engine.text.search.stems import told
from pilothouse.engine.text.words import clean, stop_words

Question = tuple[int, frozenset[int]]  # a record that is asked for, and those that answer it


def _intents() -> tuple[list[str], list[Question]]:
    """Texts of banking intents; each is asked for those of its intent."""
    texts, intents = banking()
    of: dict[str, set[int]] = {}
    for row, intent in enumerate(intents):
        of.setdefault(intent, set()).add(row)
    asked = np.random.default_rng(1).choice(len(texts), 800, replace=False)
    return texts, [(int(row), frozenset(of[intents[row]] - {int(row)})) for row in asked]


def _issues() -> tuple[list[str], list[Question]]:
    """Summaries of issues; each that has a duplicate is asked for it."""
    issues = [row for row in rows("feedback/tidev_feedback_text.csv.gz") if row["kind"] == "issue"]
    places = {row["key"]: at for at, row in enumerate(issues)}
    of: dict[int, set[int]] = {}
    for pair in rows("wings/market/tidev_duplicate_pairs.csv"):
        one, two = places.get(pair["query_key"]), places.get(pair["master_key"])
        if one is not None and two is not None:
            of.setdefault(one, set()).add(two)
            of.setdefault(two, set()).add(one)
    texts = [clean(row["text"].split(" . ")[0]) for row in issues]
    return texts, [(row, frozenset(good)) for row, good in sorted(of.items()) if told(texts[row])]


def _checked(questions: list[Question]) -> list[Question]:
    """The half on which nothing was chosen."""
    order = np.random.default_rng(0).permutation(len(questions))
    return [questions[at] for at in order[len(questions) // 2 :]]


def gain(found: Sequence[int], good: frozenset[int]) -> float:
    """nDCG of the first ten."""
    weights = 1 / np.log2(np.arange(2, 12))
    return float(
        sum(weights[at] for at, row in enumerate(found[:10]) if row in good) / weights[: len(good)].sum()
    )


def full_text(texts: Sequence[str]) -> Callable[[str], list[int]]:
    """BM25 of SQLite's FTS5 with its stemmer; stop words left out of questions."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table records using fts5(text, tokenize='porter unicode61')")
    base.executemany("insert into records(rowid, text) values (?, ?)", enumerate(texts))
    stop = stop_words()

    def ask(question: str) -> list[int]:
        words = {word.replace("'", " ") for word in told(question) if word not in stop}
        query = " OR ".join(f'"{word}"' for word in sorted(words))
        sql = "select rowid from records where records match ? order by rank limit 11"
        return [row for (row,) in base.execute(sql, (query,))] if query else []

    return ask


def _by_tfidf(texts: Sequence[str]) -> Callable[[str], list[int]]:
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    weighed = vectorizer.fit_transform(texts).T.tocsr()

    def ask(question: str) -> list[int]:
        alike = (vectorizer.transform([question]) @ weighed).toarray()[0]
        return np.argsort(-alike, kind="stable")[:11].tolist()

    return ask


def _by_vectors(texts: Sequence[str]) -> Callable[[str], list[int]]:
    held = embed.vectors(texts)
    return lambda question: np.argsort(-(held @ embed.vectors([question])[0]), kind="stable")[:11].tolist()


def _ours(texts: Sequence[str], *, meaning: bool = True) -> Callable[[str], list[int]]:
    held = Search(texts, meaning=meaning)
    return lambda question: [hit.row for hit in held.find(question.replace('"', " "), 11).hits]


def _mistyped(text: str, draw: np.random.Generator) -> str:
    """`text` with a slip in one word of five letters or more."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return text
    at = int(draw.choice(long))
    word, place = words[at], int(draw.integers(1, len(words[at]) - 1))
    letter = "abcdefghijklmnopqrstuvwxyz"[draw.integers(26)]
    changed = (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )
    words[at] = changed[draw.integers(4)]
    return " ".join(words)


def search() -> Iterator[dict[str, Any]]:
    """nDCG of the first ten on questions on which nothing was chosen; `mistyped`: one slip in each."""
    for name, (texts, questions) in {"intents": _intents(), "duplicates": _issues()}.items():
        asked = _checked(questions)
        for method, made in {
            "pilothouse": _ours(texts),
            "pilothouse, words only": _ours(texts, meaning=False),
            "BM25 of FTS5": full_text(texts),
            "TF-IDF": _by_tfidf(texts),
            "vectors": _by_vectors(texts),
        }.items():
            draw = np.random.default_rng(7)
            gains = [
                gain([each for each in made(question) if each != row], good)
                for row, good in asked
                for question in (texts[row], _mistyped(texts[row], draw))
            ]
            clean_gain, slip_gain = np.array(gains).reshape(-1, 2).mean(axis=0)
            yield {
                "set": name,
                "method": method,
                "questions": len(asked),
                "nDCG": round(clean_gain, 3),
                "mistyped": round(slip_gain, 3),
            }


def _varied(count: int) -> Iterator[str]:
    """All texts of three trackers, then again with one word in four left out, until there are `count`."""
    texts = [clean(row["text"]) for row in rows("feedback/tidev_feedback_text.csv.gz")]
    draw = np.random.default_rng(0)
    for at in range(count):
        words = texts[at % len(texts)].split()
        kept = draw.random(len(words)) > (0.25 if at >= len(texts) else -1)
        yield " ".join(word for word, stays in zip(words, kept, strict=True) if stays)


def million(count: int = 1_000_000) -> Iterator[dict[str, Any]]:
    """A million records: build, memory, questions of four kinds, and records added one by one."""
    held, part = Search(), []
    began = time.process_time()
    for text in _varied(count):
        part.append(text)
        if len(part) == 16_384:
            held.add(part)
            part = []
    held.add(part)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield {"records": len(held), "seconds to build": round(time.process_time() - began, 1), "MB": memory}
    some = [text for text in _varied(3000) if len(told(text)) > 8][:150]
    kinds: dict[str, Callable[[str], str]] = {
        "sentences": lambda text: text[:120],
        "two words": lambda text: " ".join(sorted(told(text), key=len)[-2:]),
        "a slip": lambda text: text[:40] + " androidd",
        "a phrase": lambda text: f'"{" ".join(told(text)[:3])}"',
    }
    for name, made in kinds.items():
        took = []
        for text in some:
            before = time.process_time(), time.perf_counter()
            held.find(made(text).replace('"', " ") if name != "a phrase" else made(text))
            took.append((time.process_time() - before[0], time.perf_counter() - before[1]))
        cpu, clock = np.quantile(np.array(took), 0.95, axis=0) * 1000
        yield {"questions": name, "p95 ms": round(cpu, 1), "p95 ms by the clock": round(clock, 1)}
    took = []
    for at, text in enumerate(some * 40):
        before = time.process_time(), time.perf_counter()
        held.add([f"{text} {at}"])
        if at % 40 == 0:
            held.find(text[:60])  # what was added is in the answer
        took.append((time.process_time() - before[0], time.perf_counter() - before[1]))
    cpu, clock = np.array(took).max(axis=0) * 1000
    yield {
        "added one by one": len(took),
        "longest ms": round(cpu, 1),
        "longest ms by the clock": round(clock, 1),
    }

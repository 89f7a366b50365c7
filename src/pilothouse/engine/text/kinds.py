"""What kind of record a text is, learnt from records that people labelled.

Four regressions look at words, at words by how much they tell, at parts of words and at meaning with a
few cues; their chances are joined by the geometric mean. Method and figures: docs/algorithms/kinds.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.text import embed
from pilothouse.engine.text.words import clean

Array = NDArray[np.float64]

SURE = 0.70  # chance from which a kind may be written without asking
FEW, ENOUGH = 60, 200  # labels below which only meaning is used; below which chances are not rescaled
_READ = 4_000
_PART = 4_096  # texts that are looked at together: their parts of words take 100 KB each
_CHARACTERS = 1_500
_MEANING = 4.0
_MANY = 500  # labels from which a word seen once is passed over

_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\?",
        r"!",
        r"\b(?:please|pls|plz|kindly)\b",
        (
            r"\b(?:add|would like|wish|should|could you|feature|option|support for|allow|ability|improve|"
            r"suggest\w*|request)\b"
        ),
        (
            r"\b(?:crash\w*|bug\w*|error\w*|fail\w*|broken?|freez\w*|stuck|exception|not work\w*|doesn.?t|"
            r"won.?t|can.?t|unable|issue\w*|problem\w*)\b"
        ),
        r"\b(?:how|why|what|when|where|which|who|is there|does it|can i)\b",
        r"\b(?:great|love\w*|good|excellent|awesome|nice|best|perfect\w*|amazing|thank\w*|helpful)\b",
        r"\b(?:bad|worst|terrible|awful|hate\w*|useless|poor|horrible|waste|annoying|disappoint\w*)\b",
        r"\b(?:version|update\w*|upgrade\w*|release|v?\d+\.\d+)\b",
        r"\d",
    )
)
_ASKS = re.compile(
    r"\s*(?:how|why|what|when|where|which|who|is|are|does|do|can|could|should|will)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its kind; `title` may be empty, `text` is the rest or all of it."""

    text: str
    kind: str
    title: str = ""


class Kinds:
    """Learns once, then says how likely each kind is. `names`: kinds in order of the columns of `chances`."""

    def __init__(self, labelled: Sequence[Labelled]) -> None:
        counted = Counter(row.kind for row in labelled)
        if len(counted) < 2:
            raise InvalidProblem(
                f"There are {len(labelled)} labelled records of {len(counted)} kind.",
                cure="Label records of two kinds or more.",
            )
        rare = [kind for kind, count in counted.items() if count < 2]
        if rare:
            raise InvalidProblem(
                f"The kind '{rare[0]}' has one labelled record.",
                cure="Label at least two of each kind, or leave it out.",
            )
        self.names = tuple(sorted(counted))
        self.labels = len(labelled)
        self._power = 1.0
        kinds = [row.kind for row in labelled]
        if self.labels >= ENOUGH:
            self._power = _power(labelled, self.names)
        self._views = _fitted(labelled, kinds, self.labels)

    def chances(self, texts: Sequence[Labelled]) -> Array:
        """Chance of each kind for each text, (len(texts), len(names)); `kind` of the texts is not looked
        at."""
        parts = [
            _rescaled(_joined(self._views, texts[start : start + _PART]), self._power)
            for start in range(0, len(texts), _PART)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.names)))

    def by_view(self, texts: Sequence[Labelled]) -> list[Array]:
        """The same by each way of looking alone: telling words, parts of words, meaning."""
        return [_joined([view], texts) for view in self._views]

    def say(self, texts: Sequence[Labelled]) -> list[tuple[str | None, float]]:
        """The likeliest kind where its chance is `SURE` and there are labels enough, else None; and that
        chance."""
        found: list[tuple[str | None, float]] = []
        for row in self.chances(texts):
            best = int(row.argmax())
            sure = row[best] >= SURE and self.labels >= FEW
            found.append((self.names[best] if sure else None, round(float(row[best]), 4)))
        return found


def _power(labelled: Sequence[Labelled], names: Sequence[str]) -> float:
    """The exponent that makes chances on records kept apart (one in five) most likely."""
    kept = np.arange(len(labelled)) % 5 == 4
    order = np.random.default_rng(0).permutation(len(labelled))
    train = [labelled[row] for row, out in zip(order, kept, strict=True) if not out]
    test = [labelled[row] for row, out in zip(order, kept, strict=True) if out]
    if {row.kind for row in train} != set(names) or min(Counter(row.kind for row in train).values()) < 2:
        return 1.0
    chances = _joined(_fitted(train, [row.kind for row in train], len(train)), test)
    right = np.array([names.index(row.kind) for row in test])
    powers = np.linspace(0.4, 3.0, 27)
    scores = [
        np.log(_rescaled(chances, power)[np.arange(len(test)), right] + 1e-12).sum() for power in powers
    ]
    return float(powers[int(np.argmax(scores))])


def _rescaled(chances: Array, power: float) -> Array:
    raised = np.maximum(chances, 1e-12) ** power
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _joined(views: Sequence[tuple[Any, Any]], texts: Sequence[Labelled]) -> Array:
    logs = sum(np.log(model.predict_proba(seen(texts)) + 1e-12) for seen, model in views) / len(views)
    chances = np.exp(logs)
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def _fitted(labelled: Sequence[Labelled], kinds: Sequence[str], labels: int) -> list[tuple[Any, Any]]:
    """Pairs of what is looked at and the regression on it."""
    meaning = (_meaning, _regression(_meaning(labelled), kinds, 1.0 if labels < ENOUGH else 0.3))
    if labels < FEW:
        return [meaning]
    telling, parts = _Telling(labelled, kinds), _Parts(labelled)
    return [
        (telling, _regression(telling(labelled), kinds, 3.0)),
        (parts, _regression(parts(labelled), kinds, 10.0)),
        meaning,
    ]


def _regression(seen: Any, kinds: Sequence[str], c: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=c, max_iter=300, tol=1e-3).fit(seen, kinds)


class _Words:
    """Words and pairs of words, the title as a block of its own, as sublinear TF-IDF."""

    def __init__(self, labelled: Sequence[Labelled]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        how: dict[str, Any] = {
            "ngram_range": (1, 2),
            "sublinear_tf": True,
            "min_df": 2 if len(labelled) > 500 else 1,
        }
        self._body = TfidfVectorizer(**how).fit(
            [row.text[:_READ] or "-" for row in labelled] + ["none given"]
        )
        self._title = None
        if any(row.title for row in labelled):
            self._title = TfidfVectorizer(**how).fit([row.title for row in labelled] + ["none given"])

    def __call__(self, texts: Sequence[Labelled]) -> Any:
        from scipy.sparse import hstack

        body = self._body.transform([row.text[:_READ] for row in texts])
        if self._title is None:
            return body.tocsr()
        return hstack([body, self._title.transform([row.title for row in texts])]).tocsr()


class _Telling:
    """Words and pairs of words, the title as a block of its own, as sublinear TF-IDF; each column weighed
    by the largest log ratio of the share of texts that hold it in one kind against the others (naive
    Bayes weights: Wang, Manning 2012)."""

    def __init__(self, labelled: Sequence[Labelled], kinds: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        least = 2 if len(labelled) > _MANY else 1
        how: dict[str, Any] = {"ngram_range": (1, 2), "sublinear_tf": True, "min_df": least}
        self._body = TfidfVectorizer(**how).fit(
            [*(row.text[:_READ] for row in labelled), *["none given"] * 2]
        )
        self._title = None
        if any(row.title for row in labelled):
            titles = [*(row.title for row in labelled), *["none given"] * 2]
            self._title = TfidfVectorizer(**how).fit(titles)
        self._ratio = _ratios(self._counted(labelled) > 0, np.array(kinds))

    def _counted(self, texts: Sequence[Labelled]) -> Any:
        from scipy.sparse import hstack

        body = self._body.transform([row.text[:_READ] for row in texts])
        if self._title is None:
            return body.tocsr()
        return hstack([body, self._title.transform([row.title for row in texts])]).tocsr()

    def __call__(self, texts: Sequence[Labelled]) -> Any:
        from sklearn.preprocessing import normalize

        return normalize(self._counted(texts).multiply(self._ratio).tocsr())


def _ratios(held: Any, of_kind: NDArray[np.str_]) -> Array:
    found = np.zeros(held.shape[1])
    for kind in np.unique(of_kind):
        here, rest = (_percent(held[chosen]) for chosen in (of_kind == kind, of_kind != kind))
        found = np.maximum(found, np.abs(np.log((here + 1) / (rest + 1))))
    return found


def _percent(held: Any) -> Array:
    return np.asarray(100 * np.asarray(held.sum(axis=0)).ravel() / held.shape[0])


class _Parts:
    """Three to five characters within words, of the first 1,500."""

    def __init__(self, labelled: Sequence[Labelled]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        least = 2 if len(labelled) > _MANY else 1
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=least, max_features=200_000
        ).fit([*map(_start, labelled), "none given"])

    def __call__(self, texts: Sequence[Labelled]) -> Any:
        return self._vectorizer.transform([_start(row) for row in texts])


def _start(row: Labelled) -> str:
    return f"{row.title} {row.text}"[:_CHARACTERS]


def _meaning(texts: Sequence[Labelled]) -> Array:
    """Vectors of title and body, halved where both exist, beside cues that can be counted."""
    bodies = embed.vectors([clean(row.text) for row in texts])
    blocks: list[Any] = [_MEANING * bodies]
    if any(row.title for row in texts):
        blocks = [_MEANING * bodies / 2, _MEANING * embed.vectors([clean(row.title) for row in texts]) / 2]
    return np.hstack([*blocks, np.array([_cues(f"{row.title} {row.text}"[:_READ]) for row in texts])])


def _cues(text: str) -> list[float]:
    counts = [len(pattern.findall(text)) for pattern in _CUES]
    n = max(1, len(text.split()))
    letters = max(1, sum(map(str.isalpha, text)))
    return [
        *(float(count > 0) for count in counts),
        *(min(1.0, 5 * count / n) for count in counts),
        float(np.log1p(len(text))) / 5,
        sum(map(str.isupper, text)) / letters,
        float(bool(_ASKS.match(text))),
    ]

"""Kinds and duplicates against peers in the same run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from market_data import rows
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from pilothouse.engine.text.kinds import Kinds, Labelled
from pilothouse.engine.text.likeness import FEATURES, Likeness, Records
from pilothouse.engine.text.scores import scored


def together(texts: Sequence[str]) -> list[int]:
    """A number for each text, the same for those that share 60 % of their words."""
    sets = [frozenset(text.lower().split()) for text in texts]
    held: dict[str, list[int]] = {}
    group = list(range(len(texts)))

    def head(row: int) -> int:
        while group[row] != row:
            row = group[row]
        return row

    for row, words in enumerate(sets):
        near = Counter(other for word in words for other in held.get(word, ())[-200:])
        for other in near:
            if len(words & sets[other]) >= 0.6 * len(words | sets[other]):
                group[head(row)] = head(other)
        for word in words:
            held.setdefault(word, []).append(row)
    return [head(row) for row in range(len(texts))]


def _judged(labelled: Sequence[Labelled]) -> tuple[float, float, float]:
    """Macro-F1 of ours and of TF-IDF with a logistic regression, and our calibration error: five folds by
    group."""
    kinds = np.array([row.kind for row in labelled])
    names = sorted(set(kinds.tolist()))
    chances = np.zeros((len(labelled), len(names)))
    plain = np.empty(len(labelled), object)
    joined = [f"{row.title} {row.text}"[:4000] for row in labelled]
    groups = together(joined)
    for train, test in GroupKFold(5, shuffle=True, random_state=0).split(joined, kinds, groups):
        chances[test] = Kinds([labelled[row] for row in train]).chances([labelled[row] for row in test])
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        seen = words.fit_transform([joined[row] for row in train])
        peer = LogisticRegression(C=10, max_iter=300).fit(seen, kinds[train])
        plain[test] = peer.predict(words.transform([joined[row] for row in test]))
    found = scored(kinds.tolist(), chances, names)
    return found.macro_f1, float(f1_score(kinds, plain.tolist(), average="macro")), found.ece


def kinds() -> Iterator[dict[str, Any]]:
    """Near-copies stand in one fold; app reviews with ID up to 4000 only, the others are made of these by
    a machine."""
    reviews = [
        Labelled(row["review"], row["label"])
        for row in rows("feedback/gplay_app_reviews_labelled_dev.csv.gz")
        if int(row["ID"]) <= 4000
    ]
    issues: dict[str, list[Labelled]] = {}
    for row in rows("feedback/nlbse2024_issues_train.csv.gz"):
        issues.setdefault(row["repo"], []).append(Labelled(row["body"], row["label"], row["title"]))
    maalej = [
        Labelled(row["comment"], row["label"], row["title"])
        for row in rows("wings/market/maalej_reviews.csv.gz")
    ]
    yield _kinds_row("app reviews", [_judged(reviews)])
    yield _kinds_row("issues, mean of five repositories", [_judged(each) for each in issues.values()])
    yield _kinds_row("app reviews (Maalej)", [_judged(maalej)])


def _kinds_row(name: str, found: list[tuple[float, float, float]]) -> dict[str, Any]:
    mine, plain, ece = np.mean(found, axis=0)
    return {
        "set": name,
        "macro-F1": round(mine, 3),
        "TF-IDF + regression": round(plain, 3),
        "ECE": round(ece, 3),
    }


def duplicates() -> Iterator[dict[str, Any]]:
    """Linked issues of three projects: trained on one half of the questions, judged on the other, both
    ways."""
    issues = [row for row in rows("feedback/tidev_feedback_text.csv.gz") if row["kind"] == "issue"]
    places = {row["key"]: at for at, row in enumerate(issues)}
    parts = {row["key"]: row.get("components") or "" for row in rows("delivery/tidev_jira_issues.csv.gz")}
    records = Records(
        [row["text"].split(" . ")[0] for row in issues],
        [row["text"] for row in issues],
        np.array([datetime.fromisoformat(row["created"][:19]).timestamp() / 86400 for row in issues]),
        [frozenset(filter(None, parts.get(row["key"], "").split("|"))) for row in issues],
    )
    good: dict[int, set[int]] = {}
    asked = set()
    for pair in rows("wings/market/tidev_duplicate_pairs.csv"):
        if pair["query_key"] in places and pair["master_key"] in places:
            one, two = places[pair["query_key"]], places[pair["master_key"]]
            asked.add(one)
            group = good.get(one, {one}) | good.get(two, {two})
            good |= dict.fromkeys(group, group)
    questions = sorted(asked, key=lambda row: records.days[row])
    found = Likeness(records).features(questions)
    half = len(found) // 2
    ordered: dict[int, list[int]] = {}
    for train, test in ((found[:half], found[half:]), (found[half:], found[:half])):
        seen = np.concatenate([features for _, _, features in train])
        right = np.concatenate([[other in good[row] for other in others] for row, others, _ in train])
        model = LogisticRegression(C=10, max_iter=500).fit(seen, right)
        for row, others, features in test:
            ordered[row] = others[np.argsort(-(features @ model.coef_[0]), kind="stable")].tolist()
    cosine = FEATURES.index("cosine")
    words = FEATURES.index("share of words")
    for name, order in (
        ("pilothouse", ordered),
        ("ranks joined", {row: others.tolist() for row, others, _ in found}),
        (
            "cosine alone",
            {row: others[np.argsort(-features[:, cosine])].tolist() for row, others, features in found},
        ),
        (
            "BM25 alone",
            {row: others[np.argsort(-features[:, words])].tolist() for row, others, features in found},
        ),
    ):
        hits = {
            f"at {k}": round(float(np.mean([bool(good[row] & set(order[row][:k])) for row in questions])), 3)
            for k in (1, 5, 10)
        }
        yield {"method": name, "questions": len(questions), **hits}
    seen = np.concatenate([features for _, _, features in found])
    right = np.concatenate([[other in good[row] for other in others] for row, others, _ in found])
    fitted = LogisticRegression(C=10, max_iter=500).fit(seen, right)
    yield {
        "weights of all questions": dict(zip(FEATURES, fitted.coef_[0].round(3).tolist(), strict=True)),
        "bias": round(float(fitted.intercept_[0]), 3),
    }

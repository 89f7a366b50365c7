"""Other ways to find themes. EVoC and UMAP come with the group `bench`; where they are not, their rows are
left out."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.decomposition import NMF, PCA
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.preprocessing import normalize

from pilothouse.engine.text import embed
from pilothouse.engine.text.space import unit

Themed = Callable[[Sequence[str]], np.ndarray]
_CELLS = 400


def _tfidf(texts: Sequence[str]) -> Any:
    return TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(texts)


def cells(texts: Sequence[str], thresholds: Sequence[float]) -> list[np.ndarray]:
    """Cells of k-means joined by average link, cut at each distance of cosine from the mean of all."""
    vectors = embed.vectors(texts)
    vectors = unit(vectors - vectors.mean(axis=0))
    means = KMeans(min(_CELLS, len(texts) // 4), n_init=1, random_state=0).fit(vectors)
    return [
        AgglomerativeClustering(
            None, metric="cosine", linkage="average", distance_threshold=threshold
        ).fit_predict(means.cluster_centers_)[means.labels_]
        for threshold in thresholds
    ]


def _hdbscan(texts: Sequence[str]) -> np.ndarray:
    placed = PCA(15, random_state=0).fit_transform(embed.vectors(texts))
    return HDBSCAN(min_cluster_size=10, cluster_selection_method="leaf").fit_predict(placed)


def _bertopic(texts: Sequence[str]) -> np.ndarray:
    """The steps of BERTopic: UMAP to five axes, HDBSCAN of ten or more by excess of mass."""
    import umap

    few = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    placed = few.fit_transform(embed.vectors(texts))
    return HDBSCAN(min_cluster_size=10, cluster_selection_method="eom").fit_predict(placed)


def _joined(texts: Sequence[str], found: np.ndarray) -> np.ndarray:
    """Records without a theme in that whose c-TF-IDF is most like their words, as BERTopic offers."""
    counted = CountVectorizer(stop_words="english").fit_transform(texts)
    themes = np.unique(found[found >= 0])
    if not len(themes):
        return found
    of_theme = np.stack([np.asarray(counted[found == theme].sum(axis=0))[0] for theme in themes])
    share = of_theme / np.maximum(1, of_theme.sum(axis=1, keepdims=True))
    weight = np.log1p(of_theme.sum() / len(themes) / np.maximum(1, of_theme.sum(axis=0)))
    told = normalize(share * weight)
    alike = (
        normalize(TfidfTransformer(use_idf=False).fit_transform(counted).multiply(weight).tocsr()) @ told.T
    )
    return np.where((found < 0) & (alike.max(axis=1) > 0.1), themes[alike.argmax(axis=1)], found)


def _evoc(texts: Sequence[str]) -> np.ndarray:
    from evoc import EVoC

    return np.asarray(EVoC(random_state=0).fit_predict(embed.vectors(texts)))


def peers(k: int) -> dict[str, Themed]:
    """Methods by name: k-means and NMF are given k, the others find how many there are."""
    found: dict[str, Themed] = {
        f"k-means, words, given {k}": lambda texts: KMeans(k, n_init=3, random_state=0).fit_predict(
            _tfidf(texts)
        ),
        f"NMF, words, given {k}": lambda texts: (
            NMF(k, max_iter=300, random_state=0).fit_transform(_tfidf(texts)).argmax(1)
        ),
        f"k-means, vectors, given {k}": lambda texts: KMeans(k, n_init=3, random_state=0).fit_predict(
            embed.vectors(texts)
        ),
        "HDBSCAN, vectors": _hdbscan,
    }
    if importlib.util.find_spec("umap"):
        found["UMAP, HDBSCAN (BERTopic)"] = _bertopic
        found["the same, others joined by c-TF-IDF"] = lambda texts: _joined(texts, _bertopic(texts))
    if importlib.util.find_spec("evoc"):
        found["EVoC"] = _evoc
    return found

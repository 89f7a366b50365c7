"""Sentences as vectors, by the static embedding that is shipped: the mean of the vectors of their tokens.

Source of the method: model2vec (Tulkens, van Dongen 2024), distilled from all-MiniLM-L6-v2; see
model/ORIGIN.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model2vec import StaticModel

VERSION = "static-minilm-256-int8"
SIZE = 256
_AT_ONCE = 1024


@cache
def _model() -> StaticModel:
    from model2vec import StaticModel

    with as_file(files("pilothouse.engine.text") / "model") as folder:
        return StaticModel.from_pretrained(folder)


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """One row of length 1 a text, (len(texts), 256); zero where no token is known. Same text, same row."""
    if not texts:
        return np.zeros((0, SIZE), np.float32)
    found = _model().encode(list(texts), batch_size=_AT_ONCE, use_multiprocessing=False)
    return np.nan_to_num(np.asarray(found, np.float32))

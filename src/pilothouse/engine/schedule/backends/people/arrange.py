"""Orders in which everything comes after what it waits for."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import kernel
from pilothouse.engine.schedule.compiled import Compiled


@kernel
def _before(keys: np.ndarray, left: int, right: int) -> bool:
    return bool(keys[left] < keys[right] or (keys[left] == keys[right] and left < right))


@kernel
def _push(heap: np.ndarray, size: int, keys: np.ndarray, item: int) -> int:
    at = size
    while at > 0 and _before(keys, item, heap[(at - 1) // 2]):
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = item
    return size + 1


@kernel
def _sift(heap: np.ndarray, size: int, keys: np.ndarray) -> None:
    """Take the first of the heap out: its last, `heap[size]`, sinks from the top."""
    item = heap[size]
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _before(keys, heap[child + 1], heap[child]):
            child += 1
        if not _before(keys, heap[child], item):
            break
        heap[at] = heap[child]
        at = child
    heap[at] = item


@kernel
def arrange(keys: np.ndarray, problem: Compiled, order: np.ndarray) -> None:
    """Fill `order`: the precedence-feasible order that takes the least key among the eligible each time."""
    items = keys.shape[0]
    waiting = np.empty(items, np.int64)
    heap = np.empty(items, np.int64)
    size = 0
    for item in range(items):
        waiting[item] = problem.pred_at[item + 1] - problem.pred_at[item]
        if waiting[item] == 0:
            size = _push(heap, size, keys, item)
    for place in range(items):
        item = heap[0]
        size -= 1
        _sift(heap, size, keys)
        order[place] = item
        for index in range(problem.succ_at[item], problem.succ_at[item + 1]):
            after = problem.succ[index]
            waiting[after] -= 1
            if waiting[after] == 0:
                size = _push(heap, size, keys, after)

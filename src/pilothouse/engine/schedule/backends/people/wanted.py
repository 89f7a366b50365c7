"""What an item asks of pools, and its people of caps."""

from __future__ import annotations

from pilothouse.engine.kernels import kernel
from pilothouse.engine.schedule.backends.people.board import Board
from pilothouse.engine.schedule.compiled import Compiled


@kernel
def want(problem: Compiled, board: Board, item: int) -> bool:
    """What `item` asks for whoever does it, into `wanted`; whether a pool has to be asked."""
    pools = problem.pool.shape[0]
    pooled = False
    for unit in range(board.wanted.shape[0]):
        board.wanted[unit] = problem.demand[item, unit] if unit < pools else 0
        pooled |= board.wanted[unit] > 0
    return pooled


@kernel
def count_heads(problem: Compiled, board: Board, item: int, first: int, last: int) -> bool:
    """The heads of `team[first:last]` that each cap counts for `item`, into `wanted`; whether any does."""
    pools = problem.pool.shape[0]
    some = False
    for cap in range(problem.cap.shape[0]):
        heads = 0
        if problem.capped[item, cap]:
            for index in range(first, last):
                heads += problem.counted[cap, board.team[index]]
        board.wanted[pools + cap] = heads
        some |= heads > 0
    return some

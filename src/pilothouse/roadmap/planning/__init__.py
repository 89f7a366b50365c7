"""Snapshot in, engine problem out; engine answer in, rows to store out. The only place that knows both.

`queries.snapshot` reads, `problem` poses, the engine answers, `rows` makes what is stored; `compute` does all
of it.
"""

from pilothouse.roadmap.planning.compute import Step, compute
from pilothouse.roadmap.planning.computed import (
    ComputedItem,
    ComputedPlan,
    ComputedProduct,
    ComputedRelease,
    ComputedRun,
    Percentiles,
)
from pilothouse.roadmap.planning.cutting import CutList, cut_list
from pilothouse.roadmap.planning.exposing import exposed
from pilothouse.roadmap.planning.implied import implied_range
from pilothouse.roadmap.planning.outlook import Answers, Count, When, answers
from pilothouse.roadmap.planning.pricing import Price, PriceList, price_list
from pilothouse.roadmap.planning.problem import Inputs, pose, read
from pilothouse.roadmap.planning.questions import worth_of_answers
from pilothouse.roadmap.planning.responding import advised, asked_date
from pilothouse.roadmap.planning.roadblocks import roadblocks, slips
from pilothouse.roadmap.planning.wish import Wish

__all__ = [
    "Answers",
    "ComputedItem",
    "ComputedPlan",
    "ComputedProduct",
    "ComputedRelease",
    "ComputedRun",
    "Count",
    "CutList",
    "Inputs",
    "Percentiles",
    "Price",
    "PriceList",
    "Step",
    "When",
    "Wish",
    "advised",
    "answers",
    "asked_date",
    "compute",
    "cut_list",
    "exposed",
    "implied_range",
    "pose",
    "price_list",
    "read",
    "roadblocks",
    "slips",
    "worth_of_answers",
]

"""Rows in, engine problem out; engine answer in, rows out. The only place that knows both."""

from pilothouse.roadmap.planning.asking import (
    Answers,
    Count,
    CutList,
    Price,
    PriceList,
    When,
    answers,
    cut_list,
    price_list,
)
from pilothouse.roadmap.planning.plan import ComputedPlan, Inputs, Step, compute, inputs_hash, read
from pilothouse.roadmap.planning.questions import worth_of_answers

__all__ = [
    "Answers",
    "ComputedPlan",
    "Count",
    "CutList",
    "Inputs",
    "Price",
    "PriceList",
    "Step",
    "When",
    "answers",
    "compute",
    "cut_list",
    "inputs_hash",
    "price_list",
    "read",
    "worth_of_answers",
]

"""Questions that the plan answers when asked: computed, and not stored."""

from pilothouse.roadmap.planning import answers, cut_list, implied_range, price_list, worth_of_answers

__all__ = ["answers", "cut_list", "implied_range", "price_list", "worth_of_answers"]

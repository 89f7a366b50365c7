"""The demo: two products that share people, half a year of their history, and their plan.

Everything is entered through the same services as anyone's data, in the order in which it happened.
"""

from pilothouse.site.demo.loading import enter, load

__all__ = ["enter", "load"]

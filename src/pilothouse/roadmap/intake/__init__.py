"""What the roadmap takes in from tables."""

from pilothouse.roadmap.intake.items import ITEMS

NOUNS = (ITEMS,)

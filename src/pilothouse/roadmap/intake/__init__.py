"""What the roadmap takes in from tables."""

from pilothouse.roadmap.intake.items import ITEMS
from pilothouse.roadmap.intake.releases import RELEASES

NOUNS = (ITEMS, RELEASES)

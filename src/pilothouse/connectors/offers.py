"""What connectors offer the house: the place in the rail where work comes in."""

from __future__ import annotations

from pilothouse.connectors import queries
from pilothouse.kit.offering import Action, Noun, Rail

rail = Rail("Import", "connectors:imports", key="d", icon="file-import", order=50)

actions = (Action("Import a backlog", "connectors:imports"),)

nouns = (
    Noun("connectors.import", "connectors:import", key_of=queries.number_of),
    Noun("connectors.mapping", "connectors:imports", whole=True),
)

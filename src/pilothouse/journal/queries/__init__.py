"""Reading the record, newest first, always within the actor's workspace, and saying it in words."""

from pilothouse.journal.queries.acts import acts, recent
from pilothouse.journal.queries.exported import chain_lines, verify_lines
from pilothouse.journal.queries.keeping import forget, unchanged
from pilothouse.journal.queries.reading import (
    Touched,
    activity,
    after,
    batch,
    each,
    entry,
    every,
    following,
    history,
    last_entry_id,
    last_of_batch,
    many_of,
    mark,
    mark_of,
    newest,
    newest_anywhere,
    portions,
    seen,
    subjects,
)
from pilothouse.journal.queries.telling import label_of, told
from pilothouse.journal.queries.trash import removals, removed_with
from pilothouse.journal.queries.verifying import sealed_workspaces, verify, waiting_for_seal

__all__ = [
    "Touched",
    "activity",
    "acts",
    "after",
    "batch",
    "chain_lines",
    "each",
    "entry",
    "every",
    "following",
    "forget",
    "history",
    "label_of",
    "last_entry_id",
    "last_of_batch",
    "many_of",
    "mark",
    "mark_of",
    "newest",
    "newest_anywhere",
    "portions",
    "recent",
    "removals",
    "removed_with",
    "sealed_workspaces",
    "seen",
    "subjects",
    "told",
    "unchanged",
    "verify",
    "verify_lines",
    "waiting_for_seal",
]

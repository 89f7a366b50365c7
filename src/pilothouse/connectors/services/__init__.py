"""Verbs of the connectors: check, import, undo, save a mapping."""

from pilothouse.connectors.services.answers import Decided
from pilothouse.connectors.services.arriving import Arrived, arrived, note_import
from pilothouse.connectors.services.files import (
    Received,
    copy_file,
    digest_of,
    keep,
    keep_file,
    kept_path,
    put_back,
    received_file,
    uploaded_files,
)
from pilothouse.connectors.services.leaving import forget_abandoned
from pilothouse.connectors.services.looking import (
    ask_again,
    perform_check,
    worked_by,
)
from pilothouse.connectors.services.mappings import save_mapping
from pilothouse.connectors.services.notes import notes_path, problems_csv
from pilothouse.connectors.services.reports import (
    broken,
    check_file,
    columns_of,
    first_key,
    guess_columns,
    recheck,
    source_of,
)
from pilothouse.connectors.services.running import (
    begin_import,
    change_columns,
    perform_import,
    register_import,
)
from pilothouse.connectors.services.sizes import has_many_rows, is_large
from pilothouse.connectors.services.undoable import edited_since, require_undoable, undo_is_long
from pilothouse.connectors.services.undoing import perform_undo, undo_import

__all__ = [
    "Arrived",
    "Decided",
    "Received",
    "arrived",
    "ask_again",
    "begin_import",
    "broken",
    "change_columns",
    "check_file",
    "columns_of",
    "copy_file",
    "digest_of",
    "edited_since",
    "first_key",
    "forget_abandoned",
    "guess_columns",
    "has_many_rows",
    "is_large",
    "keep",
    "keep_file",
    "kept_path",
    "note_import",
    "notes_path",
    "perform_check",
    "perform_import",
    "perform_undo",
    "problems_csv",
    "put_back",
    "received_file",
    "recheck",
    "register_import",
    "require_undoable",
    "save_mapping",
    "source_of",
    "undo_import",
    "undo_is_long",
    "uploaded_files",
    "worked_by",
]

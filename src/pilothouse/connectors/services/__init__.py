"""Verbs of the connectors: check, import, undo, save a mapping."""

from pilothouse.connectors.services.files import copy_file, digest_of, forget_file, keep_file, kept_path
from pilothouse.connectors.services.mappings import save_mapping
from pilothouse.connectors.services.reports import broken, check_file, source_of
from pilothouse.connectors.services.running import (
    begin_import,
    change_columns,
    perform_import,
    register_import,
)
from pilothouse.connectors.services.undoing import undo_import

__all__ = [
    "begin_import",
    "broken",
    "change_columns",
    "check_file",
    "copy_file",
    "digest_of",
    "forget_file",
    "keep_file",
    "kept_path",
    "perform_import",
    "register_import",
    "save_mapping",
    "source_of",
    "undo_import",
]

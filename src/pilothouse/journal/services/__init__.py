"""Writing the record, alone or together with rows (`rows`). Call inside the transaction of the change."""

from pilothouse.journal.services.recording import record, record_many

__all__ = ["record", "record_many"]

"""Writing the record, alone or together with rows (`rows`), inside the transaction of the change; sealing
what was committed; and erasing words for good."""

from pilothouse.journal.services.erasing import erase
from pilothouse.journal.services.recording import record, record_many
from pilothouse.journal.services.sealing import seal

__all__ = ["erase", "record", "record_many", "seal"]

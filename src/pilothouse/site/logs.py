"""What the log leaves out. Read before Django is set up, so it asks nothing of it."""

from __future__ import annotations

import logging


class Short(logging.Filter):
    """What a visitor gets wrong is one line of the log, without a traceback of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
        return True

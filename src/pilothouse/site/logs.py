"""What the log leaves out. Read before Django is set up, so it asks nothing of it."""

from __future__ import annotations

import logging

_LONGEST = 300  # characters: a visitor may send a name of many thousand


class Short(logging.Filter):
    """What a visitor gets wrong is one short line of the log, without a traceback of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
            record.msg, record.args = record.getMessage()[:_LONGEST], ()
        return True

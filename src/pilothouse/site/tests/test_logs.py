"""What visitors get wrong fills no log."""

from __future__ import annotations

import logging

from pilothouse.site.logs import Short


def test_a_long_name_of_a_host_is_one_short_line_without_a_traceback() -> None:
    record = logging.LogRecord(
        "django.security.DisallowedHost", logging.ERROR, "", 0, "Invalid: %r", ("x" * 9000,), None
    )
    assert Short().filter(record)
    assert record.getMessage() == "Invalid: '" + "x" * 290
    assert record.exc_info is None

"""The WSGI application; `pilothouse serve` runs it in threads."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilothouse.site.settings")
_inner = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django, in threads whose connections wait for a lock as long as a request may."""
    from pilothouse.kit.storing import hurry

    hurry()
    return _inner(environ, start_response)

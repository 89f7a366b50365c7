"""The ASGI application: Django as WSGI in threads, which is twice as fast here as Django's own ASGI.

Event streams will get a branch of their own when there are any.
"""

from __future__ import annotations

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from pilothouse.site.wsgi import application as wsgi

# Django types its answer as its own class, which is an iterable of bytes as WSGI wants.
application = WSGIMiddleware(cast("Any", wsgi), workers=8)

"""A file as an answer that a browser saves, or, for a picture, shows; never one that it runs."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from pilothouse.accounts.contracts import Attachment

# Even if a browser took it for a page, it would be one that may do nothing.
_POLICY = "default-src 'none'; sandbox"


def served(row: Attachment, parts: Iterator[bytes], *, inline: bool = False) -> StreamingHttpResponse:
    """`inline` is granted to pictures made of points only."""
    shown = inline and row.is_picture
    answer = StreamingHttpResponse(parts, content_type=row.kind or "application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(not shown, row.name) or "attachment"
    answer["Content-Length"] = str(row.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _POLICY
    answer["Cache-Control"] = "private, max-age=86400"
    return answer

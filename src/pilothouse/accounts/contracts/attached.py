"""Files and links that belong to a thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file (`size` bytes of the media type `kind`, and no `url`) or a link (its `url`) of `subject`."""

    id: int
    subject: str
    name: str
    url: str
    kind: str
    size: int
    added_at: datetime
    added_by: str
    version: int

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it in its place: pictures made of points alone, which hold no script."""
        return self.kind in ("image/png", "image/jpeg", "image/gif", "image/webp")

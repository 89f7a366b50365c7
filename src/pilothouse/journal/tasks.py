"""What the journal does by itself: sealing what was recorded."""

from __future__ import annotations

from pilothouse.journal import services
from pilothouse.kit import clock
from pilothouse.kit.jobs import regular

_BLOCKS = 5


@regular(seconds=2)
def seal_record() -> None:
    """Seal what was recorded since the last look, or a part of it after a large import."""
    services.seal(now=clock.now(), blocks=_BLOCKS)

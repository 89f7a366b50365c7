"""Findings that are known already: a file that later reviews are compared with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.run import fingerprint
from pilothouse.kit.errors import Invalid


def write_known(path: Path, found: Sequence[Finding]) -> None:
    """Make `found` the known findings."""
    counts = dict(sorted(Counter(fingerprint(row) for row in found).items()))
    path.write_text(json.dumps({"version": 1, "findings": counts}, indent=1) + "\n")


def read_known(path: Path) -> dict[str, int]:
    """Fingerprint to number. Raises `Invalid`."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {str(mark): int(count) for mark, count in told["findings"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise Invalid(
            f"The known findings cannot be read ({type(error).__name__}).",
            where=str(path),
            cure="Write the file again with --write-baseline.",
        ) from None

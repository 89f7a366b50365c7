"""An island's `model.ts` is pure: it knows neither page nor network, so that its tests need neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.source import Finding, Source

IMPORT = re.compile(r"""from '([^']+)'""")
WORLD = re.compile(r"\b(document|window|location|history|fetch|localStorage)\b\s*[.(]")
PURE = re.compile(r"\./[\w/]+\.ts|\.\./shared/[\w/]+\.ts")
CURE = "Move it to view.ts or island.ts, and hand the value over."


def check(source: Source) -> Iterator[Finding]:
    parts = PurePosixPath(source.path).parts
    if parts[:2] != ("web", "islands") or source.name != "model.ts":
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        bare = line.split("//")[0]
        if bare.lstrip().startswith(("*", "/*")):
            continue
        came = IMPORT.search(bare)
        if came and "import type" not in bare and not PURE.fullmatch(came[1]):
            yield Finding(source.path, number, f"A model imports {came[1]}.", CURE)
        if WORLD.search(bare):
            yield Finding(source.path, number, "A model that touches the page or the network.", CURE)

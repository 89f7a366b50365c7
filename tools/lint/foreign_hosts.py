"""Pages load nothing from elsewhere: they work without a network and tell nobody who looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

# In markup only what a browser loads or sends by itself counts; a plain link that somebody clicks does not.
LOADS = re.compile(
    r"""(?:<(?:script|img|iframe|source|video|audio|embed|track|form|object)\b[^>]*?"""
    r"""\s(?:src|srcset|action|data|poster)|<link\b[^>]*?\shref|\shx-(?:get|post|put|patch|delete))"""
    r"""\s*=\s*["']\s*(?:https?:)?//""",
    re.S | re.I,
)
CODE = re.compile(r"""(?:["'`(]|@import\s+["']?)\s*((?:https?|wss?):)?//[\w\[]""")
NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/")
CURE = "Ship it with the program, from web/."


def check(source: Source) -> Iterator[Finding]:
    if source.suffix == ".html":
        pattern = LOADS
    elif source.suffix in {".ts", ".css", ".scss"} and not source.name.endswith(".test.ts"):
        pattern = CODE
    else:
        return
    for found in pattern.finditer(source.text):
        rest = source.text[found.start() : found.end() + 40].lstrip("\"'`( ")
        if not rest.startswith(NAMESPACES):
            line = source.text.count("\n", 0, found.end()) + 1
            yield Finding(source.path, line, "Something is loaded from another host.", CURE)

"""`python -m tools.docs` writes docs/reference; `--check` only says which pages are stale (status 1)."""

from __future__ import annotations

import sys

from pilothouse.kit.shell import django_ready
from tools.docs import REFERENCE, ROOT, pages


def main(arguments: list[str]) -> int:
    django_ready()
    stale = []
    for path, text in pages():
        if path.is_file() and path.read_text() == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if "--check" not in arguments:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if stale and "--check" in arguments:
        print(f"Stale: {', '.join(stale)}. Run `make docs` and commit the result.")
        return 1
    if stale:
        print(f"docs: wrote {', '.join(stale)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tools.docs.algorithms [page ...]` draws docs/images/algorithms anew and names lines to write."""

from __future__ import annotations

import sys

from pilothouse.kit.shell import django_ready
from tools.docs import ROOT
from tools.docs.algorithms import is_alike, names, shown


def main(wanted: list[str]) -> int:
    django_ready()
    missing = 0
    for name in wanted or names():
        page = shown(name)
        page.image.parent.mkdir(parents=True, exist_ok=True)
        if not page.image.is_file() or not is_alike(page.image.read_text(), page.picture):
            page.image.write_text(page.picture)
            print(f"algorithms: drew {page.image.relative_to(ROOT)}")
        missing += len(page.missing)
        if page.missing:
            print(f"algorithms: {page.page.relative_to(ROOT)} must say:", *page.missing, sep="\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

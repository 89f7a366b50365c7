"""What people write: themes, kinds, duplicates, search, need and trend against peers in the same run.

`python bench/market.py [themes mixes stability kinds duplicates search need trend speed million] [--json]`.
Data: shared/data/feedback and wings/market in a folder above. Peers that need the number of themes are given
the true one. Mixes are twenty intents and as many records of none, by seeds 10 to 17; parameters, also those
of peers, were chosen on seeds 0 to 2. Seconds are processor seconds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from typing import Any

from market_kinds import duplicates, kinds
from market_search import million, search
from market_simulated import need, trends
from market_themes import mixed, speed, stability, themes

PARTS: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
    "themes": themes,
    "mixes": mixed,
    "stability": stability,
    "kinds": kinds,
    "duplicates": duplicates,
    "search": search,
    "need": need,
    "trend": trends,
    "speed": speed,
    "million": million,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    told: dict[str, list[dict[str, Any]]] = {}
    for name in options.parts or PARTS:
        told[name] = []
        for row in PARTS[name]():
            told[name].append(row)
            if not options.json:
                print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    if options.json:
        print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()

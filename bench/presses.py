"""`python -m bench.presses [--size 10x2000x200] [--home FOLDER]`: what a plan takes from press to run.

A workspace of `bench/pages.py` is made, or the one that `--home` holds is used again. Each press has 10,000
simulations and a process of its own, which loads the engine first. Seconds are by the clock and of the
processor, the memory is its peak, and `moved` counts items: a plan made anew, one in which nothing changed,
one after an item took longer, one product replanned after another item did.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import pages

PRESSES = ("anew", "unchanged", "an item took longer", "one product")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="10x2000x200")
    parser.add_argument("--home", default=None)
    parser.add_argument("--press", choices=PRESSES, help="only this one, in this process")
    asked = parser.parse_args()
    home = asked.home or tempfile.mkdtemp(prefix="presses-")
    if asked.press is None:
        with pages.installation(home):
            pages.workspace(asked.size)
        print(f"{'press':24}{'clock':>9}{'processor':>11}{'peak':>9}  moved", flush=True)
        for press in PRESSES:
            again = [sys.executable, "-m", "bench.presses", "--size", asked.size, "--home", home]
            subprocess.run([*again, "--press", press], check=True, env=os.environ)
    else:
        with pages.installation(home):
            pressed(asked.size, asked.press)


def pressed(size: str, press: str) -> None:
    from pilothouse.accounts import models, queries
    from pilothouse.roadmap import services as roadmap

    user = models.User.objects.get(email=f"owner@{size}.example")
    actor = queries.actor_for(user_id=user.pk, slug=size, channel="web")
    wish: dict[str, Any] = {"anew": press == "anew"}
    if press in ("an item took longer", "one product"):
        key = "P1-42" if press == "one product" else "P2-42"
        longer = dict.fromkeys(("low", "likely", "high"), 15.0)
        roadmap.change_item(actor=actor, now=pages.NOW, key=key, version=None, values=longer)
    if press == "one product":
        from pilothouse.vision import queries as vision

        wish["product_ids"] = [next(row.id for row in vision.products(actor=actor) if row.key == "P1")]
    began, used = time.perf_counter(), time.process_time()
    run = roadmap.make_plan(actor=actor, now=pages.NOW, **wish)
    clock, processor = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    moved = moves(actor, run.number)
    print(f"{press:24}{clock:7.1f} s{processor:9.1f} s{peak:6.0f} MB  {moved:,}", flush=True)


def moves(actor: Any, number: int) -> int:
    from pilothouse.roadmap import queries

    return len(queries.moved_keys(actor=actor, number=number))


if __name__ == "__main__":
    main()

"""`python -m tools.new room pricing --above accounts --noun price`, or `connector NAME`, or `law NAME`."""

from __future__ import annotations

import argparse

from tools.new import connectors, laws, rooms


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.new")
    kinds = parser.add_subparsers(dest="kind", required=True)
    room = kinds.add_parser("room")
    room.add_argument("name")
    room.add_argument("--above", required=True, help="the room below it on the ladder")
    room.add_argument("--noun", default="", help="its first noun, in the singular")
    kinds.add_parser("connector").add_argument("name")
    kinds.add_parser("law").add_argument("name")
    given = parser.parse_args()
    if given.kind == "room":
        rooms.make(given.name, given.above, given.noun or f"{given.name}_note")
    elif given.kind == "connector":
        connectors.make(given.name)
    else:
        laws.make(given.name)


if __name__ == "__main__":
    main()

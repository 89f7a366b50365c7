"""What the first request would have to read, read before it: addresses, templates, what rooms offer."""

from __future__ import annotations

from pathlib import Path

from django.template import Engine
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

from pilothouse.kit.addresses import address
from pilothouse.site import offering


def warm() -> None:
    """Compile the patterns of addresses and every template. Asks the database nothing."""
    resolver = get_resolver()
    _ = resolver.url_patterns, resolver.reverse_dict
    pages = {link.page for _, link in offering.rail()} | {row.page for row in offering.settings()}
    for page in pages | {action.page for action, _ in offering.actions()}:
        address(page, "w")
    for room, _ in offering.rail():
        offering.tabs(room)
    offering.homes()
    offering.nouns()
    for name in _templates():
        Engine.get_default().get_template(name)


def _templates() -> set[str]:
    """The names of the program's own templates."""
    own = Path(__file__).parents[1]
    folders = [Path(folder) for folder in get_app_template_dirs("templates")]
    return {
        file.relative_to(folder).as_posix()
        for folder in folders
        if folder.is_relative_to(own)
        for file in folder.rglob("*.html")
    }

"""What a person does in a page, counted: a click, a key chord or a typed text each is one action."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

WAIT_MS = 30_000
_PASTE = """(field, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}"""


class Hands:
    """A page whose actions are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.done = 0

    def click(self, target: Any, **more: Any) -> None:
        self.done += 1
        target.click(**more)

    def press(self, keys: str) -> None:
        self.done += 1
        for key in keys.split(" "):
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.done += 1
        self.page.keyboard.type(text)

    def paste(self, field: Any, text: str) -> None:
        self.done += 1
        field.evaluate(_PASTE, text)

    def choose(self, label: str, option: str) -> None:
        self.done += 1
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def told(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page says so: the act has come to its end."""
        self.page.locator("#toasts").get_by_text(text).last.wait_for()

    def row(self, key: str) -> Any:
        return self.page.locator(f'[data-list] tr[data-key="{key}"]')

    def goto_row(self, key: str) -> None:
        """Have the cursor on a row, as after j and k: not counted, since the hand may be there."""
        self.row(key).locator(".row-title").focus()


Job = Callable[[Hands], None]


def counted_of(page: Any, jobs: dict[str, Job]) -> dict[str, int | str]:
    """Job -> the number of its actions, or why it did not come to its end."""
    found: dict[str, int | str] = {}
    for name, job in jobs.items():
        hands = Hands(page)
        try:
            job(hands)
            found[name] = hands.done
        except Exception as error:  # a job that fails is told, and the next one is tried
            found[name] = str(error).splitlines()[0]
            page.keyboard.press("Escape")
    return found

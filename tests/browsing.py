"""A browser for the tests: Chromium, without the network, and strict about what goes wrong in a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures import People, sign_in
from tools.browser import FLAGS, chromium

ARTIFACTS = Path(__file__).resolve().parent.parent / "artifacts"
# What a browser says when the test itself asked for a failing answer; the test judges the answer.
_EXPECTED = ("Failed to load resource: the server responded with a status of 4",)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session; every test gets a fresh profile from it."""
    executable = chromium()
    if executable is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    # Playwright's own event loop runs in this thread, and Django would refuse the database for it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield opened
        opened.close()


class Troubles(list[str]):
    """What went wrong in a page: script errors, refused content, requests to other hosts."""

    def watch(self, page: Any, origin: str) -> None:
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said))
        page.on("request", lambda request: self._see(page, request, origin))

    def _hear(self, page: Any, said: Any) -> None:
        if said.type == "error" and not said.text.startswith(_EXPECTED):
            self.append(f"{page.url}: {said.text}")

    def _see(self, page: Any, request: Any, origin: str) -> None:
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            self.append(f"{page.url} asked for {request.url}")


@pytest.fixture
def open_page(browser: Any, live_server: Any, request: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(person, "dark")`: a page of a fresh profile, signed in as `person` (None for nobody).

    Relative addresses belong to the server of the test. The test fails afterwards when a page had a
    script error, broke the content policy or asked another host for something.
    """
    troubles = Troubles()
    contexts = []

    def make(person: People | None = None, scheme: str = "light", **options: Any) -> Any:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
        context = browser.new_context(base_url=live_server.url, color_scheme=scheme, **options)
        contexts.append(context)
        if person is not None:
            cookie = sign_in(person).cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        troubles.watch(page, live_server.url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(open_page: Callable[..., Any], people: dict[str, People]) -> Any:
    """A page as the owner of `acme` sees it, in light."""
    return open_page(people["owner"])


@pytest.fixture
def screenshot() -> Callable[..., Path]:
    """`screenshot(page, "timeline-dark")` keeps a picture in artifacts/ and returns its place."""

    def take(page: Any, name: str, *, full_page: bool = True) -> Path:
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        page.screenshot(path=path, full_page=full_page)
        return path

    return take

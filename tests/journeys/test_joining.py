"""From a link that somebody sends to the first page of the workspace, in a browser."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
PASSWORD = "seven lamps over water"


def test_an_invited_person_joins_and_comes_back_with_a_password(page, open_page, people) -> None:
    from playwright.sync_api import expect

    page.goto("/w/acme/accounts/members")
    page.get_by_label("E-mail").fill("nora@acme.example")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link of the invitation").input_value()

    newcomer = open_page()
    newcomer.goto(link)
    newcomer.get_by_label("Name").fill("Nora New")
    newcomer.get_by_label("Password").first.fill(PASSWORD)
    newcomer.locator("main form, form").last.locator("button[type=submit]").click()
    expect(newcomer).to_have_url(re.compile(r"/w/acme/$"))
    expect(newcomer.get_by_text("Nora New").first).to_be_visible()

    again = open_page()
    again.goto("/w/acme/activity")
    again.get_by_label("E-mail").fill("nora@acme.example")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Log in").click()
    expect(again).to_have_url(re.compile(r"/w/acme/activity$"))
    expect(again.get_by_role("table").get_by_text("Nora New").first).to_be_visible()


def test_a_wrong_password_is_told_beside_the_form(open_page, people) -> None:
    from playwright.sync_api import expect

    visitor = open_page()
    visitor.goto("/login")
    visitor.get_by_label("E-mail").fill("owner@acme.example")
    visitor.get_by_label("Password").fill("not the password")
    visitor.get_by_role("button", name="Log in").click()

    expect(visitor.get_by_role("alert")).to_be_visible()
    expect(visitor.get_by_label("E-mail")).to_have_value("owner@acme.example")


def test_a_member_chooses_dark_and_keeps_it_on_the_next_page(page) -> None:
    from playwright.sync_api import expect

    page.goto("/w/acme/")
    page.locator("summary", has_text="Olu Owner").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    page.goto("/w/acme/activity")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

"""Markdown as a reader reads it."""

from pilothouse.kit.markdown import plain


def test_one_line_holds_the_words_without_the_signs() -> None:
    text = "@Ana segments of **1 GB**\nand\n\n- the `audit`\n- [a rota](https://x.y)\n\n```\nx < 1\n```"

    assert plain(text) == "@Ana segments of 1 GB and the audit a rota x < 1"

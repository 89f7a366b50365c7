"""What `html` takes out, and what it leaves."""

from tests.reading import html


def test_how_a_template_is_laid_out_does_not_show() -> None:
    flat = '<tr><td class="num">1 of <b>2</b> left</td><td><input name="a" value="1"></td></tr>'
    laid_out = """
    <tr>
      <td class="num">
        1 of
        <b>2</b> left
      </td>
      <td>
        <input
          name="a"
          value="1"
        >
      </td>
    </tr>
    """
    assert html(flat) == html(laid_out) == flat


def test_white_space_that_is_seen_stays() -> None:
    assert html("<p>a <b>c</b> d</p>") != html("<p>a<b>c</b>d</p>")

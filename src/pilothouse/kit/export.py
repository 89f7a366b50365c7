"""Tables out: CSV streamed, XLSX in constant memory, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from numbers import Integral, Real
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from pilothouse.kit.errors import Invalid

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHUNK = 65536
_XLSX_ROWS = 1_048_575
_XLSX_TEXT = 32_767
_XLSX_EPOCH = date(1900, 3, 1)  # trap: Excel believes in 29 February 1900, so earlier dates go out as text
_EXACT = 2**53  # above it a spreadsheet's numbers lose digits

Cell = str | int | float | Decimal | date | datetime


def safe_text(text: str) -> str:
    """`text` with an apostrophe before a leading =, +, -, @, TAB or CR, so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def cell(value: Any) -> Cell:
    """A value as a table cell: finite numbers and dates as they are, truth as yes or no, the rest safe text.

    None and numbers that are not finite are empty; times are in UTC.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return value if value.is_finite() else ""
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return safe_text(", ".join(str(part) for part in value))
    return safe_text(str(value))


def table_response(
    request: HttpRequest,
    *,
    rows: Iterable[Sequence[Any]],
    columns: Sequence[str],
    name: str,
    format: str,  # noqa: A002 - the word in the address
) -> HttpResponseBase:
    """`rows` under `columns` as a download `name.csv` or `name.xlsx`.

    CSV is UTF-8 with a mark and is read from `rows` while it is sent; XLSX is written to disk first. Raises
    `Invalid` for another format, and for more rows than a sheet can hold.
    """
    if format not in _TYPES:
        raise Invalid(f"'{format[:20]}' is not a table format.", where="format", cure="Use csv or xlsx.")
    file = f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name).strip('-') or 'table'}.{format}"
    heads = [safe_text(column.replace("_", " ")) for column in columns]
    response: HttpResponseBase
    if format == "csv":
        response = StreamingHttpResponse(_csv(rows, heads), content_type=_TYPES[format])
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    else:
        response = FileResponse(
            _xlsx(rows, heads), as_attachment=True, filename=file, content_type=_TYPES[format]
        )
    return response


def _csv(rows: Iterable[Sequence[Any]], heads: Sequence[str]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_plain(cell(value)) for value in row])
        if buffer.tell() > _CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _plain(value: Cell) -> str | int | float:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def _xlsx(rows: Iterable[Sequence[Any]], heads: Sequence[str]) -> IO[bytes]:
    # Loaded here, as few processes ever write one.
    import xlsxwriter

    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    forms = {name: book.add_format({"num_format": name}) for name in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")}
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, 1):
        if number > _XLSX_ROWS:
            raise Invalid(
                f"A sheet holds {_XLSX_ROWS:,} rows, and there are more.", where="format", cure="Use csv."
            )
        for column, value in enumerate(row):
            _write(sheet, number, column, cell(value), forms)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, row: int, column: int, value: Cell, forms: dict[str, Any]) -> None:
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        if day >= _XLSX_EPOCH:
            form = forms["yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"]
            sheet.write_datetime(row, column, value, form)
            return
        value = str(_plain(value))
    if not isinstance(value, str):
        if isinstance(value, float) or -_EXACT <= value <= _EXACT:
            sheet.write_number(row, column, value)
            return
        value = safe_text(str(_plain(value)))
    if len(value) > _XLSX_TEXT:
        value = f"{value[: _XLSX_TEXT - 1]}…"
    if value:
        sheet.write_string(row, column, value)

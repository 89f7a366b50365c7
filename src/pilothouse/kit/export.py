"""Tables out: CSV streamed, XLSX in constant memory, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from pilothouse.kit.errors import Invalid

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = ("csv", "xlsx")


def safe_text(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: an apostrophe goes before =, +, -, @, TAB and CR."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def cell(value: Any) -> Any:
    """A value as a table cell: numbers stay numbers, nothing is empty, the rest is safe text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return safe_text(", ".join(str(part) for part in value))
    return safe_text(str(value))


def table_response(
    request: HttpRequest, *, rows: Iterable[Sequence[Any]], columns: Sequence[str], name: str, format: str
) -> HttpResponseBase:
    """`rows` under `columns` as a download `name.csv` or `name.xlsx`. Raises `Invalid` for another format."""
    if format not in _FORMATS:
        raise Invalid(f"'{format[:20]}' is not a table format.", where="format", cure="Use csv or xlsx.")
    file = f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}.{format}"
    heads = [column.replace("_", " ") for column in columns]
    if format == "csv":
        response = StreamingHttpResponse(_csv(rows, heads), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file}"'
        return response
    return FileResponse(_xlsx(rows, heads), as_attachment=True, filename=file)


def _csv(rows: Iterable[Sequence[Any]], heads: Sequence[str]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    writer.writerow(heads)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > 65536:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _xlsx(rows: Iterable[Sequence[Any]], heads: Sequence[str]) -> Any:
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            shown = cell(value)
            if isinstance(shown, int | float):
                sheet.write_number(number, column, shown)
            elif shown:
                sheet.write_string(number, column, shown[:32767])
    book.close()
    file.seek(0)
    return file

"""Any table with a header, such as CSV."""

LABEL = "CSV"

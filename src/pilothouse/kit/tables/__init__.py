"""Tables that people bring: files read row by row, and dates as they are written."""

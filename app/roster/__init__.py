"""Spreadsheets in: read, recognise, normalise, check, preview, commit and undo a school's workbook."""

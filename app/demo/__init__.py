"""The demo school: an invented township of three schools, the same at every making relative to today; see `making.py`."""

"""Measures the program against stock Flask-Admin over the same rows, and its other budgets; never part of the tests."""

"""Summaries and what else the school's leaders keep."""

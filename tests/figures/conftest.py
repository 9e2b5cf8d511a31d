"""Figures are tried on the term of the standards' tests."""

from tests.standards.conftest import talk, weeks

__all__ = ["talk", "weeks"]

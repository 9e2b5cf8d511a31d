"""TermSummary: written, approved and printed on the page of the reports (`pages/reports.py`)."""

from app.access.vocabulary import Action
from app.admin.overrides import Override

OVERRIDE = Override(without=frozenset({Action.CREATE, Action.EDIT}))

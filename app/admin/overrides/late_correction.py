"""LateCorrection: opened from the page of the row itself (`pages/late_corrections.py`)."""

from app.access.vocabulary import Action
from app.admin.overrides import Override

OVERRIDE = Override(without=frozenset({Action.CREATE}))

"""User: accounts are made with their first password on a page of its own (`pages/accounts.py`)."""

from app.access.vocabulary import Action
from app.admin.overrides import Override

OVERRIDE = Override(without=frozenset({Action.CREATE}))

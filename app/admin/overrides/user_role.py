"""UserRole: a grant is asked for and confirmed by two persons on a page of its own, and never reworded afterwards."""

from app.access.vocabulary import Action
from app.admin.overrides import Override

OVERRIDE = Override(without=frozenset({Action.CREATE, Action.EDIT}))

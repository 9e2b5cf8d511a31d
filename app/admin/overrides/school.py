"""School: a school enters the program by its set-up, with its first term and administrators."""

from app.access.vocabulary import Action
from app.admin.overrides import Override

OVERRIDE = Override(without=frozenset({Action.CREATE, Action.ARCHIVE}))

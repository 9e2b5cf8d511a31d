"""Where the sources of evidence are found, and what the sources of one evaluation share."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib import import_module
from typing import Any, TypeVar

from app.models._base import Entity
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.standards.as_of import AsOf
from app.standards.evidence.shapes import Evidence
from app.standards.rules import Rule

#: (session, at, rule) -> id of the subject -> its evidence; who has none may be absent.
Source = Callable[[Any, AsOf, Rule], Mapping[int, Evidence]]
S = TypeVar("S", bound=Source)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """A source and the entity whose rows stand behind its days."""

    source: Source
    entity: type[Entity] | None


_known: dict[tuple[RuleAction, RuleSubject], Known] = {}


def evidence(
    action: RuleAction, *subjects: RuleSubject, entity: type[Entity] | None = None
) -> Callable[[S], S]:
    """Make the function the source for these subjects; of a figure opened, `entity` is what its `rows` are."""

    def known(source: S) -> S:
        for subject in subjects:
            if (action, subject) in _known:
                raise TypeError(f"{action} of {subject} has two sources")
            _known[action, subject] = Known(source, entity)
        return source

    return known


def source_of(rule: Rule) -> Known | None:
    """Where the rule's evidence comes from; None for what is recorded nowhere the judge may look."""
    _find()
    return _known.get((rule.action, rule.subject))


@cache
def _find() -> None:
    package = import_module("app.standards.evidence")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


@dataclass(slots=True)
class Run:
    """One evaluation: whom it asks about, whether it wants the rows themselves, and what was read for it."""

    students: frozenset[int] | None = None
    opens_rows: bool = False
    memo: dict[Any, Any] = field(default_factory=dict)


_run: ContextVar[Run | None] = ContextVar("evaluation", default=None)


@contextmanager
def run(students: Collection[int] | None = None, *, opens_rows: bool = False) -> Iterator[Run]:
    """Within it every `once` reads once; `students` narrows what is read where a source can."""
    asked = None if students is None else frozenset(students)
    mark = _run.set(found := Run(asked, opens_rows))
    try:
        yield found
    finally:
        _run.reset(mark)


def students_asked() -> frozenset[int] | None:
    """The children the evaluation is about; None for all."""
    found = _run.get()
    return None if found is None else found.students


def opens_rows() -> bool:
    """Whether the ids of the rows are wanted, which costs more than their days."""
    found = _run.get()
    return found is not None and found.opens_rows


def once(read: Callable[..., T]) -> Callable[..., T]:
    """Let the sources of one evaluation share what `read(session, *asked)` gives; the arguments are hashable."""

    @wraps(read)
    def shared(session: Any, *asked: Any) -> T:
        found = _run.get()
        if found is None:
            return read(session, *asked)
        key = (read, asked)
        if key not in found.memo:
            found.memo[key] = read(session, *asked)
        value: T = found.memo[key]
        return value

    return shared

"""Every way into the database a page or a careless query could take, each as a function of session and entity.

A reading door gives the keys it could get hold of; a refused one must raise `Refused`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import delete, exists, func, insert, literal_column, or_, select, text, union_all, update
from sqlalchemy.orm import aliased, joinedload, make_transient_to_detached, selectinload

from app.models._base import Entity

Entities = type[Entity]
#: Gives the keys of the entity that the door lets through; `every` are the keys of all rows there are.
Door = Callable[[Any, Any, Iterable[int]], Iterable[int]]


def selected(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    return [row.id for row in session.scalars(select(entity))]


def columns(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    return session.scalars(select(entity.id).order_by(entity.id.desc())).all()


def by_key(session: Any, entity: Any, every: Iterable[int]) -> Iterable[int]:
    return [key for key in every if session.get(entity, key) is not None]


def filtered(session: Any, entity: Any, every: Iterable[int]) -> Iterable[int]:
    anything = or_(entity.id.in_(list(every)), entity.id > 0)
    return session.scalars(select(entity.id).filter(anything).distinct()).all()


def under_another_name(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    other = aliased(entity)
    return session.scalars(select(other.id)).all()


def joined_to_itself(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    """From a visible row to every other by an outer join without a condition worth the name."""
    other = aliased(entity)
    pairs = session.execute(select(entity.id, other.id).outerjoin(other, other.id + entity.id > 0))
    return {key for pair in pairs for key in pair if key is not None}


def crossed(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    other = aliased(entity)
    return session.scalars(select(other.id).where(entity.id + other.id > 0)).all()


def inside_a_subquery(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    inner = select(entity.id).subquery()
    return session.scalars(select(inner.c.id)).all()


def entity_of_a_subquery(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    inner = aliased(entity, select(entity).subquery())
    return session.scalars(select(inner.id)).all()


def common_table(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    inner = select(entity.id).cte()
    return session.scalars(select(inner.c.id)).all()


def union_inside(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    both = union_all(select(entity.id), select(entity.id).where(entity.id > 0)).subquery()
    return session.scalars(select(both.c.id)).all()


def existing(session: Any, entity: Any, every: Iterable[int]) -> Iterable[int]:
    """Asks for each key whether there is such a row, behind a row that everybody sees."""
    from app.models.school.school import School

    seen = select(School.id).limit(1)
    return [key for key in every if session.scalars(seen.where(exists().where(entity.id == key))).first()]


def scalar_subquery(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    from app.models.school.school import School

    found = select(School.id, select(func.max(entity.id)).scalar_subquery())
    return {row[1] for row in session.execute(found) if row[1] is not None}


def grouped(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    return [key for key, _n in session.execute(select(entity.id, func.count(entity.id)).group_by(entity.id))]


def streamed(session: Any, entity: Any, _every: Iterable[int]) -> Iterable[int]:
    return [row.id for row in session.scalars(select(entity).execution_options(yield_per=5))]


def queried(session: Any, entity: Any, every: Iterable[int]) -> Iterable[int]:
    return [row.id for row in session.query(entity).filter(entity.id.in_(list(every)))]


READING: tuple[Door, ...] = (
    selected, columns, by_key, filtered, under_another_name, joined_to_itself, crossed, inside_a_subquery,
    entity_of_a_subquery, common_table, union_inside, existing, scalar_subquery, grouped, streamed, queried,
)  # fmt: skip

#: For entities that are closed to a person altogether.
CLOSED: tuple[Door, ...] = (selected, by_key, joined_to_itself)

Counting = Callable[[Any, Any], int]


def count_rows(session: Any, entity: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(entity)))


def count_keys(session: Any, entity: Any) -> int:
    return int(session.scalar(select(func.count(entity.id.distinct()))))


def count_query(session: Any, entity: Any) -> int:
    return int(session.query(entity).count())


def count_window(session: Any, entity: Any) -> int:
    found = session.execute(select(entity.id, func.count(entity.id).over()).select_from(entity)).first()
    return int(found[1]) if found else 0


COUNTING: tuple[Counting, ...] = (count_rows, count_keys, count_query, count_window)


def loaded_along(session: Any, entity: Any, load: Any) -> Iterable[tuple[str, int]]:
    """(entity, key) of the rows that come with the visible rows, by all relationships and this way of loading."""
    names = [relation.key for relation in entity.__mapper__.relationships]
    wanted = select(entity)
    if load is not None:
        wanted = wanted.options(*(load(getattr(entity, name)) for name in names))
    session.expunge_all()
    for row in session.scalars(wanted).unique().all():
        for reached in filter(None, (getattr(row, name) for name in names)):
            yield type(reached).__name__, reached.id


LOADS = (None, joinedload, selectinload)

Refusing = Callable[[Any, Any, int], object]
REFUSED: dict[str, Refusing] = {
    "text": lambda s, e, _k: s.execute(text(f"SELECT id FROM {e.__tablename__}")).all(),
    "plain table": lambda s, e, _k: s.execute(select(e.__table__)).all(),
    "column of the table": lambda s, e, _k: s.execute(select(e.__table__.c.id)).all(),
    "count of the table": lambda s, e, _k: s.scalar(select(func.count()).select_from(e.__table__)),
    "alias of the table": lambda s, e, _k: s.execute(select(e.id).join(a := e.__table__.alias(), a.c.id > 0)).all(),
    "table under exists": lambda s, e, _k: s.execute(select(e.id).where(exists(e.__table__.alias().select()))).all(),
    "literal column": lambda s, e, _k: s.execute(select(e.id, literal_column("1"))).all(),
    "text in a condition": lambda s, e, _k: s.execute(select(e.id).where(text("1=1"))).all(),
    "union": lambda s, e, _k: s.execute(union_all(select(e.id), select(e.id))).all(),
    "from statement": lambda s, e, _k: s.scalars(select(e).from_statement(text(f"SELECT * FROM {e.__tablename__}"))).all(),
    "insert": lambda s, e, _k: s.execute(insert(e).values(id=10**6)),
    "update": lambda s, e, k: s.execute(update(e).where(e.id == k).values(archived_at=None)),
    "delete": lambda s, e, k: s.execute(delete(e).where(e.id == k)),
    "query update": lambda s, e, _k: s.query(e).update({"archived_at": None}),
    "query delete": lambda s, e, _k: s.query(e).delete(),
    "bulk insert": lambda s, e, _k: s().bulk_insert_mappings(e, [{"id": 10**6}]),
    "bulk update": lambda s, e, k: s().bulk_update_mappings(e, [{"id": k, "archived_at": None}]),
    "bulk save": lambda s, e, _k: s().bulk_save_objects([e()]),
    "connection": lambda s, _e, _k: s().connection(),
    "a detached row": lambda s, e, k: s.add(_detached(e, k)),
    "merge without loading": lambda s, e, k: s.merge(_detached(e, k), load=False),
    "deletion": lambda s, e, _k: _delete_first(s, e),
}  # fmt: skip


def _detached(entity: Any, key: int) -> Any:
    row = entity(id=key)
    make_transient_to_detached(row)
    return row


def _delete_first(session: Any, entity: Any) -> None:
    row = session.scalars(select(entity).limit(1)).first()
    if row is None:
        raise NothingThere
    session.delete(row)
    session.commit()


class NothingThere(Exception):
    """The person sees no row of the entity that he could try the door with."""

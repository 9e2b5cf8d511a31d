"""Builds the measured databases once and keeps them under instance/bench/: one school of any size, or a township of many.

Rows are written in bulk past the program, in the shape it would give them: children with an enrollment, a homeroom
teacher for each class, a mentor for two children in five, ten contact records a child.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.access.server_key import ServerKey
from app.database import sqlite_driver
from app.models.system.name_gram import grams
from bench import people

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "instance" / "bench"
_KEY = ServerKey(FOLDER / "sealing.key")

CONTACTS = 10
CLASS_SIZE = 45
_CHILDREN_PER_TEACHER = 15
_VILLAGES = 30
_SEED = 20251122
_NOW = "2025-11-20 08:00:00.000000"
_CHANNELS = ("in-person", "phone", "video", "home-visit", "letter", "online")
_CONTENT = "谈了这一周的学习和生活，孩子说想念父母，作业已经补上，约好下周再联系。"


@dataclass(frozen=True, slots=True)
class Size:
    """How many children in how many schools."""

    children: int
    schools: int = 1

    @property
    def name(self) -> str:
        return f"{'one' if self.schools == 1 else f'{self.schools}-schools'}-{self.children}"


@dataclass(frozen=True, slots=True)
class School:
    """The keys of one school's rows, as `range`s."""

    id: int
    children: range
    classes: range
    staff: range
    villages: range


def database(size: Size) -> Path:
    """The database of this size, made when there is none of the present tables and rows."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{size.name}-{_fingerprint()}.sqlite3"
    if not path.exists():
        for old in FOLDER.glob(f"{size.name}-*.sqlite3*"):
            old.unlink()
        _build(size, path)
    return path


def _fingerprint() -> str:
    """Of everything that decides what a database holds."""
    sources = [
        *sorted((ROOT / "migrations" / "versions").glob("*.py")),
        Path(__file__),
        Path(people.__file__),
    ]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:10]


def _build(size: Size, path: Path) -> None:
    began, making = time.monotonic(), path.with_suffix(".making")
    making.unlink(missing_ok=True)
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{making}", "SHOUWANG_INSTANCE": str(FOLDER)}
    subprocess.run([sys.executable, "scripts/migrate.py"], cwd=ROOT, env=environment, check=True, stdout=2)
    connection = sqlite_driver().connect(making)
    for setting in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {setting}")
    pick = random.Random(_SEED)
    with connection:
        for school in _schools(size):
            for table, rows in _tables(school, pick):
                _insert(connection, table, rows)
    for setting in ("optimize=0x10002", "journal_mode=WAL"):
        connection.execute(f"PRAGMA {setting}")
    connection.close()
    making.rename(path)
    print(
        f"  {path.name}: {path.stat().st_size / 1e6:.0f} MB in {time.monotonic() - began:.0f} s",
        file=sys.stderr,
    )


def _insert(connection: Any, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows, None)
    if first is None:
        return
    names, marks = ", ".join(first), ", ".join("?" * len(first))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    connection.execute(statement, tuple(first.values()))
    while block := [tuple(row.values()) for row in islice(rows, 10_000)]:
        connection.executemany(statement, block)


def _schools(size: Size) -> Iterator[School]:
    each = size.children // size.schools
    classes, staff = -(-each // CLASS_SIZE), max(4, each // _CHILDREN_PER_TEACHER)

    def keys(count: int, index: int) -> range:
        return range(index * count + 1, (index + 1) * count + 1)

    for i in range(size.schools):
        yield School(i + 1, keys(each, i), keys(classes, i), keys(staff, i), keys(_VILLAGES, i))


def _tables(school: School, pick: random.Random) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    yield "schools", iter([_school(school)])
    yield "school_years", iter([_year(school)])
    yield "terms", iter([_term(school)])
    yield "villages", _villages(school)
    yield "school_classes", _classes(school)
    staff = list(_staff(school, pick))
    yield "staffs", iter(staff)
    yield "teaching_assignments", _homerooms(school)
    yield "users", _users(school)
    yield "user_roles", _roles(school)
    children = list(_children(school, pick))
    yield "students", iter(children)
    yield "name_grams", _grams("Staff", staff)
    yield "name_grams", _grams("Student", children)
    yield "enrollments", _enrollments(school)
    yield "mentorings", _mentorings(school)
    yield "contact_records", _contacts(school, pick)


def _own(key: int, school: School) -> dict[str, Any]:
    """The columns that every row has."""
    return {"id": key, "school_id": school.id, "created_at": _NOW, "updated_at": _NOW, "version": 1}


def _school(school: School) -> dict[str, Any]:
    own = {name: value for name, value in _own(school.id, school).items() if name != "school_id"}
    named = {"code": f"B{school.id:04d}", "name": f"平安镇第{school.id}小学", "kind": "complete"}
    return own | named | {"is_active": 1}


def _year(school: School) -> dict[str, Any]:
    return _own(school.id, school) | {
        "label": "2025-2026",
        "starts_on": "2025-08-01",
        "ends_on": "2026-07-31",
    }


def _term(school: School) -> dict[str, Any]:
    days = {"starts_on": "2025-08-01", "ends_on": "2026-01-31"}
    named = {"label": "2025-2026学年度第一学期", "half": "first", "is_current": 1}
    return _own(school.id, school) | {"school_year_id": school.id} | days | named


def _villages(school: School) -> Iterator[dict[str, Any]]:
    for number, key in enumerate(school.villages, 1):
        yield _own(key, school) | {"name": f"柳林{number}村", "township": "平安镇"}


def _classes(school: School) -> Iterator[dict[str, Any]]:
    for index, key in enumerate(school.classes):
        grade, number = index % 6 + 1, index // 6 + 1
        label = f"{'一二三四五六'[grade - 1]}({number})班"
        yield _own(key, school) | {
            "school_year_id": school.id,
            "grade": grade,
            "number": number,
            "label": label,
        }


def _staff(school: School, pick: random.Random) -> Iterator[dict[str, Any]]:
    for key in school.staff:
        flags = {"is_employee": 1, "is_counselor_qualified": 0}
        named = {"staff_no": f"T{key:06d}", "name": people.name(pick), "category": "teacher"}
        yield (
            _own(key, school) | named | {"phone": _KEY.seal_number(people.phone(key), "staffs.phone")} | flags
        )


def _homerooms(school: School) -> Iterator[dict[str, Any]]:
    for index, key in enumerate(school.classes):
        teacher = school.staff[index % len(school.staff)]
        held = {"staff_id": teacher, "school_class_id": key, "role": "homeroom", "starts_on": "2025-08-01"}
        yield _own(key, school) | held


#: The people who look, each by the place of a member of staff and with one role.
ROLES = {"it_admin": "it-admin", "principal": "principal", "homeroom": "homeroom", "mentor": "mentor"}
_PLACES = {"homeroom": 0, "mentor": 1, "principal": 2, "it_admin": 3}


def user_key(role: str, school_id: int = 1) -> int:
    return (school_id - 1) * len(ROLES) + list(ROLES).index(role) + 1


def _users(school: School) -> Iterator[dict[str, Any]]:
    for role in ROLES:
        named = {"username": f"{role}-{school.id}", "staff_id": school.staff[_PLACES[role]], "language": "zh"}
        flags = {"is_active": 1, "must_change_password": 0}
        yield _own(user_key(role, school.id), school) | named | flags


def _roles(school: School) -> Iterator[dict[str, Any]]:
    for role, stored in ROLES.items():
        key = user_key(role, school.id)
        granted = {"user_id": key, "role": stored, "for_all_schools": 0, "granted_at": _NOW}
        yield _own(key, school) | granted


def _class_of(school: School, child: int) -> int:
    return school.classes[(child - school.children.start) // CLASS_SIZE]


def _children(school: School, pick: random.Random) -> Iterator[dict[str, Any]]:
    for key in school.children:
        is_male = pick.random() < 0.52
        yield _own(key, school) | {
            "name": people.name(pick),
            "gender": "male" if is_male else "female",
            "birth_date": people.born_on(key).isoformat(),
            "school_class_id": _class_of(school, key),
            "student_no": _KEY.seal_number(f"L{key:09d}", "students.student_no"),
            "id_card_no": None
            if key % 20
            else _KEY.seal_number(people.id_number(key, is_male), "students.id_card_no"),
            "village_id": pick.choice(school.villages),
            "home_address": _KEY.seal(f"平安镇柳林村{key % 90 + 1}号", "students.home_address"),
            "health_note": "花生过敏。" if key % 40 == 0 else None,
            "status": "transferred" if key % 25 == 0 else "enrolled",
        }


def _grams(kind: str, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({"kind": kind, "gram": gram, "row_id": row["id"]} for row in rows for gram in grams(row["name"]))


def _enrollments(school: School) -> Iterator[dict[str, Any]]:
    for key in school.children:
        stay = {"student_id": key, "school_class_id": _class_of(school, key), "starts_on": "2025-08-01"}
        yield _own(key, school) | stay


def _mentor_of(school: School, child: int) -> int:
    return school.staff[(child - school.children.start) // _CHILDREN_PER_TEACHER % len(school.staff)]


def _mentorings(school: School) -> Iterator[dict[str, Any]]:
    for key in school.children:
        if key % 5 < 2:
            pair = {
                "student_id": key,
                "mentor_id": _mentor_of(school, key),
                "kind": "teacher",
                "is_primary": 1,
            }
            yield _own(key, school) | pair | {"starts_on": "2025-09-01"}


def _contacts(school: School, pick: random.Random) -> Iterator[dict[str, Any]]:
    first = dt.datetime(2025, 8, 1)  # noqa: DTZ001 - stored as UTC without a zone
    for child in school.children:
        for number in range(CONTACTS):
            at = first + dt.timedelta(minutes=pick.randrange(110 * 24 * 60))
            yield _own((child - 1) * CONTACTS + number + 1, school) | {
                "student_id": child,
                "happened_at": f"{at:%Y-%m-%d %H:%M:%S}.000000",
                "parties": "staff-child",
                "channel": pick.choice(_CHANNELS),
                "staff_id": _mentor_of(school, child),
                "reached": 1,
                "minutes": pick.randrange(5, 60),
                "topics": '["life", "study"]',
                "content": _CONTENT,
                "term_id": school.id,
            }

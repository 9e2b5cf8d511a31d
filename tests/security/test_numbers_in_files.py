"""After a day's work no file of the installation holds a planted number of a child or a parent, in whatever encoding (T-13)."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import logging
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.access import sessions
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.aid.sponsor import Sponsor, SponsorKind
from app.models.people.id_numbers import Gender, check_digit
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation
from app.models.school.contact_channel import ChannelKind, ContactChannel
from tests import factories as make
from tests.applications import application
from tests.roster.books import book

pytestmark = [
    pytest.mark.security("T-13"),
    pytest.mark.slow,
    pytest.mark.sqlite_only("its files are the program's own"),
]

_FIRST = "99999920160301773"
ID_NUMBER = _FIRST + check_digit(_FIRST)
_SECOND = "99999920150402885"
IMPORTED = _SECOND + check_digit(_SECOND)
PHONE, IMPORTED_PHONE = "10093277164", "10093277295"
ADDRESS = "平安镇柳林村九组七百一十四号"
_HANDED_OUT_MASKED = (ID_NUMBER, f"G{ID_NUMBER}", IMPORTED, f"G{IMPORTED}", PHONE, IMPORTED_PHONE)
ACCOUNT, RESIDENCE, LINE, GIVER = (
    "wxid-柳林村-770133",
    "平安镇柳林村水库边第四户",
    "10093277388",
    "平安镇东街二百六十一号",
)
#: An address stands in the file of whoever may export it, and in no other.
NUMBERS = (*_HANDED_OUT_MASKED, ADDRESS, ACCOUNT, RESIDENCE, LINE, GIVER)
_ROLES = (Role.IT_ADMIN, Role.HOMEROOM)
#: The screens of people; papers are made in a process that writes no file (T-22).
_CRAWLED = tuple(
    f"/admin/{table}/"
    for table in (
        "students",
        "caregivers",
        "student-caregivers",
        "staffs",
        "import-batches",
        "import-rows",
        "care-registrations",
        "contact-channels",
        "sponsors",
        "audit-logs",
    )
)


def forms(text: str) -> dict[str, bytes]:
    """The text as it could stand in a file; base64 at all three places of its alphabet."""
    made = {name: text.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gbk")}
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + text.encode())
        made[f"base64 at {shift}"] = whole[4 if shift else 0 : -4]
    return made


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content, and what is packed in it."""
    yield content
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(content)) as packed:
            yield from (packed.read(name) for name in packed.namelist())


def found_in(name: str, content: bytes, numbers: tuple[str, ...] = NUMBERS) -> list[str]:
    """Where a planted number stands."""
    return [
        f"{name}: {number[:6]}… as {form}"
        for part in unpacked(content)
        for number in numbers
        for form, pattern in forms(number).items()
        if pattern in part
    ]


@contextmanager
def _installation(folder: Path) -> Iterator[tuple[Flask, dict[Role, int]]]:
    """The program with real commits, its temporary files in `folder`, and a child with all kinds of number."""
    kept = tempfile.tempdir
    tempfile.tempdir = str(folder / "temp")
    Path(tempfile.tempdir).mkdir()
    try:
        with _migrated(folder) as app:
            app.config["WTF_CSRF_ENABLED"] = False
            with app.app_context(), system_session("a day's work") as session:
                users = _plant(session)
                session.commit()
            yield app, users
    finally:
        tempfile.tempdir = kept


@contextmanager
def _migrated(folder: Path) -> Iterator[Flask]:
    import flask_migrate

    from app.access import server_key

    key, url = server_key._server_key, f"sqlite:///{folder / 'shouwang.db'}"
    try:
        with application(url, folder / "instance") as app:
            with app.app_context():
                flask_migrate.upgrade()
            yield app
    finally:
        if key is not None:
            server_key.use(key)


def _plant(session: Any) -> dict[Role, int]:
    school = make.make_school(session)
    year = make.make_school_year(session, school)
    term = make.make_term(session, school, year)
    school_class = make.make_class(session, year, 3, 1)
    teacher = make.make_staff(session, school)
    make.make_homeroom(session, teacher, school_class)
    child = make.make_student(
        session, school_class=school_class, gender=Gender.MALE, birth_date=dt.date(2016, 3, 1),
        id_card_no=ID_NUMBER, student_no=f"G{ID_NUMBER}", home_address=ADDRESS,
    )  # fmt: skip
    make.make_caregiver(
        session, child, Relation.GRANDMOTHER, phone=PHONE, address=ADDRESS, online_account=ACCOUNT
    )
    make.make_registration(session, child, term, current_residence=RESIDENCE)
    session.add(ContactChannel(school_id=school.id, kind=ChannelKind.HELP_LINE, number=LINE))
    session.add(Sponsor(school_id=school.id, name="平安商店", kind=SponsorKind.COMPANY, address=GIVER))
    people = {role: teacher if role is Role.HOMEROOM else make.make_staff(session, school) for role in _ROLES}
    return {
        role: make.make_user(session, person, roles=(role,), must_change_password=False).id
        for role, person in people.items()
    }


def _readable(app: Flask) -> list[str]:
    """Every route that can be asked for, with 1 for its arguments."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted(re.sub(r"<(?:[^:<>]+:)?[^<>]+>", "1", rule.rule) for rule in rules)


def _enter(app: Flask, user_id: int) -> FlaskClient:
    with app.app_context(), system_session("test sign-in") as session:
        token, _actor = sessions.open_session(session, user_id)
        session.commit()
    client = app.test_client()
    client.set_cookie("sw_sid", token)
    return client


def _work(app: Flask, users: dict[Role, int], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Import, every page, exports, searches, a reveal, a draft, a wrong form; gives what is handed out as a file."""
    header = ["姓名", "性别", "出生日期", "班级", "学籍号", "身份证号"]
    row = ["宋小满", "男", dt.date(2015, 4, 2), "三(1)班", f"G{IMPORTED}", IMPORTED]
    workbook = folder.parent / "brought.xlsx"
    workbook.write_bytes(book({"学生名册": [header, row]}))
    told = app.test_cli_runner().invoke(args=["import", str(workbook)])
    assert told.exit_code == 0, told.output
    for role, user_id in users.items():
        client = _enter(app, user_id)
        for address in _readable(app):
            if address.startswith(_CRAWLED):
                answer = client.get(address)
                if "attachment" in answer.headers.get("Content-Disposition", ""):
                    yield f"{role.value} {address}", answer.get_data()
        yield from (
            (
                f"{role.value} {kind}",
                client.post(f"/admin/students/export/{kind}/", data={"reason": "核对"}).data,
            )
            for kind in ("csv", "xlsx")
        )
        yield from (
            (
                f"{role.value} {kind}",
                client.post(f"/admin/caregivers/export/{kind}/", data={"reason": "核对"}).data,
            )
            for kind in ("csv", "xlsx")
        )
        for text in NUMBERS:
            sent = client.post("/admin/students/search/", data={"q": text})
            client.get(sent.headers.get("Location", "/"))
        asked = {"id": 1, "column": "id_card_no", "reason": "核对学籍"}
        client.post("/admin/students/reveal/", data=asked)
        fields = [["id_card_no", ID_NUMBER], ["phone", PHONE], ["note", ADDRESS]]
        client.post("/drafts", json={"form": "/admin/students/new/", "fields": fields})
        client.post(
            "/admin/students/edit/?id=1", data={"student_no": f"G{IMPORTED}", "id_card_no": IMPORTED + "0"}
        )


def test_no_file_holds_a_planted_number_after_a_days_work(tmp_path: Path) -> None:
    folder = tmp_path / "installation"
    folder.mkdir()
    log = logging.FileHandler(folder / "program.log", encoding="utf-8")
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        with _installation(folder) as (app, users):
            found = [
                hit
                for name, content in _work(app, users, folder)
                for hit in found_in(name, content, _HANDED_OUT_MASKED)
            ]
            _fail_with_numbers(app, users)
            with app.app_context(), system_session("is it really there", reads_only=True) as session:
                numbers = session.query(Student.student_no).order_by(Student.id).all()
            assert [number for (number,) in numbers] == [f"G{ID_NUMBER}", f"G{IMPORTED}"]
            files = [path for path in folder.rglob("*") if path.is_file()]
            for path in files:
                found += found_in(path.name, path.read_bytes())
            names = {path.name for path in files}
            assert {"shouwang.db", "shouwang.db-wal", "shouwang.db-shm", "program.log"} <= names
    finally:
        root.removeHandler(log)
        root.setLevel(level)
        log.close()
    assert found == []


def _fail_with_numbers(app: Flask, users: dict[Role, int]) -> None:
    """A failure in the middle of a statement that carries the numbers: its traceback goes to the log."""
    client = _enter(app, users[Role.IT_ADMIN])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    with pytest.MonkeyPatch.context() as hole:
        hole.setattr("app.admin.searching.ends_with", lambda *_args: 1 / 0)
        hole.setattr("app.admin.searching._numbers_match", lambda *_args: 1 / 0)
        client.get(client.post("/admin/students/search/", data={"q": ID_NUMBER}).headers.get("Location", "/"))


@pytest.mark.parametrize(
    "form", ["utf-8", "utf-16-le", "utf-16-be", "gbk", "base64 at 0", "base64 at 1", "base64 at 2"]
)
def test_the_scan_finds_what_stands_in_the_open(form: str) -> None:
    shift = {"base64 at 1": 1, "base64 at 2": 2}.get(form, 0)
    content = (
        base64.b64encode(b"xy"[:shift] + PHONE.encode() + b"more") if "base64" in form else PHONE.encode(form)
    )
    assert found_in("a", b"before " + content + b" after") != []
    assert found_in("a", b"before " + content[::-1] + b" after") == []
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sheet.xml", content)
    assert found_in("a", packed.getvalue()) != []

"""A working day in the counseling room, by all its doors: nothing written there stands in the clear in any file afterwards (T-13)."""

from __future__ import annotations

import io
import logging
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import MetaData, create_engine, func, select

from app import clock
from app.access import server_key
from app.access.guard import system_session
from app.access.vault import placing
from app.crypto import identities
from app.crypto.identities import Cost
from app.extensions import db
from app.models.counseling.case_attachment import CaseAttachment
from app.models.counseling.counseling_session import CounselingSession
from app.models.counseling.disclosure_notice import DisclosureNotice
from app.models.school.user import User
from app.selftest.scanning import Finder
from tests import databases, open_vault
from tests.admin.test_forms import typed
from tests.applications import application
from tests.pages.conftest import Place, build_place, enter
from tests.pages.room.conftest import (
    PASSWORD,
    Counselor,
    counselor_of,
    give_password,
    let_in,
    newest,
    open_case,
    token_of,
)

pytestmark = [pytest.mark.security("T-13"), pytest.mark.slow]

#: What is written in the room, by the door it comes through. Each has words of its own, so that a finding names its door.
TEXTS = {
    "case": "孩子半夜听见父母在电话里说要离婚",
    "closing": "约定由姑姑每周接去住两晚再看情况",
    "session": "他说想把药藏起来等没人的时候再吃",
    "process": "让他给自己画的小船取了名字叫远航",
    "draft": "写到一半他忽然问人死了以后会去哪儿",
    "locked": "门锁上以后才写完的那一段关于外公",
    "wrong": "填错了时间的记录卡里提到邻居伤害他",
    "failed": "存的时候电脑出错的那句话说的是舅舅",
    "file": "附件里写着他把名字刻在了桥栏杆上面",
    "file name": "小船画背面的遗书扫描件",
    "removed": "撤回同意的那份文件里是继父的签名",
    "letter": "老师我不敢回家请不要告诉我的奶奶吧",
    "survey": "量表第九题他选了几乎每天都有想过",
    "referral": "发现他手臂上有好几道新的划伤痕迹",
    "told": "请今天安排专人陪护不要让他一个人睡",
    "searched": "藏在枕头下面的旧刀片",
    "reason": "昨晚离家至今未归心理教师住院联系不上",
    "after": "换过钥匙以后写的谈到了河边的石头堆",
    "successor": "接手的同事写的第一次谈话说起了弟弟",
}
LOG = "program.log"
_FILE = b"%PDF-1.4\n" + (TEXTS["file"] * 40).encode() + b"\n%%EOF"
_REMOVED = b"%PDF-1.4\n" + (TEXTS["removed"] * 40).encode() + b"\n%%EOF"


@contextmanager
def _installation(folder: Path, backend: str) -> Iterator[tuple[Flask, str]]:
    """The program with real commits; every file it makes lies in the folder."""
    kept, key = tempfile.tempdir, server_key._server_key
    tempfile.tempdir = str(folder / "temp")
    Path(tempfile.tempdir).mkdir(parents=True)
    url = f"sqlite:///{folder / 'shouwang.db'}" if backend == "sqlite" else databases.empty_url(backend)
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    placing.use(placing.RealVault())
    try:
        with application(url, folder / "instance") as app:
            with app.app_context():
                flask_migrate.upgrade()
            app.config["PROPAGATE_EXCEPTIONS"] = False
            app.testing = False
            yield app, url
    finally:
        placing.use(open_vault.OpenVault())
        tempfile.tempdir = kept
        if key is not None:
            server_key.use(key)
        if backend == "postgresql":
            databases.drop(url)


@contextmanager
def _logged(file: Path) -> Iterator[None]:
    """Everything that the program says, and every statement with its values hidden, goes into the file."""
    log, root = logging.FileHandler(file, encoding="utf-8"), logging.getLogger()
    engine = logging.getLogger("sqlalchemy.engine")
    levels = root.level, engine.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    # One step further the library prints the rows it has read, which nobody sets in a school.
    engine.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(log)
        root.setLevel(levels[0])
        engine.setLevel(levels[1])
        log.close()


class Day:
    """One day of two counselors, a mentor and the principal; `look` is called after every act."""

    def __init__(
        self, app: Flask, place: Place, li: Counselor, wang: Counselor, look: Callable[[str], None]
    ) -> None:
        self.app, self.place, self.li, self.wang, self.look = app, place, li, wang, look
        self.case = ""

    def run(self) -> None:
        for act in (
            self.opens_a_case, self.writes_cards, self.keeps_a_draft, self.is_refused_and_fails, self.writes_while_locked,
            self.puts_files, self.takes_in_letters, self.is_referred, self.searches, self.prints, self.tells, self.breaks_glass,
            self.removes_a_file, self.changes_the_key, self.hands_over,
        ):  # fmt: skip
            act()
            self.look(act.__name__)

    def saves(self, who: Counselor, page: str, status: int = 302, **values: Any) -> Any:
        answer = who.browser.post(page, typed(who.browser.get(page).text) | values, page=page)
        assert answer.status_code == status, (
            page,
            answer.status_code,
            re.findall(r"(?s)<main.*?</main>", answer.text)[0][:2500],
        )
        return answer

    def card(self, who: Counselor, status: int = 302, **values: Any) -> Any:
        begun = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
        given = {"case_id": self.case, "counselor_id": str(who.staff), "started_at": begun, "minutes": "40"}
        return self.saves(who, "/admin/counseling-sessions/new/", status, **(given | values))

    def opens_a_case(self) -> None:
        self.case = open_case(self.li, self.place.child, issue=TEXTS["case"]).partition("id=")[2]
        self.saves(self.li, f"/admin/counseling-cases/edit/?id={self.case}", closing=TEXTS["closing"])

    def writes_cards(self) -> None:
        self.card(self.li, matter=TEXTS["session"], process=TEXTS["process"])
        assert (
            TEXTS["session"]
            in self.li.browser.get(f"/admin/counseling-sessions/details/?id={self.newest_card}").text
        )

    @property
    def newest_card(self) -> int:
        return self.newest_of(CounselingSession)

    def newest_of(self, entity: Any) -> int:
        with self.app.app_context(), system_session("which row", reads_only=True) as session:
            return int(session.scalar(select(func.max(entity.id))) or 0)

    def keeps_a_draft(self) -> None:
        told = {"form": "/admin/counseling-sessions/new/", "fields": [["matter", TEXTS["draft"]]]}
        answer = self.li.browser.client.post("/drafts", json=told, headers=token_of(self.li))
        assert answer.status_code == 200
        kept = self.li.browser.get("/drafts?form=/admin/counseling-sessions/new/").get_json()
        assert kept["fields"] == [["matter", TEXTS["draft"]]]

    def is_refused_and_fails(self) -> None:
        self.card(self.li, 422, matter=TEXTS["wrong"], started_at="2999-01-01T10:00")
        with pytest.MonkeyPatch.context() as hole:
            hole.setattr("app.access.sealing.boxes.seal_text", _breaks)
            self.card(self.li, 500, matter=TEXTS["failed"])

    def writes_while_locked(self) -> None:
        page = "/admin/counseling-sessions/new/"
        form = typed(self.li.browser.get(page).text)
        self.li.lock()
        begun = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
        form |= {
            "case_id": self.case,
            "counselor_id": str(self.li.staff),
            "started_at": begun,
            "minutes": "20",
        }
        asked = self.li.browser.post(page, form | {"matter": TEXTS["locked"]}, page="/password")
        assert asked.status_code == 403 and TEXTS["locked"] in asked.text
        assert self.li.unlock() == 302

    def puts_files(self) -> None:
        page = f"/counseling/files/{self.case}/"
        for content, name in ((_FILE, f"{TEXTS['file name']}.pdf"), (_REMOVED, "第二份.pdf")):
            data = {"file": (io.BytesIO(content), name), "card": ""}
            answer = self.li.browser.post(page, data, page="/password", content_type="multipart/form-data")
            assert answer.status_code == 302
        assert self.li.browser.get(f"{page}{self.newest_of(CaseAttachment)}").data == _REMOVED

    def takes_in_letters(self) -> None:
        moment = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
        mine = {"counselor_id": str(self.li.staff)}
        self.saves(self.li, "/admin/mailbox-letters/new/", received_at=moment, text=TEXTS["letter"], **mine)
        self.saves(
            self.li, "/admin/screening-results/new/", student_id=str(self.place.child), term_id=str(self.place.term),
            tool="自评问卷", result=TEXTS["survey"], finding="attention", **mine,
        )  # fmt: skip

    def is_referred(self) -> None:
        path = f"/children/{self.place.sibling}/refer"
        mentor = enter(self.app, self.place.users["mentor"])
        assert (
            mentor.post(path, {"reason": TEXTS["referral"], "is_urgent": "y"}, page=path).status_code == 302
        )
        assert TEXTS["referral"] in self.li.browser.get("/admin/counseling-referrals/details/?id=1").text

    def searches(self) -> None:
        page = "/counseling/search/"
        for words in (TEXTS["searched"], TEXTS["session"]):
            assert self.li.browser.post(page, {"q": words}, page=page).status_code == 200

    def prints(self) -> None:
        paper = self.li.browser.post(
            "/sheets/counseling-card", {"row": str(self.newest_card)}, page="/password"
        )
        assert paper.data.startswith(b"%PDF")

    def tells(self) -> None:
        page = f"/counseling/tell/{self.case}/"
        with self.app.app_context(), system_session("whom", reads_only=True) as session:
            to = session.get_one(User, self.place.users["homeroom"]).staff_id
        data = {"to": str(to), "ground": "own-life", "text": TEXTS["told"]}
        for more in ({}, {"sure": "1"}):
            assert self.li.browser.post(page, {**data, **more}, page="/password").status_code in (200, 302)
        homeroom, notice = enter(self.app, self.place.users["homeroom"]), self.newest_of(DisclosureNotice)
        assert TEXTS["told"] in homeroom.get(f"/told/{notice}").text

    def breaks_glass(self) -> None:
        give_password(self.app, self.place.users["principal"])
        principal = enter(self.app, self.place.users["principal"])
        data = {
            "name": "周小㛃",
            "reason": TEXTS["reason"],
            "confirm_password": PASSWORD,
            **self.li.two_papers(1, 3),
        }
        assert principal.post("/counseling/glass/", data).status_code == 302
        assert TEXTS["session"] in principal.get("/counseling/glass/open/").text

    def removes_a_file(self) -> None:
        path = f"/counseling/files/{self.case}/{self.newest_of(CaseAttachment)}/remove"
        assert self.li.act(path, why="withdrawn").status_code == 302

    def changes_the_key(self) -> None:
        assert self.li.act(f"/counseling/files/{self.case}/key").status_code == 302
        self.card(self.li, matter=TEXTS["after"])

    def hands_over(self) -> None:
        wang = let_in(self.li, self.wang)
        assert self.li.act(f"/counseling/members/{wang}/hand-over").status_code == 302
        self.case = newest(self.wang)
        self.card(self.wang, matter=TEXTS["successor"])
        page = self.wang.browser.get(f"/counseling/files/{self.case}/").text
        assert TEXTS["file name"] in page


def _breaks(*_given: object) -> bytes:
    raise RuntimeError("the seal broke")


def _values(url: str) -> Iterator[tuple[str, bytes]]:
    """(table, everything that stands in one of its rows): a file of SQLite cuts long values into pages."""
    engine = create_engine(url)
    try:
        tables = MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            for table in tables.sorted_tables:
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"'):
                    yield table.name, b"\n".join(_bytes(value) for value in row)
    finally:
        engine.dispose()


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def _dump(url: str, folder: Path) -> None:
    """A backup as administrators make it: the file copied as it lies, and by the database's own means; or every table as text."""
    folder.mkdir()
    if url.startswith("sqlite"):
        own = Path(url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(own)) as source, closing(sqlite3.connect(folder / "copy.db")) as copy:
            source.backup(copy)
            (folder / "dump.sql").write_text("\n".join(source.iterdump()), "utf-8")
        for file in own.parent.glob(f"{own.name}*"):
            (folder / file.name).write_bytes(file.read_bytes())
        return
    engine = create_engine(url)
    tables = MetaData()
    tables.reflect(engine)
    with closing(engine.raw_connection()) as connection:
        for table in tables.sorted_tables:
            with connection.cursor().copy(f'COPY "{table.name}" TO STDOUT') as rows:  # type: ignore[attr-defined]
                (folder / f"{table.name}.copy").write_bytes(b"".join(bytes(part) for part in rows))
    engine.dispose()


def _found(finder: Finder, folder: Path, but: str = "") -> set[tuple[str, str]]:
    """(file, text) of whatever stands in the clear, in all files `but` one."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != but]
    return {(path.name, text) for path in files for text in finder.found_in(path.read_bytes())}


def test_no_text_of_the_room_stands_in_the_clear_in_any_file(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities.lock, "__defaults__", (Cost(rounds=1, kibibytes=64),))
    folder = tmp_path / "installation"
    monkeypatch.setenv("TMPDIR", str(folder / "temp"))
    folder.mkdir()
    found: set[tuple[str, str]] = set()
    with _logged(folder / LOG), _installation(folder, backend) as (app, url):
        place = build_place(app)
        li, wang = counselor_of(app, place.users["counselor"]), _second(app, place)
        li.make_keys()
        assert li.unlock() == 302
        finder = Finder([*TEXTS.values(), li.words, *li.codes])

        names: set[str] = set()

        def look(act: str) -> None:
            names.update(path.name for path in folder.rglob("*"))
            # What only grows is read in the evening.
            found.update((f"{act}: {name}", text) for name, text in _found(finder, folder, but=LOG))

        Day(app, place, li, wang, look).run()
        finder = Finder([*TEXTS.values(), li.words, wang.words, *li.codes])
        _dump(url, folder / "backup")
        found |= {(table, text) for table, row in _values(url) for text in finder.found_in(row)}
        found |= _found(finder, folder)
        wanted = (
            {"shouwang.db", "shouwang.db-wal", "shouwang.db-shm"} if backend == "sqlite" else {"drafts.copy"}
        )
        assert {LOG, *wanted} <= names
    assert found == set()
    (folder / LOG).write_bytes(TEXTS["session"].encode("utf-16-le"))
    assert _found(finder, folder) == {(LOG, TEXTS["session"])}


def _second(app: Flask, place: Place) -> Counselor:
    from app.access.vocabulary import Role
    from tests import factories as make

    with app.app_context(), system_session("a second counselor") as session:
        staff = make.make_staff(session, session.get_one(make.School, place.school))
        key = make.make_user(session, staff, roles=(Role.COUNSELOR,), must_change_password=False).id
        session.commit()
    return counselor_of(app, key)

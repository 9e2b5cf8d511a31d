"""A working day in the counseling room by all its doors, with words that no other door brings."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.access.guard import system_session
from app.models.counseling.case_attachment import CaseAttachment
from app.models.counseling.counseling_session import CounselingSession
from app.models.counseling.disclosure_notice import DisclosureNotice
from app.models.school.user import User
from tests.admin.test_forms import typed
from tests.pages.conftest import Place, enter
from tests.pages.room.conftest import PASSWORD, Counselor, give_password, let_in, newest, open_case, token_of

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
_FILE = b"%PDF-1.4\n" + (TEXTS["file"] * 40).encode() + b"\n%%EOF"
_REMOVED = b"%PDF-1.4\n" + (TEXTS["removed"] * 40).encode() + b"\n%%EOF"


class Day:
    """One day of two counselors, a mentor and the principal; `look` is called after every act."""

    def __init__(
        self, app: Flask, place: Place, li: Counselor, wang: Counselor, look: Callable[[str], None]
    ) -> None:
        self.app, self.place, self.li, self.wang, self.look = app, place, li, wang, look
        self.case = ""
        #: Sealed bytes of the file that is removed in the afternoon.
        self.gone = b""

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

        with self.app.app_context(), system_session("as it lies", reads_only=True) as session:
            own: Any = CaseAttachment.__table__
            sealed = session.connection().scalars(select(own.c.content).order_by(own.c.id.desc())).first()
            self.gone = bytes(sealed or b"")[100:160]

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

"""Disclosure 突破保密：what a counselor told of a case, to whom and on what ground; written once, sealed like the case."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec


class Ground(Choice):
    """Why secrecy may be broken (Mental Health Law 23 and 28, Protection of Minors 11, Prevention of Delinquency 19)."""

    OWN_LIFE = "own-life", "有自伤、自杀危险", "Danger of self-harm"
    OTHERS = "others", "有伤害他人的危险", "Danger to others"
    HARMED = "harmed", "正在受侵害，法定强制报告", "Is being harmed: duty to report"
    ILLNESS = "illness", "疑似精神障碍，须告知监护人", "Likely mental disorder: the guardian has to know"
    CONSENT = "consent", "学生本人同意", "The child agrees"
    LAW = "law", "司法机关依法要求", "A court or the police ask by law"


class Disclosure(SchoolEntity):
    """No role may create or change one on a screen: `access/vault/disclosing.py` writes it with what leaves."""

    spec = Spec(
        label=Label("突破保密记录", "Disclosure"),
        chapter=Chapter.COUNSELING,
        group=Group.COUNSELING,
        level=Level.CONFIDENTIAL,
        title="told_at",
        reach=Reach("case", "case_id"),
        owner="counselor_id",
        box="case",
        listed=("told_at", "case_id", "counselor_id"),
        filtered=("case_id", "told_at"),
        order="-told_at",
        notice=Label(
            "只有负责的心理教师和回避期间的代班心理教师可以看到。",
            "Only the counselor in charge, and who covers during a recusal, can read this.",
        ),
    )

    case_id: Mapped[int] = c.ref("个案", "Case", "CounselingCase", required=True)
    counselor_id: Mapped[int] = c.ref("告知人", "Told by", "Staff", required=True)
    told_at: Mapped[dt.datetime] = c.moment("告知时间", "Told at", required=True)
    receiver: Mapped[str] = c.sealed_text("告知对象", "Told to", place="disclosures.receiver", required=True)
    ground: Mapped[str] = c.sealed_choice("依据", "Ground", Ground, place="disclosures.ground", required=True)
    text: Mapped[str] = c.sealed_text("告知的内容", "What was told", place="disclosures.text", required=True)
    notice_id: Mapped[int | None] = c.ref(
        "告知单",
        "Notice",
        "DisclosureNotice",
        derived=True,
        hint=Label("告知校外单位时没有。", "None where somebody outside was told."),
    )
    seat: Mapped[str | None] = c.seat()

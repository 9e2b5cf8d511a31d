"""The care log of the demo: class plans, services, growth records, reading and scores."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal

from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import add_all, insert_all
from app.demo.township import Place
from app.models.care.care_service import CareDomain, CareService, CareServiceKind
from app.models.care.class_care_plan import ClassCarePlan
from app.models.care.exam_score import Exam, ExamScore
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.reading_record import ReadingRecord, asks_essay

_DAY = dt.timedelta(days=1)
_PLAN = "每周谈心一次；课后留半小时辅导作业；每月联系一次在外家长；期末逐人写出变化。"
_SUMMARY = "全班留守儿童按计划得到辅导，作业按时完成的多了；下学期继续抓好每周通话。"
_SERVICES = (
    (CareDomain.STUDY, CareServiceKind.AFTER_CLASS, 40),
    (CareDomain.STUDY, CareServiceKind.NOON, 25),
    (CareDomain.LIFE, CareServiceKind.SELF_CARE, 20),
    (CareDomain.ACTIVITY, CareServiceKind.INVITED_FIRST, None),
    (CareDomain.SAFETY, CareServiceKind.SAFETY_LESSON, 15),
    (CareDomain.LIFE, CareServiceKind.DOCTOR, 90),
)
_NOTES = {
    GrowthKind.DIARY: "放学后主动留下来整理图书角，说起周末和奶奶包饺子，笑得很开心。",
    GrowthKind.PROGRESS_CHECK: "和月初相比，作业按时交了，错题也自己订正。",
    GrowthKind.DEED: "雨天把伞借给低年级同学，自己跑回宿舍。",
    GrowthKind.PORTFOLIO: "水彩画《我的家》，班级展览用过。",
    GrowthKind.BEHAVIOUR: "这一周没有迟到，课间能和同学一起玩。",
}
_BOOKS = ("草房子", "夏洛的网", "十万个为什么", "安徒生童话", "稻草人", "昆虫记", "寄小读者")


def make_care_log(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Evidence of care for the children of a school, thinner in the villages by their size alone."""
    chance = random.Random(place.school.id)  # noqa: S311 - invented, and the same every time
    here = [child for child in children if child.left_on is None]
    _class_plans(session, place, dates)
    insert_all(session, CareService, [_service(place, child, n, dates) for n, child in enumerate(here)])
    insert_all(session, GrowthRecord, _growth(place, here, dates))
    insert_all(session, ReadingRecord, _reading(place, here, dates, chance))
    insert_all(session, ExamScore, _scores(place, here, chance))


def _class_plans(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    """All classes but one have this term's plan; the first has written its summary of the term before."""
    heads = list(place.heads.items())
    rows = [
        ClassCarePlan(
            school_id=place.school.id,
            school_class_id=key,
            term_id=place.current.id,
            author_id=head.id,
            plan_on=dates.current.days.starts_on + (6 + number) * _DAY,
            plan_text=_PLAN,
        )
        for number, (key, head) in enumerate(heads[: max(len(heads) - 1, 1)])
    ]
    before = next(iter(place.classes_before.values()))
    rows.append(
        ClassCarePlan(
            school_id=place.school.id,
            school_class_id=before.id,
            term_id=place.last.id,
            author_id=place.staff[-1].id,
            plan_on=dates.last.days.starts_on + 7 * _DAY,
            plan_text=_PLAN,
            summary_on=dates.last.days.ends_on,
            summary_text=_SUMMARY,
        )
    )
    add_all(session, rows)


def _service(place: Place, child: Child, number: int, dates: DemoDates) -> dict[str, object]:
    domain, kind, minutes = _SERVICES[number % len(_SERVICES)]
    return {
        "school_id": place.school.id,
        "student_id": child.id,
        "done_on": dates.today - (2 + number % 60) * _DAY,
        "domain": domain,
        "kind": kind,
        "staff_id": place.heads[child.pupil.school_class.id].id,
        "minutes": minutes,
        "note": "发热，陪同到镇卫生院就诊，已告知监护人。" if kind is CareServiceKind.DOCTOR else None,
    }


def _growth(place: Place, here: Sequence[Child], dates: DemoDates) -> list[dict[str, object]]:
    """Two notes about each child; the deeds of some are still missing, as in life."""
    kinds = list(GrowthKind)
    found = []
    for number, child in enumerate(here):
        for kind in (kinds[number % len(kinds)], kinds[(number + 2) % len(kinds)]):
            is_check = kind is GrowthKind.PROGRESS_CHECK
            found.append(
                {
                    "school_id": place.school.id,
                    "student_id": child.id,
                    "recorded_on": dates.today - (1 + (number * 3) % 65) * _DAY,
                    "kind": kind,
                    "author_id": place.heads[child.pupil.school_class.id].id,
                    "text": _NOTES[kind],
                    "subject": "数学" if is_check else None,
                    "before": "作业常缺交" if is_check else None,
                    "after": "作业每天交齐" if is_check else None,
                    "kept_at": "三号柜第二层" if kind is GrowthKind.PORTFOLIO else None,
                }
            )
    return found


def _reading(
    place: Place, here: Sequence[Child], dates: DemoDates, chance: random.Random
) -> list[dict[str, object]]:
    """A book for most children and month; one essay in five is still owed."""
    found, month = [], dates.current.days.starts_on.replace(day=1)
    while month <= dates.today:
        for child in here:
            if chance.random() < 0.8:
                day = min(month + chance.randrange(10, 27) * _DAY, dates.today)
                writes = asks_essay(child.pupil.school_class.grade) and chance.random() < 0.8
                found.append(
                    {
                        "school_id": place.school.id,
                        "student_id": child.id,
                        "month": month,
                        "title": chance.choice(_BOOKS),
                        "guide_id": place.heads[child.pupil.school_class.id].id,
                        "response_on": day if writes else None,
                    }
                )
        month = (month + 32 * _DAY).replace(day=1)
    return found


def _scores(place: Place, here: Sequence[Child], chance: random.Random) -> list[dict[str, object]]:
    exams = (("语文", Exam.ENTRANCE), ("数学", Exam.ENTRANCE), ("健康教育", Exam.HEALTH))
    return [
        {
            "school_id": place.school.id,
            "student_id": child.id,
            "term_id": place.current.id,
            "subject": subject,
            "exam": exam,
            "score": Decimal(chance.randrange(52, 100)),
            "full_score": Decimal(100),
        }
        for child in here
        for subject, exam in exams
    ]

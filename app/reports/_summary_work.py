"""Sections 七 to 十二 of the term summary, what the school did: lessons, activities, safety, aid, training, honours."""

from __future__ import annotations

from decimal import Decimal

from app.figures import activities as events
from app.figures import help_given, homes, lesson_hours, lessons, reading, scores
from app.figures import honours as awards
from app.figures import safety as incidents
from app.figures import training as trainings
from app.figures.aid import in_yuan
from app.figures.ten_ones import ten_ones
from app.models.management.award import AwardLevel
from app.reports._readings import Readings
from app.reports.document import Column, Passage, Table
from app.reports.term_summary import TOO_FEW, Section
from app.standards.in_words import shown

#: Whom an award names, by its column.
_RECIPIENTS = {
    "student_id": "学生", "staff_id": "教师", "caregiver_id": "家长", "sponsor_id": "资助方", "school_class_id": "班级",
    "facility_id": "场所",
}  # fmt: skip


def learning(r: Readings) -> Section:
    """七: health lessons by class, lectures, books, and how the means of the tests moved."""
    return Section(
        figures=r.printed(
            (lessons.health_lessons, "节"),
            (lessons.health_hours, "课时"),
            (lessons.classes_with_health_hours, ""),
            (lessons.health_exams, ""),
            (lessons.health_lectures, "次"),
            (lessons.health_publicity, "次"),
            (reading.books_read, "册"),
            (reading.children_reading, ""),
            (reading.essays, ""),
        ),
        tables=(_hours(r), _scores(r)),
    )


def _hours(r: Readings) -> Table:
    found = lesson_hours.hours_of_classes(r.session, r.at)
    least, most = lesson_hours.asked_hours(r.session, r.at)
    columns = (
        Column("班级", 1.2),
        Column("已上课时", 1, True),
        Column("每学期应上", 1.2, True),
        Column("情况", 1.4),
    )
    asked = f"{shown(least)} 至 {shown(most)}" if most is not None else f"至少 {shown(least)}"
    rows = tuple((each.label, shown(each.hours), asked, _how_far(each)) for each in found)
    return Table("各班健康教育课时", columns, rows, empty="本学期没有登记班级。")


def _how_far(each: lesson_hours.ClassHours) -> str:
    if each.is_too_much:
        return "超出上限"
    if not each.is_short:
        return "已达到"
    return f"还差 {shown(each.missing)}" + ("，进度落后" if each.is_behind else "")


def _scores(r: Readings) -> Table:
    """A test beside the next: the means of the left-behind children, of five or more."""
    columns = (Column("科目"), Column("考试"), Column("留守儿童", 1, True), Column("平均得分率", 1, True))
    rows = tuple(
        (
            mean.subject,
            mean.exam.label.zh,
            str(mean.children) if mean.percent is not None else "—",
            TOO_FEW if mean.percent is None else f"{mean.percent:.1f}%",
        )
        for mean in scores.score_means(r.session, r.at)
    )
    return Table("留守儿童各科平均得分率", columns, rows, empty="本学期没有登记成绩。")


def activities(r: Readings) -> Section:
    """八: events by kind, the openings of the home, the library, the ten ones."""
    counts = events.events_by_kind(r.session, r.at)
    by_kind = "、".join(f"{kind.label.zh} {number} 次" for kind, number in counts.items())
    return Section(
        figures=r.printed(
            (events.events, "次"),
            (events.excursions, "次"),
            (events.children_in_events, ""),
            (events.birthdays_kept, ""),
            (events.ten_ones_kept, ""),
            (homes.homes, "个"),
            (homes.openings, "次"),
            (homes.openings_with_two, ""),
            (homes.openings_checked, ""),
            (homes.home_attendance, "人次"),
            (homes.children_at_home, ""),
            (homes.books, "册"),
            (homes.loans, "册次"),
            (homes.borrowers, ""),
            (homes.loans_overdue, "册"),
        ),
        passages=(Passage("", (f"按类别：{by_kind}。",)),) if counts else (),
        tables=(_ten_ones(r),),
    )


def _ten_ones(r: Readings) -> Table:
    columns = (Column("十个一", 3), Column("已做/应做", 1, True), Column("情况", 1))
    rows = tuple(
        (one.label.zh, f"{one.done}/{one.due}", "已做到" if one.is_kept else "未做到")
        for one in ten_ones(r.session, r.at)
    )
    return Table("“十个一”完成情况", columns, rows)


def safety(r: Readings) -> Section:
    """九: incidents and whether everybody was told in time, accidents by class, rides, legal aid, lessons of law and safety."""
    return Section(
        figures=r.printed(
            (incidents.incidents, "起"),
            (incidents.incidents_open, "起"),
            (incidents.told_in_time, ""),
            (incidents.accidents, "起"),
            (incidents.offences, "起"),
            (incidents.legal_aid, ""),
            (incidents.riders, "人"),
            (incidents.vehicles, "辆"),
            (lessons.law_lessons, "节"),
            (lessons.safety_lessons, "节"),
            (lessons.law_lectures, "次"),
            (lessons.traffic_lectures, "次"),
        ),
        tables=(_told(r), _accidents(r)),
    )


def _told(r: Readings) -> Table:
    columns = (Column("通知对象", 1.6), Column("按时/应通知", 1, True), Column("按时率", 1, True))
    rows = tuple(
        (each.addressee.label.zh, f"{each.in_time}/{each.due}", f"{100 * each.in_time / each.due:.1f}%")
        for each in incidents.told_by_addressee(r.session, r.at)
    )
    return Table("突发事件按时告知", columns, rows, empty="本学期没有须限时通知的突发事件。")


def _accidents(r: Readings) -> Table:
    """Classes only, and only those with accidents: a child is not named and not to be guessed from more columns."""
    found = incidents.accidents_by_class(r.session, r.at)
    rows = tuple((label or "未编班", str(number)) for label, number in found.items())
    columns = (Column("班级", 1.6), Column("意外事故（起）", 1, True))
    return Table("各班意外事故", columns, rows, empty="本学期没有登记意外事故。")


def aid(r: Readings) -> Section:
    """十: grants by program, sponsorships, visits of comfort, donations as they were counted."""
    return Section(
        figures=r.printed(
            (help_given.aid_grants, "笔"),
            (help_given.aid_paid, ""),
            (help_given.aid_verified, ""),
            (help_given.children_aided, "人"),
            (help_given.aid_money, "元"),
            (help_given.sponsorships, "对"),
            (help_given.comfort_visits, "次"),
            (help_given.donations, "笔"),
        ),
        tables=(_programs(r), _gifts(r)),
    )


def _programs(r: Readings) -> Table:
    found = help_given.aid_by_program(r.session, r.at)
    columns = (Column("资助项目", 2.4), Column("受助儿童", 1, True), Column("金额（元）", 1.2, True))
    rows = tuple((each.program, str(each.children), in_yuan(each.amount) or "—") for each in found)
    amount = sum((each.amount for each in found), Decimal(0))
    # A child of two programs is one child: the number of children has no total.
    total = ("合计", "", in_yuan(amount)) if rows else ()
    return Table("各资助项目发放情况", columns, rows, total, empty="本学期没有发放资助。")


def _gifts(r: Readings) -> Table:
    columns = (
        Column("捐赠方", 1.6),
        Column("物品或款项", 1.8),
        Column("数量", 1, True),
        Column("受益人数", 1, True),
    )
    rows = tuple(
        (
            gift.giver or "未署名",
            gift.item,
            f"{'约 ' if gift.is_approximate else ''}{shown(gift.quantity)} {gift.unit}".strip(),
            "未统计" if gift.recipients is None else str(gift.recipients),
        )
        for gift in help_given.gifts(r.session, r.at)
    )
    return Table("接受捐赠", columns, rows, empty="本学期没有登记捐赠。")


def training(r: Readings) -> Section:
    """十一: each training with its register, who came and what they said."""
    found = trainings.trainings(r.session, r.at)
    opinions = tuple(f"{each.topic}：{each.digest}" for each in found if each.digest)
    return Section(
        figures=r.printed(
            (trainings.trainings_held, "期"),
            (trainings.training_attendance, ""),
            (trainings.trainings_evaluated, ""),
            (trainings.families_trained, ""),
        ),
        tables=(_trainings(found),),
        passages=(Passage("家长意见摘要", opinions),) if opinions else (),
    )


def _trainings(found: list[trainings.TrainingState]) -> Table:
    columns = (
        Column("期数", 0.6, True), Column("日期", 1), Column("主题", 2.4), Column("到场/名册", 1, True), Column("还缺", 1.2),
    )  # fmt: skip
    rows = tuple(
        (
            str(each.session_no),
            f"{each.held_on:%Y-%m-%d}",
            each.topic,
            f"{each.present}/{each.invited}",
            "、".join(label.zh for label in each.lacks) or "—",
        )
        for each in reversed(found)
    )
    return Table("各期家长培训", columns, rows, empty="本学期没有举办家长培训。")


def honours(r: Readings) -> Section:
    """十二: awards by level and to whom, prizes from outside, what was written."""
    return Section(
        figures=r.printed(
            (awards.awards, "项"),
            (awards.children_honoured, ""),
            (awards.outside_prizes, ""),
            (awards.press_reports, "篇"),
            (awards.papers, "篇"),
            (awards.wall_boards, "期"),
            (awards.assessments, "项"),
            (awards.vetoes, "项"),
        ),
        tables=(_levels(r),),
    )


def _levels(r: Readings) -> Table:
    found = awards.awards_by_level(r.session, r.at)
    columns_used = tuple(dict.fromkeys(column for _level, column in found))
    heads = (Column("级别", 1.4), *(Column(_RECIPIENTS.get(name, "其他"), 1, True) for name in columns_used))
    rows = tuple(
        (level.label.zh, *(str(found.get((level, column), 0)) for column in columns_used))
        for level in AwardLevel
        if any(key[0] is level for key in found)
    )
    return Table("各级表彰", heads, rows, empty="本学期没有决定的表彰。")

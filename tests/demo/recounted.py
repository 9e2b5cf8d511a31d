"""The numbers of the term summary once more, by SQL text: label -> as it is printed."""

from __future__ import annotations

import datetime as dt

from tests.demo.counting import HAPPENED, ON_DAY, REGISTERED, Recount, summed


def share(done: int, due: int) -> str:
    return f"{done}/{due},{100 * done / due:.1f}%" if due else f"{done}/{due}"


def numbers(c: Recount) -> dict[str, str]:
    """label -> printed value, of every plain number and share of the sections."""
    return _of_children(c) | _of_pairs(c) | _of_contacts(c) | _of_meetings(c) | _of_days(c) | _of_help(c)


def _of_children(c: Recount) -> dict[str, str]:
    children, pupils = c.registered(), c.one(f"SELECT count(*) FROM enrollments WHERE {ON_DAY}")
    of_term = "SELECT count(*) FROM care_registrations r WHERE r.term_id = :term"
    asked = "(r.copied_from_id IS NULL OR r.confirmed_on IS NOT NULL)"
    last = c.term.starts_on + dt.timedelta(days=30)
    in_time = c.one(f"{of_term} AND r.surveyed_on <= :last AND {asked}", last=last)
    return {
        "在校学生": f"{pupils}人",
        "留守儿童": f"{children}人",
        "留守儿童占在校学生": share(children, pupils),
        "寄宿": share(c.registered("c.is_boarding"), children),
        "本学期离开": str(c.one(f"{of_term} AND r.left_on < :day")) + "人",
        "无人监护": str(c.registered("c.guardianship_kind = 'nobody'")) + "人",
        "重点帮扶对象": str(c.registered("c.is_key_target")) + "人",
        "开学摸底": share(in_time, c.one(f"{of_term} AND r.surveyed_on <= :day")),
        "建档率": share(c.registered(f"c.student_id IN ({_archived()})"), children),
        "计划免疫接种率": share(c.registered("c.vaccination_complete"), children),
    }


def _of_pairs(c: Recount) -> dict[str, str]:
    children, staff = c.registered(), c.one("SELECT count(*) FROM staffs WHERE school_id = :school")
    mentored = f"FROM mentorings WHERE {ON_DAY}"
    peers = f"FROM peer_pairings WHERE {ON_DAY}"
    helped = (
        f"SELECT count(DISTINCT student_id) {peers} AND kind = 'study-helper' AND student_id IN {REGISTERED}"
    )
    stages = (
        "SELECT count(*) FROM plan_stages s JOIN individual_plans p ON p.id = s.plan_id"
        " WHERE p.term_id = :term AND s.due_on <= :day"
    )
    return {
        "师生结对": str(c.one(f"SELECT count(*) {mentored}")) + "对",
        "结对覆盖": share(c.registered(f"c.student_id IN (SELECT student_id {mentored})"), children),
        "教职工参与率": share(c.one(f"SELECT count(DISTINCT mentor_id) {mentored}"), staff),
        "同伴结对": str(c.one(f"SELECT count(*) {peers}")) + "对",
        "有学习帮手的儿童": share(c.one(helped), children),
        "学习帮扶计划": f"{_plans(c, 'study-help')}份",
        "个别教育方案": f"{_plans(c, 'individual-education')}份",
        "方案阶段检查": share(c.one(f"{stages} AND s.checked_on <= :day"), c.one(stages)),
    }


def _of_contacts(c: Recount) -> dict[str, str]:
    children = c.registered()
    visited = f"(SELECT student_id {HAPPENED} AND reached AND channel = 'home-visit')"
    reports = "(SELECT student_id FROM guardian_reports WHERE term_id = :term AND sent_on <= :day)"
    return {
        "家访": str(c.contacts("channel = 'home-visit'")) + "次",
        "被家访的儿童": share(c.registered(f"c.student_id IN {visited}"), children),
        "谈心": str(c.contacts("parties = 'staff-child'")) + "次",
        "谈心完成率": share(*summed(c.talks())),
        "与家长联系": str(c.contacts("parties = 'staff-parent'")) + "次",
        "家长通话完成率": share(*summed(c.calls())),
        "与监护人联系": str(c.contacts("parties = 'staff-guardian'")) + "次",
        "亲子通话、视频": f"{_family(c, '<>')}次",
        "亲子书信": f"{_family(c, '=')}封",
        "监护人通报单": share(c.registered(f"c.student_id IN {reports}"), children),
    }


def _of_meetings(c: Recount) -> dict[str, str]:
    """Everything that is an event: by its kind."""
    kinds = {
        "领导小组会": "leading-group-meeting", "全校教职工大会": "staff-meeting", "留守儿童教育研讨会": "seminar",
        "班主任（帮扶教师）工作会": "mentor-meeting", "经验交流": "exchange", "恳谈会": "heart-talk", "校外游览": "excursion",
        "健康教育讲座": "health-lecture", "法制、安全、心理讲座": "law-safety-psych-lecture", "交通安全讲座": "traffic-lecture",
        "慰问": "consolation",
    }  # fmt: skip
    held = (
        "SELECT count(*) FROM events WHERE school_id = :school AND archived_at IS NULL"
        " AND starts_at >= :since AND starts_at < :until"
    )
    counts = {label: f"{c.one(f'{held} AND kind = :kind', kind=kind)}次" for label, kind in kinds.items()}
    return counts | {"活动与会议": f"{c.one(held)}次"}


def _of_days(c: Recount) -> dict[str, str]:
    """Rows that have a day, or a moment, of the term."""
    return {
        "成长日记": f"{_dated(c, 'growth_records', 'recorded_on', 'AND kind = ' + _quoted('diary'))}篇",
        "进步检查": f"{_dated(c, 'growth_records', 'recorded_on', 'AND kind = ' + _quoted('progress-check'))}次",
        "四优先服务": f"{_dated(c, 'care_services', 'done_on')}次",
        "情况报告": f"{_dated(c, 'situation_reports', 'reported_on')}份",
        "检查与督查": f"{_dated(c, 'inspections', 'inspected_on')}次",
        "健康教育课": f"{_lessons(c, 'health')}节",
        "心理健康课": f"{_lessons(c, 'mind')}节",
        "法制课": f"{_lessons(c, 'law')}节",
        "安全课": f"{_lessons(c, 'safety')}节",
        "之家开放次数": f"{_dated(c, 'opening_sessions', 'held_on')}次",
        "图书借阅": f"{_dated(c, 'book_loans', 'borrowed_on')}册次",
        "家长培训": f"{_dated(c, 'parent_trainings', 'held_on')}期",
        "捐赠": f"{_dated(c, 'donations', 'received_on')}笔",
        "宣传报道": f"{_dated(c, 'work_documents', 'written_on', 'AND kind = ' + _quoted('press'))}篇",
        "突发事件": f"{_known(c)}起",
        "意外事故": f"{_known(c, 'AND kind IN (' + ', '.join(map(_quoted, ACCIDENTS)) + ')')}起",
    }


def _of_help(c: Recount) -> dict[str, str]:
    grants = (
        "FROM aid_grants WHERE school_id = :school AND archived_at IS NULL AND term_id = :term"
        " AND applied_on <= :day"
    )
    applied = c.one(f"SELECT count(*) {grants}")
    paid = c.one(f"SELECT count(*) {grants} AND paid_on <= :day")
    verified = c.one(f"SELECT count(*) {grants} AND verified_on <= :day")
    tasks = "SELECT count(*) FROM work_plan_items WHERE school_id = :school AND archived_at IS NULL AND term_id = :term"
    return {
        "资助申请": f"{applied}笔",
        "资助已发放": share(paid, applied),
        "资助已核查": share(verified, paid),
        "受资助儿童": f"{c.one(f'SELECT count(DISTINCT student_id) {grants} AND paid_on <= :day')}人",
        "结对资助": f"{c.one(f'SELECT count(*) FROM sponsorships WHERE {ON_DAY}')}对",
        "工作安排完成": share(c.one(f"{tasks} AND done_on <= :day"), c.one(tasks)),
    }


#: Numbers of the sections that are tried elsewhere: each is that of the rows it opens into.
OPENED_ELSEWHERE = (
    "不得评先评优", "两名教师值班的开放", "之家到场人次", "乘车登记", "亲情见面", "借过书的儿童", "健康教育课时", "健康教育课时达标的班级",
    "到过之家的儿童", "十个一", "卫生宣传（本学年）", "参加健康书面考核的儿童", "参加活动的儿童", "受表彰的留守儿童", "图书册数", "委托照护未告知",
    "安全责任书签订", "宣传栏", "家教知识普及率", "家长、监护人会议", "家长、监护人到会人次", "家长培训到场率", "家长培训已评价", "心理健康课课时",
    "意见建议已答复", "接送车辆", "整改完成", "未成年人涉嫌违法", "未结束的突发事件", "校外获奖", "法律援助率", "留守儿童之家", "登记为无人监护",
    "突发事件按时告知率", "结束检查完成", "考评（本学年）", "表彰", "论文与经验材料", "读书", "读了书的儿童", "读后感", "资助金额（元）",
    "过了生日的儿童", "逾期未还", "下学期已列入计划的任务",
)  # fmt: skip
#: What the school sees as an accident: injury, traffic, a child missing.
ACCIDENTS = ("injury", "traffic", "missing")


def _quoted(word: str) -> str:
    return f"'{word}'"


def _dated(c: Recount, table: str, column: str, more: str = "") -> int:
    standing = f"SELECT count(*) FROM {table} WHERE school_id = :school AND archived_at IS NULL"
    return c.one(f"{standing} AND {column} >= :starts AND {column} <= :day {more}")


def _lessons(c: Recount, subject: str) -> int:
    return _dated(c, "lessons", "held_on", f"AND status = 'held' AND subject = {_quoted(subject)}")


def _known(c: Recount, more: str = "") -> int:
    standing = "SELECT count(*) FROM incidents WHERE school_id = :school AND archived_at IS NULL"
    return c.one(f"{standing} AND known_at >= :since AND known_at < :until {more}")


def _plans(c: Recount, kind: str) -> int:
    return c.one(
        "SELECT count(*) FROM individual_plans WHERE term_id = :term AND kind = :kind AND made_on <= :day",
        kind=kind,
    )


def _family(c: Recount, letter: str) -> int:
    return c.contacts(f"parties = 'child-parent' AND channel {letter} 'letter'")


def _archived() -> str:
    """Children with a parent's phone, a known place of work, and a guardian with a phone where one is asked for."""
    tie = "SELECT k.student_id FROM student_caregivers k JOIN caregivers a ON a.id = k.caregiver_id"
    return (
        f"{tie} WHERE k.is_parent AND a.phone IS NOT NULL"
        " INTERSECT SELECT k.student_id FROM student_caregivers k JOIN parent_absences p"
        " ON p.caregiver_id = k.caregiver_id WHERE k.is_parent AND p.away_since <= :day AND p.returned_on IS NULL"
        " INTERSECT SELECT x.student_id FROM care_registrations x WHERE x.guardianship_kind = 'nobody'"
        f" OR x.student_id IN ({tie} WHERE k.guard_role = 'current-guardian' AND a.phone IS NOT NULL)"
    )

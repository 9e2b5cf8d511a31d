"""What a sheet can be and what a column can mean, with the headers people write for it."""

from __future__ import annotations

import re

from app.access.vocabulary import Choice
from app.models._numbers import half_width


class SheetKind(Choice):
    """The three registers a school's workbook holds."""

    STAFF = "staff", "教职工", "Staff"
    STUDENTS = "students", "学生名册", "Students"
    ROSTER = "roster", "留守儿童花名册", "Roster of left-behind children"


class Meaning(Choice):
    """What a column says; the Chinese label is the header of our own template."""

    SERIAL = "serial", "序号", "No."
    NAME = "name", "姓名", "Name"
    SEX = "sex", "性别", "Sex"
    STAFF_NO = "staff-no", "工号", "Staff number"
    CATEGORY = "category", "类别", "Category"
    POST = "post", "职务", "Post"
    HOMEROOM_CLASS = "homeroom-class", "班主任班级", "Homeroom class"
    SUBJECT = "subject", "任课", "Subject"
    PHONE = "phone", "电话", "Phone"
    QUALIFICATION = "qualification", "资格证", "Qualification"
    GRADE = "grade", "年级", "Grade"
    CLASS = "class", "班级", "Class"
    BIRTH_DATE = "birth-date", "出生日期", "Birth date"
    STUDENT_NO = "student-no", "学籍号", "Student number"
    ID_NUMBER = "id-number", "身份证号", "ID number"
    HOME_ADDRESS = "home-address", "家庭详细地址", "Home address"
    RESIDENCE = "residence", "现居住地", "Current residence"
    ABSENCE = "absence", "外出情况", "Who is away"
    FATHER = "father", "父亲姓名", "Father"
    FATHER_PHONE = "father-phone", "父亲电话", "Father's phone"
    FATHER_PLACE = "father-place", "父亲务工地点", "Father's place of work"
    FATHER_EMPLOYER = "father-employer", "父亲务工单位", "Father's employer"
    MOTHER = "mother", "母亲姓名", "Mother"
    MOTHER_PHONE = "mother-phone", "母亲电话", "Mother's phone"
    MOTHER_PLACE = "mother-place", "母亲务工地点", "Mother's place of work"
    MOTHER_EMPLOYER = "mother-employer", "母亲务工单位", "Mother's employer"
    WORK_PLACE = "work-place", "务工地点", "Parents' place of work"
    EMPLOYER = "employer", "务工单位", "Parents' employer"
    AWAY_SINCE = "away-since", "外出时间", "Away since"
    GUARDIAN = "guardian", "监护人姓名", "Guardian"
    RELATION = "relation", "与学生关系", "Relation to the child"
    GUARDIAN_PHONE = "guardian-phone", "监护人电话", "Guardian's phone"
    BOARDING = "boarding", "是否寄宿", "Boarding"
    MENTOR = "mentor", "帮扶教师", "Mentor"
    REMARK = "remark", "备注", "Remark"


_M = Meaning
_CHILD = (_M.SERIAL, _M.CLASS, _M.NAME, _M.SEX, _M.BIRTH_DATE, _M.STUDENT_NO, _M.ID_NUMBER, _M.HOME_ADDRESS)

#: The columns of our template, in order.
TEMPLATE_COLUMNS: dict[SheetKind, tuple[Meaning, ...]] = {
    SheetKind.STAFF: (
        *(_M.STAFF_NO, _M.NAME, _M.SEX, _M.CATEGORY, _M.POST, _M.HOMEROOM_CLASS, _M.SUBJECT, _M.PHONE),
        _M.QUALIFICATION,
    ),
    SheetKind.STUDENTS: _CHILD,
    SheetKind.ROSTER: (
        *_CHILD,
        *(_M.RESIDENCE, _M.ABSENCE, _M.FATHER, _M.FATHER_PHONE, _M.FATHER_PLACE, _M.FATHER_EMPLOYER),
        *(_M.MOTHER, _M.MOTHER_PHONE, _M.MOTHER_PLACE, _M.MOTHER_EMPLOYER, _M.AWAY_SINCE),
        *(_M.GUARDIAN, _M.RELATION, _M.GUARDIAN_PHONE, _M.BOARDING, _M.MENTOR, _M.REMARK),
    ),
}

#: The columns that are understood: the template's, and those that only hand-made sheets have.
UNDERSTOOD: dict[SheetKind, tuple[Meaning, ...]] = {
    SheetKind.STAFF: (_M.SERIAL, *TEMPLATE_COLUMNS[SheetKind.STAFF], _M.REMARK),
    SheetKind.STUDENTS: (*_CHILD, _M.GRADE, _M.REMARK),
    SheetKind.ROSTER: (*TEMPLATE_COLUMNS[SheetKind.ROSTER], _M.GRADE, _M.WORK_PLACE, _M.EMPLOYER),
}

_PARENT = "{who}|{who}姓名|{who}姓名及电话|{who}姓名及联系电话|{who}及电话|{who}名字|{who}姓名及联系方式"
_PARENT_PHONE = "{who}电话|{who}联系电话|{who}手机|{who}手机号|{who}联系方式|{who}电话号码"
_PARENT_PLACE = "{who}务工地点|{who}务工地址|{who}打工地点|{who}外出地点|{who}务工地|{who}务工地点及单位"
_PARENT_EMPLOYER = "{who}务工单位|{who}工作单位|{who}单位"

#: Headers as `plain_header` writes them, besides the label of the meaning itself.
_ALIASES: dict[Meaning, str] = {
    _M.SERIAL: "编号|No|号",
    _M.NAME: "学生姓名|儿童姓名|留守儿童姓名|教师姓名|教职工姓名|名字|学生",
    _M.SEX: "学生性别|男女",
    _M.STAFF_NO: "教工号|职工号|教师编号|教职工编号|员工号",
    _M.CATEGORY: "人员类别|岗位类别|教职工类别|岗位",
    _M.POST: "岗位职务|职务职称|行政职务",
    _M.HOMEROOM_CLASS: "班主任|任班主任班级|所带班级|担任班主任",
    _M.SUBJECT: "任教学科|学科|任教科目|科目|任课学科",
    _M.PHONE: "联系电话|手机|手机号|手机号码|电话号码|联系方式",
    _M.QUALIFICATION: "资格证书|职业资格|心理资格证|资格",
    _M.GRADE: "所在年级|学生年级",
    _M.CLASS: "班|所在班级|年级班级|年级班|年级及班级|就读班级|学生班级",
    _M.BIRTH_DATE: "出生年月|出生年月日|出生时间|生日|学生出生日期",
    _M.STUDENT_NO: "学号|全国学籍号|学籍编号|学籍号码|学籍",
    _M.ID_NUMBER: "身份证|身份证号码|公民身份号码|学生身份证号|证件号码|身份证件号",
    _M.HOME_ADDRESS: "家庭住址|家庭地址|住址|地址|户籍地址|户口所在地|家庭详细住址|详细地址",
    _M.RESIDENCE: "现居住地址|现住址|现居住地(村)|居住地|现居住地村",
    _M.ABSENCE: "外出类型|父母外出情况|留守类型|留守情况|务工情况|父母务工情况",
    _M.FATHER: _PARENT.format(who="父亲") + "|爸爸|父",
    _M.FATHER_PHONE: _PARENT_PHONE.format(who="父亲"),
    _M.FATHER_PLACE: _PARENT_PLACE.format(who="父亲"),
    _M.FATHER_EMPLOYER: _PARENT_EMPLOYER.format(who="父亲"),
    _M.MOTHER: _PARENT.format(who="母亲") + "|妈妈|母",
    _M.MOTHER_PHONE: _PARENT_PHONE.format(who="母亲"),
    _M.MOTHER_PLACE: _PARENT_PLACE.format(who="母亲"),
    _M.MOTHER_EMPLOYER: _PARENT_EMPLOYER.format(who="母亲"),
    _M.WORK_PLACE: "父母务工地点|务工地址|打工地点|外出地点|务工地|务工地点及单位|务工地点(单位)|外出务工地点|父母务工地",
    _M.EMPLOYER: "工作单位|父母务工单位|务工单位名称",
    _M.AWAY_SINCE: "外出务工时间|外出年月|外出日期|何时外出|离家时间|外出起始时间",
    _M.GUARDIAN: "监护人|监护人(关系)|监护人及关系|监护人姓名(关系)|监护人姓名及电话|现监护人|委托监护人|托管人|监护人及电话"
    "|代监护人|现监护人姓名|临时监护人|代管人|监护人姓名及关系",
    _M.RELATION: "关系|及学生关系|及儿童关系|及监护人关系|监护人关系|监护关系|及被监护人关系|及孩子关系",
    _M.GUARDIAN_PHONE: "监护人联系电话|监护人手机|监护人联系方式|监护人手机号|监护人电话号码|现监护人电话",
    _M.BOARDING: "寄宿|寄宿生|是否寄宿生|住校|是否住校|住校生",
    _M.MENTOR: "帮扶老师|帮扶人|结对教师|结对老师|帮扶责任人|代理家长|爱心妈妈|帮扶教师姓名|结对帮扶教师",
    _M.REMARK: "说明|其他|备 注",
}


def plain_header(text: str) -> str:
    """A header without blanks, stars and colons, and with one word for 及 / 、 and 与."""
    text = re.sub(r"[\s*:]|\(必填\)|\(选填\)", "", half_width(text))
    return re.sub(r"[/、和与]", "及", text)


BY_HEADER: dict[str, Meaning] = {
    plain_header(header): meaning
    for meaning in Meaning
    for header in (meaning.label.zh, *_ALIASES.get(meaning, "").split("|"))
    if header
}

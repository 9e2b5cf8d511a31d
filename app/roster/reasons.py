"""Every sentence the import can say about a cell or a row: how grave it is, what is wrong, what to do."""

from __future__ import annotations

from enum import Enum

from app.access.vocabulary import Choice, Label


class Severity(Choice):
    """What became of the value or the row that is spoken of."""

    NOTE = "note", "提示", "Note"
    VALUE_REFUSED = "value-refused", "此项未收", "Value refused"
    ROW_REFUSED = "row-refused", "整行未收", "Row refused"
    SKIPPED = "skipped", "跳过", "Skipped"


_NOTE, _VALUE, _ROW, _SKIP = Severity


class Reason(Enum):
    """Members: severity, problem and remedy in Chinese, problem and remedy in English.

    `{words}` are filled from the remark. Stored by name; a renamed member orphans old batches.
    """

    def __init__(self, severity: Severity, zh: str, zh_remedy: str, en: str, en_remedy: str) -> None:
        self.severity = severity
        self.problem = Label(zh, en)
        self.remedy = Label(zh_remedy, en_remedy)

    # Rows that hold no person.
    BLANK_ROW = _SKIP, "空行。", "不用处理。", "Blank row.", "Nothing to do."
    TOTAL_ROW = _SKIP, "合计行「{text}」。", "不用处理。", "Totals row “{text}”.", "Nothing to do."
    SIGNATURE_ROW = (
        _SKIP,
        "签字或说明行「{text}」。",
        "不用处理。",
        "Signature or remark “{text}”.",
        "Nothing to do.",
    )
    REPEATED_HEADER = _SKIP, "重复的表头。", "不用处理。", "Repeated header.", "Nothing to do."
    DUPLICATE_ROW = (
        _SKIP,
        "与第 {row} 行是同一个人，内容相同。",
        "只收第 {row} 行；请在原表中删去这一行。",
        "The same person as row {row}, with the same content.",
        "Only row {row} is taken; delete this one in the file.",
    )

    # Names.
    NAME_MISSING = (
        _ROW,
        "没有姓名。",
        "请补上姓名后再导入。",
        "The name is missing.",
        "Fill it in and import again.",
    )
    NAME_ODD = (
        _ROW,
        "「{text}」不像姓名。",
        "请改成户口簿上的姓名，只写姓名。",
        "“{text}” does not look like a name.",
        "Write the name of the household register, and only the name.",
    )
    NAME_UNPRINTABLE = (
        _ROW,
        "姓名「{text}」里有无法识别的字（自造字）。",
        "请用支持生僻字的输入法重新输入这个字。",
        "The name “{text}” has a private character no other computer knows.",
        "Type the character again with an input method for rare characters.",
    )
    NAME_REPAIRED = (
        _NOTE,
        "姓名「{text}」已整理为「{name}」。",
        "请核对。",
        "The name “{text}” was tidied to “{name}”.",
        "Please check.",
    )

    # Sex and birth.
    SEX_MISSING = (
        _ROW,
        "没有性别，身份证号也没有有效值。",
        "请填写「男」或「女」。",
        "Neither a sex nor a valid ID number.",
        "Write 男 or 女.",
    )
    SEX_UNREADABLE = (
        _VALUE,
        "性别「{text}」看不懂。",
        "请填写「男」或「女」。",
        "The sex “{text}” cannot be read.",
        "Write 男 or 女.",
    )
    SEX_FROM_ID = (
        _NOTE,
        "没有写性别；已按身份证号补为「{sex}」。",
        "请核对。",
        "No sex given; taken from the ID number: {sex}.",
        "Please check.",
    )
    BIRTH_MISSING = (
        _ROW,
        "没有完整的出生日期，身份证号也没有有效值。",
        "请写出年月日，例如 2018-03-11。",
        "Neither a full birth date nor a valid ID number.",
        "Write year, month and day, such as 2018-03-11.",
    )
    BIRTH_FROM_ID = (
        _NOTE,
        "没有写出生日期；已按身份证号补为 {date}。",
        "请核对。",
        "No birth date given; taken from the ID number: {date}.",
        "Please check.",
    )
    BIRTH_COMPLETED = (
        _NOTE,
        "出生日期「{text}」没有写到日；已按身份证号补为 {date}。",
        "请核对。",
        "The birth date “{text}” names no day; completed from the ID number: {date}.",
        "Please check.",
    )
    BIRTH_DISAGREES = (
        _ROW,
        "出生日期 {text} 与身份证号中的 {date} 不一致。",
        "请对照户口簿改正其中一个（出生日期请用公历）。",
        "The birth date {text} differs from {date} in the ID number.",
        "Correct one of them by the household register (solar calendar).",
    )
    SEX_DISAGREES = (
        _ROW,
        "性别「{sex}」与身份证号表示的「{other}」不一致。",
        "请对照户口簿改正其中一个。",
        "The sex {sex} differs from {other} in the ID number.",
        "Correct one of them by the household register.",
    )
    DATE_UNREADABLE = (
        _VALUE,
        "日期「{text}」看不懂。",
        "请写成 2018-03-11 这样的公历日期。",
        "The date “{text}” cannot be read.",
        "Write a solar date such as 2018-03-11.",
    )
    DATE_LUNAR = (
        _VALUE,
        "「{text}」是农历日期。",
        "请改写为公历日期。",
        "“{text}” is a lunar date.",
        "Write the solar date.",
    )
    DATE_IN_FUTURE = (
        _VALUE,
        "日期 {text} 还没有到。",
        "请检查年份。",
        "The date {text} lies in the future.",
        "Check the year.",
    )
    DATE_INCOMPLETE = (
        _VALUE,
        "日期「{text}」没有写到日。",
        "请写出年月日。",
        "The date “{text}” names no day.",
        "Write year, month and day.",
    )

    # ID numbers (R05a: never stored wrong).
    ID_DAMAGED_BY_EXCEL = (
        _VALUE,
        "身份证号被 Excel 当成数字，后几位已经丢失（{text}），没有存入。",
        "请把这一列设为「文本」格式，重新输入 18 位号码。",
        "Excel turned the ID number into a number and lost its last digits ({text}); it was not stored.",
        "Set the column to “Text” and type the 18 digits again.",
    )
    ID_LENGTH = (
        _VALUE,
        "身份证号「{text}」是 {count} 位，应为 18 位，没有存入。",
        "请对照户口簿补全。",
        "The ID number “{text}” has {count} places and not 18; it was not stored.",
        "Complete it by the household register.",
    )
    ID_CHECK_DIGIT = (
        _VALUE,
        "身份证号「{text}」的校验位不对，至少有一位写错，没有存入。",
        "请对照户口簿逐位核对。",
        "The check digit of the ID number “{text}” is wrong; it was not stored.",
        "Compare it digit by digit with the household register.",
    )
    ID_UNREADABLE = (
        _VALUE,
        "「{text}」不是 18 位身份证号，没有存入。",
        "请填写 18 位号码；没有的留空。",
        "“{text}” is not an 18-place ID number; it was not stored.",
        "Write the 18 places, or leave the cell empty.",
    )

    # Phones.
    PHONE_UNREADABLE = (
        _VALUE,
        "电话「{text}」不是手机号，也不是固定电话，没有存入。",
        "手机写 11 位；固定电话写区号，例如 0566-1234567。",
        "The phone “{text}” is neither a mobile nor a landline; it was not stored.",
        "Write 11 digits, or a landline with its area code such as 0566-1234567.",
    )
    PHONE_WITHOUT_AREA = (
        _NOTE,
        "固定电话「{text}」没有区号，已照原样登记。",
        "请补上区号。",
        "The landline “{text}” has no area code; stored as written.",
        "Add the area code.",
    )
    GUARDIAN_WITHOUT_PHONE = (
        _VALUE,
        "监护人「{name}」没有电话，只登记了关系，没有登记为现监护人。",
        "紧急时要能打通电话，请补上后再导入一次。",
        "The guardian {name} has no phone; the relation was registered, but not as current guardian.",
        "Somebody must answer in an emergency: add the phone and import again.",
    )

    # Classes.
    CLASS_MISSING = (
        _ROW,
        "没有班级。",
        "请填写班级，例如 三(2)班。",
        "The class is missing.",
        "Write it, such as 三(2)班.",
    )
    CLASS_UNREADABLE = (
        _ROW,
        "班级「{text}」看不懂。",
        "请写成 三(2)班 或 五年级，或在页面上选择班级。",
        "The class “{text}” cannot be read.",
        "Write 三(2)班 or 五年级, or choose the class on the page.",
    )
    CLASS_AMBIGUOUS = (
        _ROW,
        "「{text}」只写了年级，而该年级有 {classes}。",
        "请在页面上选择是哪个班，或在表中写明。",
        "“{text}” names only a grade, which has {classes}.",
        "Choose the class on the page, or write it in the file.",
    )
    CLASS_OF_GRADE = (
        _NOTE,
        "「{text}」只写了年级；该年级只有{class_label}，已登记为{class_label}。",
        "请核对。",
        "“{text}” names only a grade; its only class is {class_label}, which was taken.",
        "Please check.",
    )

    # Absence, guardians, families.
    ABSENCE_MISSING = (
        _ROW,
        "没有写外出情况，也没有父母的务工地点。",
        "请填写 双亲外出、父亲外出、母亲外出 或 单亲且外出。",
        "No absence is given and no place of work of a parent.",
        "Write 双亲外出, 父亲外出, 母亲外出 or 单亲且外出.",
    )
    ABSENCE_UNREADABLE = (
        _ROW,
        "外出情况「{text}」看不懂。",
        "请填写 双亲外出、父亲外出、母亲外出 或 单亲且外出。",
        "The absence “{text}” cannot be read.",
        "Write 双亲外出, 父亲外出, 母亲外出 or 单亲且外出.",
    )
    ABSENCE_BY_PLACES = (
        _NOTE,
        "没有写外出情况；按务工地点登记为「{kind}」。",
        "请核对。",
        "No absence given; by the places of work it is {kind}.",
        "Please check.",
    )
    WHO_IS_AWAY_UNKNOWN = (
        _VALUE,
        "写的是「{kind}」，看不出是父亲还是母亲在外，务工记录没有建立。",
        "请在「外出务工记录」中补上。",
        "“{kind}” does not say which parent is away; no absence was recorded.",
        "Add it under parents' absences.",
    )
    AWAY_PARENT_UNNAMED = (
        _VALUE,
        "写的是「{kind}」，但没有{parent}的姓名，{parent}的务工记录没有建立。",
        "请补上{parent}姓名。",
        "“{kind}”, but the {parent} is not named; that absence was not recorded.",
        "Add the name.",
    )
    AWAY_PLACE_UNKNOWN = (
        _VALUE,
        "写的是「{kind}」，但没有{parent}的务工地点，务工记录没有建立。",
        "请补上务工地点。",
        "“{kind}”, but the place of work of the {parent} is missing; the absence was not recorded.",
        "Add the place of work.",
    )
    AWAY_SINCE_UNKNOWN = (
        _NOTE,
        "没有写外出时间；外出务工从登记日期 {date} 起算。",
        "请向家长问明后改正。",
        "No date of leaving is given; the absence counts from the day of the survey, {date}.",
        "Ask the family and correct it.",
    )
    GUARDIAN_MISSING = (
        _NOTE,
        "没有写监护人，登记为「无人监护」。",
        "请马上核实并落实委托监护人。",
        "No guardian is named; registered as without guardian.",
        "Verify at once and arrange a guardian.",
    )
    GUARDIAN_UNNAMED = (
        _VALUE,
        "监护人只写了「{relation}」，没有姓名，监护人没有登记。",
        "请补上监护人姓名和电话。",
        "The guardian is only called “{relation}”, without a name; no guardian was registered.",
        "Add name and phone.",
    )
    GUARDIAN_KEPT = (
        _NOTE,
        "没有写监护人；系统中已有现监护人，保持不变。",
        "如已无人监护，请在「亲属监护关系」中结束原关系。",
        "No guardian is named; the one on record is kept.",
        "If nobody looks after the child any more, end that relation.",
    )
    PARENT_DIFFERS = (
        _VALUE,
        "系统中{relation}是「{other}」，表中是「{name}」，没有更改。",
        "请核对；确需更改的，请在「家长/监护人」中修改。",
        "On record is {other}, the file says {name}; nothing was changed.",
        "Check it, and change it under caregivers if need be.",
    )
    SIBLINGS_DIFFER = (
        _NOTE,
        "同一家长在另一行的务工地点是「{other}」，这里是「{text}」，按前一行登记。",
        "请核对。",
        "Another row gives this parent's place of work as {other}, this one as {text}; the first was taken.",
        "Please check.",
    )
    RESIDENCE_MISSING = (
        _ROW,
        "没有现居住地，也没有家庭住址。",
        "请填写孩子现在住在哪里。",
        "Neither a current residence nor a home address.",
        "Write where the child lives now.",
    )
    REMARK_NOT_STORED = (
        _NOTE,
        "备注「{text}」没有存入。",
        "如有需要，请写到对应的栏目里。",
        "The remark “{text}” was not stored.",
        "Write it where it belongs, if it is needed.",
    )
    RELATION_MISSING = (
        _NOTE,
        "没有写监护人「{name}」与学生的关系，登记为「其他」。",
        "请补上关系。",
        "The relation of the guardian {name} is missing; registered as “other”.",
        "Add the relation.",
    )
    RELATION_UNREADABLE = (
        _NOTE,
        "关系「{text}」不在列表中，登记为「其他」。",
        "请核对。",
        "The relation “{text}” is not in the list; registered as “other”.",
        "Please check.",
    )
    RELATION_TAKEN = (
        _NOTE,
        "监护人「{name}」写的是{relation}，但{relation}一栏是「{other}」；监护关系按「其他」登记。",
        "请核对姓名或关系。",
        "The guardian {name} is given as {relation}, but that column names {other}; registered as “other”.",
        "Check the name or the relation.",
    )
    PERSON_UNREADABLE = (
        _VALUE,
        "「{text}」分不清姓名和电话，没有存入。",
        "请写成 姓名 + 电话，例如 张三 0566-1234567。",
        "Name and phone cannot be told apart in “{text}”; it was not stored.",
        "Write the name and then the phone.",
    )
    YES_NO_MISSING = (
        _NOTE,
        "「{column}」没有填写，按「否」登记。",
        "请核对。",
        "“{column}” is not filled in; registered as “no”.",
        "Please check.",
    )
    YES_NO_UNREADABLE = (
        _NOTE,
        "「{column}」写的是「{text}」，看不懂，按「否」登记。",
        "请填写「是」或「否」。",
        "“{column}” says “{text}”, which cannot be read; registered as “no”.",
        "Write 是 or 否.",
    )

    # Staff.
    CATEGORY_UNREADABLE = (
        _NOTE,
        "类别「{text}」不在列表中，登记为「其他」。",
        "请核对。",
        "The category “{text}” is not in the list; registered as “other”.",
        "Please check.",
    )
    CATEGORY_MISSING = (
        _NOTE,
        "没有写类别，登记为「其他」。",
        "请核对。",
        "The category is missing; registered as “other”.",
        "Please check.",
    )
    STAFF_PHONE_MISSING = (
        _ROW,
        "「{name}」没有电话。",
        "教职工须有电话，请补上后再导入。",
        "{name} has no phone.",
        "Staff must have one; add it and import again.",
    )
    STAFF_AMBIGUOUS = (
        _ROW,
        "有几位教职工叫「{name}」，分不清是哪一位。",
        "请填写工号。",
        "Several staff members are called {name}.",
        "Write the staff number.",
    )
    SUBJECT_WITHOUT_CLASS = (
        _NOTE,
        "任课「{text}」没有写班级，没有登记任课。",
        "如有需要，请在「任课与班主任」中登记。",
        "The subject “{text}” names no class; no assignment was made.",
        "Add it under teaching assignments if needed.",
    )
    MENTOR_UNKNOWN = (
        _VALUE,
        "教职工中没有「{name}」，结对没有建立。",
        "请先录入这位教职工，再导入一次本表。",
        "There is no staff member {name}; the pair was not made.",
        "Enter that person first and import this file again.",
    )
    MENTOR_AMBIGUOUS = (
        _VALUE,
        "有 {count} 位教职工叫「{name}」，结对没有建立。",
        "请在「结对帮扶」中选择是哪一位。",
        "{count} staff members are called {name}; the pair was not made.",
        "Choose the right one under mentoring.",
    )
    TEACHER_GUARDIAN_UNKNOWN = (
        _NOTE,
        "监护人「{name}」写的是教师，但本校教职工中没有这个姓名。",
        "已作为监护人登记；如是本校教职工，请核对姓名。",
        "The guardian {name} is given as a teacher, but no staff member has that name.",
        "Registered as a guardian; check the name if this is a colleague.",
    )

    # Duplicates and conflicts.
    CHILD_AMBIGUOUS = (
        _ROW,
        "有几名学生叫「{name}」，分不清是哪一名。",
        "请填写身份证号或学籍号。",
        "Several pupils are called {name}.",
        "Write the ID number or the student number.",
    )
    CHILD_PUT_AWAY = (
        _ROW,
        "监护人已撤回同意，「{name}」的信息已封存。",
        "请从表中删去这一行；确需继续的，先由校长或系统管理员登记新的处理依据。",
        "The guardian of {name} withdrew the consent; the data are put away.",
        "Take the row out of the file; if it must go on, the principal or the administrator first enters a new ground.",
    )
    NUMBERS_CONFLICT = (
        _ROW,
        "身份证号属于「{name}」，学籍号却属于「{other}」。",
        "请对照学籍系统改正其中一个。",
        "The ID number belongs to {name}, but the student number to {other}.",
        "Correct one of them.",
    )
    ID_DIFFERS = (
        _ROW,
        "学籍号属于「{name}」，但表中的身份证号与系统中的不同。",
        "请对照户口簿核对；系统中的号码有误时，请先在「学生」中改正。",
        "The student number belongs to {name}, whose ID number on record is another.",
        "Check it; if the one on record is wrong, correct it under students first.",
    )
    RULE_BROKEN = (
        _ROW,
        "不能写入：{rule}",
        "请按提示改正后再导入。",
        "It cannot be stored: {rule_en}",
        "Correct it and import again.",
    )
    DUPLICATE_DIFFERS = (
        _ROW,
        "与第 {row} 行是同一个人，但{columns}不同。",
        "请在原表中只留正确的一行。",
        "The same person as row {row}, but different in {columns}.",
        "Keep only the right row in the file.",
    )
    SHEETS_DISAGREE = (
        _ROW,
        "与 {cell} 的{column}「{other}」不一致。",
        "请在原表中改成一致。",
        "Differs from {column} “{other}” at {cell}.",
        "Make both sheets say the same.",
    )
    HOMEROOM_TWICE = (
        _VALUE,
        "{class_label}在 {cell} 已有班主任，这里的班主任任职没有登记。",
        "一个班同一天只能有一位班主任，请核对。",
        "{class_label} already has a homeroom teacher at {cell}; this one was not registered.",
        "A class has one homeroom teacher at a time; please check.",
    )
    TITLE_NAMES_OTHER_SCHOOL = (
        _NOTE,
        "表头写的是「{text}」，现在要导入到「{school}」。",
        "请确认没有选错学校或文件。",
        "The title says “{text}”, but the file goes into “{school}”.",
        "Make sure that school and file are the right ones.",
    )

"""Student 学生: any pupil of the school; being left-behind is a matter of a term's registration, not of this row."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped, object_session

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem, Unique
from app.models._validation import Look
from app.models.people.id_numbers import Gender, birth_date_of, gender_of


class StudentStatus(Choice):
    """Where the pupil stands with the school (domain 2.3)."""

    ENROLLED = "enrolled", "在读", "Enrolled"
    NOT_ENROLLED = "not-enrolled", "未入学", "Not enrolled"
    TRANSFERRED = "transferred", "转出", "Transferred"
    GRADUATED = "graduated", "毕业", "Graduated"
    DROPPED_OUT = "dropped-out", "辍学", "Dropped out"


def _agrees_with_id_number(row: Student, _look: Look) -> Problem | None:
    """Birth date and sex are the ones in the ID number, where there is one."""
    if not row.id_card_no:
        return None
    if row.birth_date != birth_date_of(row.id_card_no):
        return Problem(
            "birth_date",
            Label("出生日期与身份证号不一致，请核对其中一项。", "Birth date and ID number disagree."),
        )
    if row.gender != gender_of(row.id_card_no):
        return Problem(
            "gender", Label("性别与身份证号不一致，请核对其中一项。", "Sex and ID number disagree.")
        )
    return None


def _class_follows_enrollment(row: Student, look: Look) -> Problem | None:
    """A pupil changes class by an enrollment, so that it stays known who was where on which day."""
    if row.id is None or not inspect(row).attrs.school_class_id.history.has_changes():
        return None
    enrollment = entity_named("Enrollment")
    latest = enrollment.latest_open(look.standing(enrollment, student_id=row.id), clock.today())  # type: ignore[attr-defined]
    if row.school_class_id == (latest.school_class_id if latest else None):
        return None
    return Problem(
        "school_class_id",
        Label(
            "转班请在“在班记录”里结束原记录并新增一条，班级会随之改变。",
            "To change class, end the enrollment and add another; the class follows.",
        ),
    )


class Student(SchoolEntity):
    """A pupil; never deleted, only archived. A class given at creation enrolls the pupil there."""

    spec = Spec(
        label=Label("学生", "Student"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="name",
        reach=Reach("child", "id"),
        listed=("name", "gender", "school_class_id", "birth_date", "student_no", "village_id", "status"),
        searched=("name",),
        filtered=("school_class_id", "gender", "status", "village_id", "birth_date"),
        order="name",
        grams="name",
        systems=("B03", "B05", "B19", "B20", "I03"),
        indexes=(("school_id", "name"), ("school_id", "birth_date")),
        rules=(
            Unique(
                ("school_id", "student_no"),
                Label("这个学籍号已登记在另一名学生名下，请核对。", "This student number is taken."),
            ),
            Unique(
                ("school_id", "id_card_no"),
                Label("这个身份证号已登记在另一名学生名下，请核对。", "This ID number is taken."),
            ),
            Judged(_agrees_with_id_number),
            Judged(_class_follows_enrollment),
        ),
    )

    name: Mapped[str] = c.text("姓名", "Name", length=40, required=True, level=Level.INTERNAL)
    gender: Mapped[Gender] = c.choice("性别", "Sex", Gender, required=True, level=Level.INTERNAL)
    birth_date: Mapped[dt.date] = c.day("出生日期", "Birth date", required=True)
    school_class_id: Mapped[int | None] = c.ref(
        "班级",
        "Class",
        "SchoolClass",
        level=Level.INTERNAL,
        hint=Label("新增时选择即编入该班；以后转班请新增在班记录。", "Enrolls the pupil there."),
    )
    student_no: Mapped[str | None] = c.student_number("学籍号", "Student number", place="students.student_no")
    id_card_no: Mapped[str | None] = c.id_number(
        "身份证号", "ID number", place="students.id_card_no", level=Level.IDENTITY
    )
    village_id: Mapped[int | None] = c.ref("村（社区）", "Village", "Village", level=Level.INTERNAL)
    home_address: Mapped[str | None] = c.address(
        "家庭详细地址", "Home address", place="students.home_address"
    )
    library_card_no: Mapped[str | None] = c.text("借书证号", "Library card", length=20, level=Level.INTERNAL)
    personality: Mapped[str | None] = c.long_text("性格特征", "Personality")
    interests: Mapped[str | None] = c.long_text("兴趣爱好", "Interests", level=Level.INTERNAL)
    health_note: Mapped[str | None] = c.long_text("健康状况", "Health")
    is_only_child: Mapped[bool | None] = c.flag("独生子女", "Only child", default=None)
    status: Mapped[StudentStatus] = c.choice(
        "状态", "Status", StudentStatus, required=True, level=Level.INTERNAL, default=StudentStatus.ENROLLED
    )

    def complete(self) -> None:
        """Enroll a new pupil in the class given, from today."""
        session = object_session(self)
        if session is None or not inspect(self).pending or self.school_class_id is None:
            return
        enrollment = entity_named("Enrollment")
        if not any(
            isinstance(row, enrollment) and row.__dict__.get("student") is self for row in session.new
        ):
            first = enrollment(student=self, school_class_id=self.school_class_id, starts_on=clock.today())
            first.school_id = self.school_id  # type: ignore[attr-defined]
            session.add(first)

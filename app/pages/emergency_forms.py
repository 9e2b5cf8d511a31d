"""The form that opens an incident, and the short ones of its board; the entities' own rules judge what is typed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.access.emergencies import Opening
from app.models._columns import LONG_TEXT
from app.models.safety._kinds import OF_A_CHILD, Addressee, IncidentKind
from app.models.safety.incident_brief import BriefKind

_TEXT = Length(max=LONG_TEXT, message=_l("太长了，请控制在 2000 字以内。"))
_SCHOOL_TIME = {"": None, "yes": True, "no": False}


class OpeningForm(FlaskForm):
    """What is asked when an incident is opened: one screen of a phone, most of it filled in."""

    kind = RadioField(
        _l("什么事"), [InputRequired(_l("请选择事件类别。"))], default=IncidentKind.INJURY.value
    )
    place = StringField(
        _l("地点"),
        [InputRequired(_l("请填写地点，如“操场”。")), Length(max=60)],
        render_kw={"maxlength": 60, "autocomplete": "off"},
    )
    description = TextAreaField(
        _l("一句话情况"),
        [InputRequired(_l("请用一句话写明情况。")), _TEXT],
        render_kw={"rows": 2, "maxlength": LONG_TEXT},
    )
    is_severe = BooleanField(_l("情况严重"))
    known_at = DateTimeLocalField(
        _l("学校什么时候知道的"), [InputRequired(_l("请填写时间。"))], description=_l("通知时限从这时算起。")
    )
    occurred_at = DateTimeLocalField(_l("什么时候发生的"), [InputRequired(_l("请填写时间。"))])
    school_time = SelectField(_l("是否在校期间"), default="", description=_l("不在校期间只登记，不计时限。"))

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [(kind.value, str(kind.label)) for kind in IncidentKind]
        self.school_time.choices = [
            ("", _l("按校历和时间判定")), ("yes", _l("是")), ("no", _l("否"))
        ]  # fmt: skip

    def begin(self) -> None:
        """Now, as people mostly open it at once."""
        now = clock.in_china(clock.now()).replace(tzinfo=None, second=0, microsecond=0)
        self.known_at.data = self.occurred_at.data = now

    def opening(self, student_ids: tuple[int, ...]) -> Opening:
        """What was typed; call it once the form is valid."""
        return Opening(
            student_ids=student_ids,
            kind=IncidentKind(self.kind.data),
            occurred_at=clock.from_china(self.occurred_at.data),
            known_at=clock.from_china(self.known_at.data),
            place=self.place.data.strip(),
            description=self.description.data.strip(),
            is_severe=self.is_severe.data,
            is_in_school_time=_SCHOOL_TIME[self.school_time.data],
        )


class FactsForm(FlaskForm):
    """What is found out while the incident runs."""

    first_aid = TextAreaField(
        _l("现场处置"), [Optional(), _TEXT], render_kw={"rows": 2, "maxlength": LONG_TEXT}
    )
    hospital = StringField(_l("送往医院"), [Optional(), Length(max=60)], render_kw={"maxlength": 60})
    sent_to_hospital_at = DateTimeLocalField(_l("送医时间"), [Optional()])
    is_severe = BooleanField(_l("情况严重"))


class ClosingForm(FlaskForm):
    """How it ended."""

    outcome = TextAreaField(
        _l("处理结果"),
        [InputRequired(_l("结束处置前请写明处理结果。")), _TEXT],
        render_kw={"rows": 3, "maxlength": LONG_TEXT},
    )


class BriefForm(FlaskForm):
    """A report, drafted from what is recorded and corrected by a person."""

    kind = RadioField(_l("报告类别"), [InputRequired(_l("请选择报告类别。"))])
    text = TextAreaField(
        _l("内容"),
        [InputRequired(_l("请写明内容。")), _TEXT],
        render_kw={"rows": 14, "maxlength": LONG_TEXT},
    )
    sent_to = SelectMultipleField(
        _l("报送单位"),
        description=_l("现在就报送的请勾选，时间记为现在；不勾选只保存草稿。"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [(kind.value, str(kind.label)) for kind in BriefKind]
        offices = [each for each in Addressee if each not in OF_A_CHILD]
        self.sent_to.choices = [(each.value, str(each.label)) for each in offices]

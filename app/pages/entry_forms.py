"""The two short forms of quick entry; the entities' own rules judge what is typed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.models._columns import LONG_TEXT
from app.models.care.contact_record import Topic

_TEXT = Length(max=LONG_TEXT, message=_l("太长了，请控制在 2000 字以内。"))


class ContactForm(FlaskForm):
    """A contact, with what is usual filled in."""

    way = RadioField(_l("怎么联系的"), [InputRequired(_l("请选择一种联系方式。"))], default="talk")
    caregiver_id = SelectField(_l("哪位家长/监护人"), default="", description=_l("和父母联系时必选。"))
    happened_at = DateTimeLocalField(_l("时间"), [InputRequired(_l("请填写时间。"))])
    not_reached = BooleanField(_l("没有联系上"), description=_l("也请登记，但不计入次数。"))
    topics = SelectMultipleField(
        _l("谈了什么"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    content = TextAreaField(
        _l("内容"),
        [InputRequired(_l("请写一两句内容。")), _TEXT],
        render_kw={"rows": 4, "maxlength": LONG_TEXT},
    )
    difficulty = TextAreaField(
        _l("存在困难"), [Optional(), _TEXT], render_kw={"rows": 2, "maxlength": LONG_TEXT}
    )
    action = TextAreaField(_l("采取措施"), [Optional(), _TEXT], render_kw={"rows": 2, "maxlength": LONG_TEXT})
    minutes = IntegerField(
        _l("时长（分钟）"),
        [Optional(), NumberRange(0, 1440, _l("请填 0 到 1440 的整数。"))],
        render_kw={"inputmode": "numeric"},
    )
    place = StringField(_l("地点"), [Optional(), Length(max=60)])
    follow_up_on = DateField(_l("计划回访日期"), [Optional()])

    def __init__(self) -> None:
        super().__init__()
        self.topics.choices = [(topic.value, str(topic.label)) for topic in Topic]


class ReferralForm(FlaskForm):
    """Why a child should see the counselor."""

    is_urgent = BooleanField(_l("紧急"), description=_l("有危险时请先直接找到心理教师或校长，再补写。"))
    reason = TextAreaField(
        _l("转介原因"),
        [InputRequired(_l("请写明原因。")), Length(max=5 * LONG_TEXT)],
        render_kw={"rows": 6, "maxlength": 5 * LONG_TEXT},
    )

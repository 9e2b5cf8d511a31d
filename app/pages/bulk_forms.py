"""The rows of the two lists: each child's own small form, with what is usual filled in."""

from __future__ import annotations

import datetime as dt

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app import clock
from app.models._columns import LONG_TEXT
from app.models.care.contact_record import Channel, Parties, Topic
from app.pages.bulk_children import Listed
from app.pages.contact_ways import WAYS, Way

_OPENED = "%Y-%m-%dT%H:%M:%S"


class ListForm(FlaskForm):
    """What holds for the whole list: the day, and when it was opened."""

    day = DateField(_l("日期"), [InputRequired(_l("请填写日期。"))], default=clock.today)
    opened = HiddenField(default=lambda: clock.in_china(clock.now()).strftime(_OPENED))

    def opened_at(self) -> dt.datetime:
        """The moment the list was opened, or now where the page does not say."""
        try:
            told = dt.datetime.strptime(self.opened.data or "", _OPENED)  # noqa: DTZ007 - China's wall clock
        except ValueError:
            return clock.now()
        return min(clock.from_china(told), clock.now())


class _Row(Form):
    """A child's row; nothing is asked of it while it is empty."""

    def __init__(self, child: Listed, *, is_new: bool = False) -> None:
        typed = request.form if request.method == "POST" and not is_new else None
        super().__init__(typed, prefix=f"c{child.id}-")
        self.child = child

    def problems(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]


class TalkRow(_Row):
    """A contact of the teacher with the child or its family."""

    day = DateField(_l("日期"), [InputRequired(_l("请填写日期。"))])
    way = SelectField(_l("怎么联系的"), default="talk")
    caregiver_id = SelectField(_l("哪位家长/监护人"), default="")
    topics = SelectMultipleField(_l("谈了什么"))
    content = TextAreaField(
        _l("内容"),
        [Length(max=LONG_TEXT, message=_l("太长了，请控制在 2000 字以内。"))],
        render_kw={"rows": 2},
    )
    not_reached = BooleanField(_l("没有联系上"))

    def __init__(self, child: Listed, today: dt.date, *, is_new: bool = False) -> None:
        super().__init__(child, is_new=is_new)
        self.way.choices = [(way.slug, str(way.label)) for way in WAYS.values()]
        self.topics.choices = [(topic.value, str(topic.label)) for topic in Topic]
        self.caregiver_id.choices = [("", "—"), *((str(a.id), a.label) for a in child.adults)]
        if self.day.data is None and not self.day.errors and not self.day.raw_data:
            self.day.data = today
        if not self.caregiver_id.data or self.caregiver_id.data == "None":
            self.caregiver_id.data = str(child.last.adult_id or "") if child.last else ""

    def is_filled(self) -> bool:
        return bool((self.content.data or "").strip()) or bool(self.not_reached.data)

    def adult_of(self, way: Way) -> int | None:
        """Who was met: chosen, or the only one it can have been; nobody where the teacher met the child."""
        if way.parties is Parties.STAFF_CHILD:
            return None
        if self.caregiver_id.data:
            return int(self.caregiver_id.data)
        wants_parent = way.parties is not Parties.STAFF_GUARDIAN
        fitting = [adult.id for adult in self.child.adults if adult.is_parent or not wants_parent]
        return fitting[0] if len(fitting) == 1 else None


class CallRow(_Row):
    """A call between the child and a parent."""

    done = BooleanField(_l("已通话"))
    not_reached = BooleanField(_l("没有打通"))
    channel = SelectField(_l("方式"), default=Channel.PHONE.value)
    caregiver_id = SelectField(_l("和谁"), default="")
    minutes = IntegerField(
        _l("分钟"),
        [Optional(), NumberRange(0, 1440, _l("请填 0 到 1440 的整数。"))],
        render_kw={"inputmode": "numeric"},
    )
    note = StringField(_l("备注"), [Length(max=200)])

    def __init__(self, child: Listed, *, is_new: bool = False) -> None:
        super().__init__(child, is_new=is_new)
        usual = (Channel.PHONE, Channel.VIDEO, Channel.ONLINE, Channel.LETTER)
        self.channel.choices = [(each.value, str(each.label)) for each in usual]
        parents = [adult for adult in child.adults if adult.is_parent]
        self.caregiver_id.choices = [("", "—"), *((str(a.id), a.label) for a in parents)]
        known = {str(adult.id) for adult in parents}
        if not self.caregiver_id.data and known:
            last = str(child.last_parent_id)
            self.caregiver_id.data = last if last in known else str(parents[0].id)

    def is_filled(self) -> bool:
        return bool(self.done.data or self.not_reached.data)

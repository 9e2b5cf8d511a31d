"""The forms of aid: an application for several children of one class, and a list for the wall."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock

#: How long a list usually hangs.
USUAL_DAYS = 7
Choices = list[tuple[str, str]]


class ApplicationForm(FlaskForm):
    """The same aid for the children ticked."""

    aid_program_id = SelectField(_l("资助项目"), [InputRequired(_l("请选择项目。"))])
    children = SelectMultipleField(
        _l("学生"),
        [InputRequired(_l("请至少选一名学生。"))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    amount = DecimalField(
        _l("每人金额（元）"), [Optional(), NumberRange(0.01, 1_000_000, _l("请填大于 0 的金额。"))],
        render_kw={"inputmode": "decimal"},
    )  # fmt: skip
    goods = StringField(_l("物品"), [Optional(), Length(max=40)], description=_l("只发钱的项目不填。"))
    quantity = IntegerField(
        _l("每人数量"), [Optional(), NumberRange(1, 100_000)], render_kw={"inputmode": "numeric"}
    )
    unit = StringField(_l("单位"), [Optional(), Length(max=10)])
    is_approximate = BooleanField(_l("约数"), description=_l("数量不确切时勾选，打印时写“约”。"))
    applied_on = DateField(_l("申请日期"), [InputRequired(_l("请填写日期。"))])
    note = TextAreaField(_l("备注"), [Optional(), Length(max=500)], render_kw={"rows": 2, "maxlength": 500})

    def __init__(self, programs: Choices, children: Choices) -> None:
        super().__init__()
        self.aid_program_id.choices = [("", ""), *programs]
        self.children.choices = children
        if not self.is_submitted():
            self.applied_on.data = clock.today()

    def values(self) -> dict[str, Any]:
        """What is the same for all children."""
        return {
            "aid_program_id": int(self.aid_program_id.data),
            "amount": self.amount.data,
            "goods": self.goods.data or None,
            "quantity": self.quantity.data,
            "unit": self.unit.data or None,
            "is_approximate": bool(self.is_approximate.data),
            "applied_on": self.applied_on.data,
            "note": self.note.data or None,
        }


class NoticeForm(FlaskForm):
    """What hangs on the wall, from when until when."""

    title = StringField(_l("标题"), [InputRequired(_l("请填写标题。")), Length(max=60)])
    aid_program_id = SelectField(_l("资助项目"), [Optional()], description=_l("所有项目请留空。"))
    text = TextAreaField(
        _l("公示说明"), [Optional(), Length(max=500)],
        description=_l("不要写电话和身份证号。"), render_kw={"rows": 3, "maxlength": 500},
    )  # fmt: skip
    posted_on = DateField(_l("张贴日期"), [InputRequired(_l("请填写日期。"))])
    expires_on = DateField(_l("撤下日期"), [InputRequired(_l("请填写日期。"))])

    def __init__(self, programs: Choices) -> None:
        super().__init__()
        self.aid_program_id.choices = [("", ""), *programs]
        if not self.is_submitted():
            self.posted_on.data = clock.today()
            self.expires_on.data = clock.today() + dt.timedelta(days=USUAL_DAYS)

"""The short form of a note about a child: one kind at a time, the entities' own rules judge what is typed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.models._columns import LONG_TEXT
from app.models.care.care_service import CareDomain, CareServiceKind
from app.models.care.growth_record import GrowthKind

#: The kind of the form that is no growth record.
SERVICE = "service"


class CareForm(FlaskForm):
    """What was done or seen; which fields are asked follows from the kind."""

    kind = RadioField(_l("记什么"), [InputRequired(_l("请选择一项。"))], default=GrowthKind.DEED.value)
    day = DateField(_l("日期"), [InputRequired(_l("请填写日期。"))])
    domain = RadioField(_l("优先领域"), [Optional()], default=CareDomain.STUDY.value)
    service = RadioField(_l("服务内容"), [Optional()], default=CareServiceKind.AFTER_CLASS.value)
    minutes = IntegerField(
        _l("时长（分钟）"),
        [Optional(), NumberRange(1, 1440, _l("请填 1 到 1440 的整数。"))],
        render_kw={"inputmode": "numeric"},
    )
    subject = StringField(_l("学科"), [Optional(), Length(max=20)])
    before = StringField(_l("检查前"), [Optional(), Length(max=80)])
    after = StringField(_l("检查后"), [Optional(), Length(max=80)])
    kept_at = StringField(_l("原件存放处"), [Optional(), Length(max=60)])
    text = TextAreaField(
        _l("内容"),
        [Optional(), Length(max=LONG_TEXT, message=_l("太长了，请控制在 2000 字以内。"))],
        render_kw={"rows": 4, "maxlength": LONG_TEXT},
    )

    def __init__(self) -> None:
        super().__init__()
        kinds = [(kind.value, str(kind.label)) for kind in GrowthKind]
        self.kind.choices = [*kinds, (SERVICE, str(_l("关爱服务")))]
        self.domain.choices = [(domain.value, str(domain.label)) for domain in CareDomain]
        self.service.choices = [(service.value, str(service.label)) for service in CareServiceKind]

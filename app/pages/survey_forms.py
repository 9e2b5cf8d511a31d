"""The short survey form: one part after another, each either as it was or as it is now."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.models._columns import LONG_TEXT
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import (
    AbsenceKind,
    CareRegistration,
    FamilyEconomy,
    GuardianshipKind,
    SurveyMethod,
)

#: The fields of each part; the rarer columns are on the full form.
FIELDS_OF: dict[SurveyPart, tuple[str, ...]] = {
    SurveyPart.ABSENCE: ("absence_kind",),
    SurveyPart.GUARDIANSHIP: ("guardianship_kind", "current_residence"),
    SurveyPart.BOARDING: ("is_boarding", "lunch_at_school"),
    SurveyPart.FAMILY: ("family_size", "family_economy"),
    SurveyPart.HEALTH: ("vaccination_complete",),
    SurveyPart.PRIORITY: ("is_key_target", "key_reason"),
}
SAME, CHANGED = "same", "changed"
RETURNED = "returned"
_CHOICES = {
    "absence_kind": AbsenceKind,
    "guardianship_kind": GuardianshipKind,
    "family_economy": FamilyEconomy,
    "survey_method": SurveyMethod,
}
_YES_NO = ("lunch_at_school", "vaccination_complete")


def _answer(label: Any) -> RadioField:
    return RadioField(
        label,
        [Optional()],
        choices=[(SAME, _l("没有变化")), (CHANGED, _l("有变化"))],
        validate_choice=False,
    )


class SurveyForm(FlaskForm):
    """What the family said; a part without an answer stays to be confirmed."""

    outcome = RadioField(_l("现在的情况"), [InputRequired()], default="still")
    survey_method = RadioField(_l("怎么调查的"), [InputRequired(_l("请选择调查方式。"))], default="home")
    surveyed_on = DateField(_l("调查日期"), [InputRequired(_l("请填写日期。"))])
    answer_absence = _answer(SurveyPart.ABSENCE.label)
    absence_kind = RadioField(_l("谁外出"), [Optional()], validate_choice=False)
    answer_guardianship = _answer(SurveyPart.GUARDIANSHIP.label)
    guardianship_kind = RadioField(_l("和谁一起住"), [Optional()], validate_choice=False)
    current_residence = StringField(_l("现居住地"), [Optional(), Length(max=120)])
    answer_boarding = _answer(SurveyPart.BOARDING.label)
    is_boarding = BooleanField(_l("寄宿"))
    lunch_at_school = SelectField(_l("在校午餐"), [Optional()])
    answer_family = _answer(SurveyPart.FAMILY.label)
    family_size = IntegerField(
        _l("家庭人口"),
        [Optional(), NumberRange(1, 30, _l("请填 1 到 30 的整数。"))],
        render_kw={"inputmode": "numeric"},
    )
    family_economy = RadioField(_l("家庭经济状况"), [Optional()], validate_choice=False)
    answer_health = _answer(SurveyPart.HEALTH.label)
    vaccination_complete = SelectField(_l("预防接种齐全"), [Optional()])
    answer_priority = _answer(SurveyPart.PRIORITY.label)
    is_key_target = BooleanField(_l("重点帮扶对象"))
    key_reason = TextAreaField(_l("重点帮扶原因"), [Optional(), Length(max=LONG_TEXT)], render_kw={"rows": 2})

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = [("still", _("还是留守")), (RETURNED, _("父母已返乡，不再留守"))]
        for name, choices in _CHOICES.items():
            self[name].choices = [(each.value, str(each.label)) for each in choices]
        for name in _YES_NO:
            self[name].choices = [("", _("不清楚")), ("yes", _("是")), ("no", _("否"))]

    def begin(self, row: CareRegistration | None) -> None:
        """Fill in what the registration of this term or the one before says."""
        for names in FIELDS_OF.values() if row is not None else ():
            for name in names:
                value = getattr(row, name)
                if name in _YES_NO:
                    value = {True: "yes", False: "no"}.get(value, "")
                self[name].data = getattr(value, "value", value)

    def answer(self, part: SurveyPart) -> str:
        """ "same", "changed" or "" for a part nobody asked about."""
        return self[f"answer_{part.value}"].data or ""

    def values(self, part: SurveyPart) -> dict[str, Any]:
        """The columns of a part as they are now."""
        return {name: self._value(name) for name in FIELDS_OF[part]}

    def _value(self, name: str) -> Any:
        data = self[name].data
        if name in _YES_NO:
            return {"yes": True, "no": False}.get(data)
        return data if isinstance(data, bool | int) else data or None

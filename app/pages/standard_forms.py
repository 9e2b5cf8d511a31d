"""The forms of the school's standard: from which day a preset holds, and what may be changed of a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, DecimalField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.models.management.care_standard_item import RulePer
from app.standards.season import Season

_COUNT = [Optional(), NumberRange(0, 100_000, _l("请填 0 到 100000 之间的数。"))]
_GRADE = [Optional(), NumberRange(1, 9, _l("请填 1 到 9 之间的年级。"))]
_DECIMAL, _NUMERIC = {"inputmode": "decimal"}, {"inputmode": "numeric"}
_SEASON = [("", _l("照常")), ("pause", _l("暂停")), ("number", _l("另定次数"))]
_FROM_DAY = _l("从这一天起按新的统计，之前的日子仍按原来的统计。")


class AdoptForm(FlaskForm):
    """A preset, from a day on; one without limits of notice may borrow those of another paper."""

    from_day = DateField(_l("启用日期"), [InputRequired(_l("请填写启用日期。"))], description=_FROM_DAY)
    emergency = SelectField(
        _l("应急通知时限"), [Optional()],
        description=_l("这套范本没有规定多久通知，可以取用另一套的。"),
    )  # fmt: skip

    def __init__(self, begins: dt.date, lenders: Sequence[tuple[str, str]], asked: str = "") -> None:
        super().__init__()
        self.emergency.choices = [("", _l("不取用")), *lenders]
        if not lenders:
            del self.emergency
        if not self.is_submitted():
            self.from_day.data = begins
            if lenders:
                self.emergency.data = asked


class ChangeForm(FlaskForm):
    """The numbers of a rule, for whom it holds, and from which day."""

    count_min = DecimalField(
        _l("下限"),
        _COUNT,
        places=None,
        description=_l("至少几次；下限和上限都空着就只计次数。"),
        render_kw=_DECIMAL,
    )
    count_max = DecimalField(
        _l("上限"), _COUNT, places=None, description=_l("至多几次或多久以内。"), render_kw=_DECIMAL
    )
    grace_days = IntegerField(
        _l("宽限天数"), [Optional(), NumberRange(0, 60, _l("请填 0 到 60 之间的天数。"))],
        description=_l("周期结束后几天内补上不算欠。"), render_kw=_NUMERIC,
    )  # fmt: skip
    boarding = SelectField(
        _l("寄宿"), choices=[("", _l("都适用")), ("yes", _l("只对寄宿儿童")), ("no", _l("只对走读儿童"))]
    )
    grade_least = IntegerField(_l("最低年级"), _GRADE, render_kw=_NUMERIC)
    grade_most = IntegerField(_l("最高年级"), _GRADE, render_kw=_NUMERIC)
    key_target = BooleanField(_l("只对重点帮扶对象"))
    each_party = BooleanField(
        _l("每一方都要达到次数"),
        description=_l("勾选后，父母、监护人等各方分别计算，次数最少的一方达到才算；不勾选则合在一起算。"),
    )
    exam_week = SelectField(_l("考试周"), choices=_SEASON, default="")
    exam_week_count = IntegerField(_l("考试周至少几次"), _COUNT, render_kw=_NUMERIC)
    after_spring_festival = SelectField(_l("春节后第一周"), choices=_SEASON, default="")
    after_spring_festival_count = IntegerField(_l("春节后第一周至少几次"), _COUNT, render_kw=_NUMERIC)
    before_break = SelectField(_l("长假前一周"), choices=_SEASON, default="")
    before_break_count = IntegerField(_l("长假前一周至少几次"), _COUNT, render_kw=_NUMERIC)
    is_enabled = BooleanField(_l("启用这一条"))
    from_day = DateField(_l("生效日期"), [InputRequired(_l("请填写生效日期。"))], description=_FROM_DAY)

    def __init__(self, rule: Any, begins: dt.date) -> None:
        super().__init__()
        self._condition: Mapping[str, Any] = rule.condition or {}
        self._filters: Mapping[str, Any] = rule.filters or {}
        self._season: Mapping[str, Any] = rule.season or {}
        if not _has_parties(rule):
            del self.each_party
        self.has_seasons = rule.per in _BY_PERIOD
        if not self.is_submitted():
            self._fill(rule, begins)

    def _fill(self, rule: Any, begins: dt.date) -> None:
        self.count_min.data, self.count_max.data = _plain(rule.count_min), _plain(rule.count_max)
        self.grace_days.data, self.is_enabled.data = rule.grace_days, rule.is_enabled
        boarding = self._condition.get("boarding")
        self.boarding.data = "" if boarding is None else "yes" if boarding else "no"
        self.grade_least.data = self._condition.get("grade_least")
        self.grade_most.data = self._condition.get("grade_most")
        self.key_target.data = bool(self._condition.get("key_target"))
        self.from_day.data = begins
        if self.each_party:
            self.each_party.data = bool(self._filters.get("each_party"))
        for season, choice, count in self.seasons():
            told = self._season.get(season.value, {})
            choice.data = "pause" if told.get("pause") else "number" if told else ""
            count.data = told.get("count_min")

    def seasons(self) -> list[tuple[Season, Any, Any]]:
        """(season, what happens in it, the number asked for in it), none for a rule without periods."""
        names = [(season, season.value.replace("-", "_")) for season in Season] if self.has_seasons else []
        return [(season, self[name], self[f"{name}_count"]) for season, name in names]

    def validate(self, extra_validators: Any = None) -> bool:
        """A season with a number of its own says which."""
        is_right = super().validate(extra_validators=extra_validators)
        silent = [count for _season, choice, count in self.seasons() if _lacks_number(choice, count)]
        for count in silent:
            count.errors = [*count.errors, _l("请填写这段时间至少几次，或改选“照常”。")]
        return is_right and not silent

    def changes(self) -> dict[str, Any]:
        """The columns of the rule as they are to be; what the form does not show of the condition stays."""
        kept = {word: told for word, told in self._condition.items() if word not in _SHOWN}
        asked = {
            "boarding": {"yes": True, "no": False}.get(self.boarding.data),
            "grade_least": self.grade_least.data,
            "grade_most": self.grade_most.data,
            "key_target": self.key_target.data or None,
        }
        return {
            "count_min": self.count_min.data,
            "count_max": self.count_max.data,
            "grace_days": self.grace_days.data,
            "filters": self._narrowed(),
            "season": self._by_season(),
            "condition": kept | {word: told for word, told in asked.items() if told is not None},
            "is_enabled": bool(self.is_enabled.data),
        }

    def _narrowed(self) -> dict[str, Any]:
        """What counts; only the strict reading is the form's to set."""
        told = {word: each for word, each in self._filters.items() if word != "each_party"}
        return told | ({"each_party": True} if self.each_party and self.each_party.data else {})

    def _by_season(self) -> dict[str, Any]:
        """The seasons in which something else holds; a limit that the form does not show stays beside a number."""
        if not self.has_seasons:
            return dict(self._season)
        found = {}
        for season, choice, count in self.seasons():
            if choice.data == "pause":
                found[season.value] = {"pause": True}
            elif choice.data == "number":
                kept = {
                    word: told for word, told in self._season.get(season.value, {}).items() if word != "pause"
                }
                found[season.value] = kept | {"count_min": count.data}
        return found


def _plain(number: Decimal | None) -> Decimal | int | None:
    """2 instead of 2.00."""
    return int(number) if number is not None and number == int(number) else number


def _has_parties(rule: Any) -> bool:
    """Whether it counts contacts with several parties in a whole term, so that "each of them" is a question."""
    return rule.per is RulePer.TERM and len((rule.filters or {}).get("parties") or ()) > 1


def _lacks_number(choice: Any, count: Any) -> bool:
    return choice.data == "number" and count.data is None


#: Where a season can fall into a period.
_BY_PERIOD = frozenset(
    {RulePer.WEEK, RulePer.FORTNIGHT, RulePer.MONTH, RulePer.QUARTER, RulePer.TERM, RulePer.TERM_PART}
)
_SHOWN = frozenset({"boarding", "grade_least", "grade_most", "key_target"})

"""The form fields, one per kind of column: what was typed becomes what is stored, or a sentence that says what to type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app import clock, typed
from app.access.vocabulary import Choice
from app.admin import references
from app.admin.formats import HIDDEN
from app.models._base import Entity
from app.models._columns import ColumnFacts, Kind

#: Stands for "leave the stored value as it is".
KEPT = object()
_YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Typing:
    """How a kind is typed: text to value (ValueError with what to do), value to text, and the control."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    widget: Any


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _upper(text: str) -> str:
    return text.upper()


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise ValueError(_("请填写整数，例如 12。")) from None
    if abs(number) > typed.LARGEST_KEY:
        raise ValueError(_("这个数太大，请核对。"))
    return number


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("请填写数字，例如 12.5。")) from None
    if not number.is_finite() or abs(number) > typed.LARGEST_KEY:
        raise ValueError(_("这个数太大，请核对。"))
    return number


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("日期写成 2025-09-01 这样。")) from None
    if day.year not in _YEARS:
        raise ValueError(_("年份不对，请核对。"))
    return day


def _moment(text: str) -> dt.datetime:
    try:
        wall = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_("时间写成 2025-09-01 08:30 这样（北京时间）。")) from None
    if wall.year not in _YEARS or wall.tzinfo is not None:
        raise ValueError(_("时间写成 2025-09-01 08:30 这样（北京时间）。"))
    return clock.from_china(wall)


def _time(text: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(_("时间写成 08:30 这样。")) from None


TYPINGS: dict[Kind, Typing] = {
    Kind.TEXT: Typing(_plain, str, widgets.TextInput()),
    Kind.ADDRESS: Typing(_plain, str, widgets.TextInput()),
    Kind.LONG_TEXT: Typing(_plain, str, widgets.TextArea()),
    Kind.SEALED: Typing(_plain, str, widgets.TextArea()),
    Kind.PHONE: Typing(_plain, str, widgets.TelInput()),
    Kind.STUDENT_NO: Typing(_upper, str, widgets.TextInput()),
    Kind.ID_NUMBER: Typing(_upper, str, widgets.TextInput()),
    Kind.NUMBER: Typing(_whole, str, widgets.NumberInput(step="1")),
    Kind.DECIMAL: Typing(_decimal, lambda value: f"{value:f}", widgets.NumberInput(step="any")),
    Kind.DAY: Typing(_day, dt.date.isoformat, widgets.DateInput()),
    Kind.MOMENT: Typing(
        _moment, lambda value: clock.in_china(value).strftime("%Y-%m-%dT%H:%M"), widgets.DateTimeLocalInput()
    ),
    Kind.TIME: Typing(_time, lambda value: value.strftime("%H:%M"), widgets.TimeInput()),
}


class TypedField(Field):
    """One value typed as text; an empty box is no value."""

    def __init__(self, *args: Any, typing: Typing, is_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, widget=typing.widget, **kwargs)
        self._typing = typing
        self.is_needed = is_required

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self._typing.write(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        self.data = self._typing.parse(text) if text else None

    def pre_validate(self, form: Any) -> None:
        if self.is_needed and self.data is None and not self.process_errors:
            raise ValidationError(_("请填写此项。"))

    def is_change_of(self, stored: Any) -> bool:
        """Whether saving would change the stored value; what the control cannot show is no change."""
        return self._written(self.data) != self._written(stored)

    def _written(self, value: Any) -> str:
        return "" if value is None else self._typing.write(value)


class MaskedField(TypedField):
    """A number shown masked: the box is empty, leaving it empty keeps what is stored, a tick clears it."""

    masked = ""

    def process_data(self, value: Any) -> None:
        self.data = KEPT

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""

    is_cleared = False

    @property
    def clear_name(self) -> str:
        return f"{self.name}-clear"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        self.is_cleared = bool(formdata is not None and formdata.get(self.clear_name))
        if formdata is not None and self.data is None:
            self.data = None if self.is_cleared else KEPT

    def pre_validate(self, form: Any) -> None:
        """Whether it may be empty is judged with the row: the form does not know what is stored."""

    def is_change_of(self, stored: Any) -> bool:
        return self.data is not KEPT and self.data != stored


class OneField(SelectField):
    """One of a closed list: a choice, yes or no, or a row out of few."""

    def __init__(self, *args: Any, is_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)
        self.is_needed = is_required

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        if text and text not in {option.value for option in self.choices or ()}:
            raise ValueError(_("请从列表中选择一项。"))
        self.data = self.coerce(text)

    def pre_validate(self, form: Any) -> None:
        if self.is_needed and self.data is None and not self.process_errors:
            raise ValidationError(_("请从列表中选择一项。"))

    def is_change_of(self, stored: Any) -> bool:
        return bool(self.data != stored)


class TicksField(SelectMultipleField):
    """Any number of a closed list, as tick boxes."""

    option_widget = widgets.CheckboxInput()

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        known = {option.value for option in self.choices or ()}
        if not set(valuelist) <= known:
            raise ValueError(_("请从列表中选择。"))
        self.data = [self.coerce(value) for value in valuelist]

    def pre_validate(self, form: Any) -> None:
        """Checked while reading."""

    def is_change_of(self, stored: Any) -> bool:
        return frozenset(self.data or ()) != frozenset(stored or ())


class ReferenceField(Field):
    """A row of a large table, found while typing; a key the person cannot see is an error, never an empty link."""

    widget = widgets.TextInput()

    def __init__(
        self,
        *args: Any,
        lookup_url: str,
        title_of: Callable[[int], str | None],
        is_required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lookup_url = lookup_url
        self.shown = ""
        self._title_of = title_of
        self.is_needed = is_required

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        self.shown = (formdata.get(f"{self.name}-text", "") if formdata is not None else "")[:100]
        if self.data is not None:
            self.shown = self._title_of(self.data) or self.shown

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        key = typed.key_of(text)
        if key is None or self._title_of(key) is None:
            raise ValueError(_("找不到所选的记录，请重新输入并从列表中选择。"))
        self.data = key

    def pre_validate(self, form: Any) -> None:
        if self.process_errors or self.data is not None:
            return
        if self.shown or self.is_needed:
            raise ValidationError(_("请输入几个字，再从列出的结果中选择一项。"))

    def is_change_of(self, stored: Any) -> bool:
        return bool(self.data != stored)


class RestrictedField(Field):
    """A link to a row the person may not see: told, kept, never changed."""

    widget = widgets.TextInput()
    is_restricted = True

    @property
    def told(self) -> str:
        return str(HIDDEN)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Whatever is posted is ignored."""

    def is_change_of(self, stored: Any) -> bool:
        return False


def choice_options(choices: type[Choice]) -> list[SelectChoice]:
    """The members of a closed list as options, in their order."""
    return [SelectChoice(value=member.value, label=str(member.label)) for member in choices]


def member_of(choices: Any) -> Callable[[Any], Any]:
    """From a posted or stored value to the member of the closed list, None for an empty one."""
    return lambda value: choices(value) if value else None


def with_empty(options: list[SelectChoice]) -> list[SelectChoice]:
    """The options after an empty one."""
    return [SelectChoice(value="", label="—"), *options]


def row_options(options: list[references.Option]) -> Iterator[SelectChoice]:
    """Rows as options of a select box."""
    return (SelectChoice(value=str(o.id), label=f"{o.label} {o.note}".strip()) for o in options)


def default_of(entity: type[Entity], name: str) -> Any:
    """The value a new row has when nobody types one."""
    default: Any = entity.__mapper__.columns[name].default
    return default.arg if default is not None and default.is_scalar else None


def box_of(facts: ColumnFacts) -> dict[str, Any]:
    """The attributes of a text control: its longest text, smallest and largest number."""
    bounds = {"maxlength": facts.length, "min": facts.least, "max": facts.most}
    named = {name: value for name, value in bounds.items() if value is not None}
    return named | ({"rows": 4} if facts.kind in (Kind.LONG_TEXT, Kind.SEALED) else {})

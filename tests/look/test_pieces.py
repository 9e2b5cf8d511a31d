"""The macros of _components.html: what a field, a summary of errors and a bar look like in HTML."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import wtforms
from wtforms import validators, widgets

from app.config import ROOT

Render = Callable[..., str]
ERROR_PAGES = sorted(path.stem for path in (ROOT / "templates" / "errors").glob("[!_]*.html"))


class ReferenceField(wtforms.IntegerField):
    """Stands for the reference field of the screens: an id, and where to look others up."""

    lookup_url = "lookup/student_id/"
    shown = "周㛃"


class TalkForm(wtforms.Form):
    """One field of every kind the macro draws differently."""

    student_id = ReferenceField("学生", [validators.InputRequired()])
    channel = wtforms.RadioField("方式", choices=[("phone", "电话"), ("home-visit", "家访")])
    topics = wtforms.SelectMultipleField(
        "话题",
        choices=[("study", "学习")],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(),
    )
    content = wtforms.TextAreaField(
        "内容", [validators.InputRequired("请写谈话内容。")], description="写事实"
    )
    reached = wtforms.BooleanField("联系上了")
    version = wtforms.HiddenField()


@pytest.fixture
def form() -> TalkForm:
    return TalkForm(data={"student_id": 12, "version": "3"})


def test_a_reference_posts_the_id_and_shows_the_name(draw: Render, form: TalkForm) -> None:
    html = draw("{{ ui.field(form.student_id) }}", form=form)
    assert 'data-lookup="lookup/student_id/"' in html
    assert '<input type="hidden" name="student_id" value="12">' in html
    assert 'name="student_id-text" value="周㛃"' in html


@pytest.mark.parametrize("name", ["student_id", "channel", "topics", "content", "reached"])
def test_every_visible_field_has_its_label(draw: Render, form: TalkForm, name: str) -> None:
    html = draw("{{ ui.field(f) }}", f=form[name])
    assert str(form[name].label.text) in html
    assert f'for="{name}"' in html or "<legend>" in html


def test_a_hidden_field_is_drawn_without_a_label(draw: Render, form: TalkForm) -> None:
    html = draw("{{ ui.field(form.version) }}", form=form)
    assert html == '<input id="version" name="version" type="hidden" value="3">'


def test_a_wrong_field_is_told_to_the_eye_and_to_the_ear(draw: Render, form: TalkForm) -> None:
    form.content.errors = ["请写谈话内容。"]
    html = draw("{{ ui.errors(form) }}{{ ui.field(form.content) }}", form=form)
    assert '<a href="#content">内容：请写谈话内容。</a>' in html
    assert 'aria-describedby="content-hint content-error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_is_escaped(draw: Render) -> None:
    html = draw("{{ ui.field(form.content) }}", form=TalkForm(data={"content": "</textarea><script>"}))
    assert "<script>" not in html


def test_a_form_without_errors_has_no_summary(draw: Render, form: TalkForm) -> None:
    assert draw("{{ ui.errors(form) }}", form=form) == ""


@pytest.mark.parametrize(("part", "whole", "width"), [(0, 0, "0%"), (3, 4, "75.0%"), (9, 4, "100%")])
def test_a_bar_is_never_longer_than_its_frame(draw: Render, part: int, whole: int, width: str) -> None:
    html = draw("{{ ui.bar(part, whole) }}", part=part, whole=whole)
    assert f'<rect width="{width}"' in html
    assert f"{part}/{whole}" in html


@pytest.mark.parametrize("page", ERROR_PAGES)
def test_an_error_page_needs_nothing_and_has_one_heading(draw: Render, page: str) -> None:
    html = draw(f"errors/{page}.html")
    assert html.count("<h1>") == 1
    assert '<html lang="zh-CN">' in html


def test_the_error_page_of_last_resort_needs_no_application_context_variable(draw: Render) -> None:
    html = draw("errors/_plain.html", code=500, request_id="7f3a91c2")
    assert "7f3a91c2" in html
    assert "<script" not in html


def test_a_form_refused_for_its_token_gives_back_what_was_typed(draw: Render) -> None:
    html = draw("errors/csrf.html", kept=[("谈话内容", "她说爸爸<下个月>回来")], back_url="/entry")
    assert "她说爸爸&lt;下个月&gt;回来</textarea>" in html
    assert "<form" not in html.split("<main", 1)[1]

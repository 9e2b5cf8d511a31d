"""The sentence on a form about who will read it says what the grants say."""

from __future__ import annotations

import pytest

from app.access import why
from app.access.grants import GRANTS
from app.access.readers import readers_of
from app.access.vocabulary import Action, Role, Scope
from app.models._base import all_entities, entity_named


def test_a_form_names_the_class_teacher_and_the_limits() -> None:
    assert readers_of(entity_named("GuardianReport")).zh == (
        "能看到的人：系统管理员、校长、班主任（本班）、帮扶教师（结对学生的）。"
    )


def test_who_reads_a_plan_without_its_text_is_marked() -> None:
    assert "系统管理员（部分栏目）" in readers_of(entity_named("IndividualPlan")).zh


def test_counseling_names_the_counselor_alone() -> None:
    sentence = readers_of(entity_named("CounselingCase"))
    assert sentence.zh == "能看到的人：心理辅导教师（本人的个案）。"
    assert sentence.en == "Readable by: Counselor (own cases)."


@pytest.mark.parametrize("role", Role)
def test_every_role_that_reads_is_named_and_no_other(role: Role) -> None:
    for entity in all_entities():
        reads = any(g.covers(entity) and g.role is role and Action.READ in g.actions for g in GRANTS)
        assert (role.label.zh in readers_of(entity).zh) == reads, entity.__name__


def test_each_scope_has_a_reason_to_tell() -> None:
    told = {*why._REASONS, Scope.SCHOOL, Scope.EVERYWHERE}
    assert {grant.rows for grant in GRANTS} <= told


def test_each_scope_but_the_whole_school_has_its_words() -> None:
    narrow = {grant.rows for grant in GRANTS} - {Scope.SCHOOL, Scope.EVERYWHERE}
    for scope in narrow:
        grant = next(grant for grant in GRANTS if grant.rows is scope)
        named = [e for e in all_entities() if grant.covers(e) and Action.READ in grant.actions]
        assert all("（" in readers_of(entity).zh for entity in named)

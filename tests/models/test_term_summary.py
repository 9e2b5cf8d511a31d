"""The rules of term summaries: one a term, and a signed one never changes."""

from __future__ import annotations

from typing import Any

import pytest

from app import clock
from app.models.management.term_summary import SummaryStatus, TermSummary
from tests import factories
from tests.models.conftest import Place
from tests.models.refusals import column_refused, is_refused_by_the_database


def a_summary(place: Place, **values: Any) -> TermSummary:
    return TermSummary(school_id=place.school.id, term_id=place.term.id, **values)


@pytest.fixture
def approved(system: Any, place: Place) -> TermSummary:
    user = factories.make_user(system, place.teacher)
    made = a_summary(
        place,
        status=SummaryStatus.APPROVED,
        sections={"problems": "家访次数不足。"},
        figures={"pupils": 315},
        approved_by_id=user.id,
        approved_at=clock.now(),
    )
    system.add(made)
    system.flush()
    return made


@pytest.mark.system("A15")
@pytest.mark.parametrize("of_a_class", [False, True])
def test_a_school_and_each_class_have_one_summary_a_term(system: Any, place: Place, of_a_class: bool) -> None:
    class_id = place.school_class.id if of_a_class else None
    first = a_summary(place, school_class_id=class_id)
    system.add(first)
    system.flush()
    assert column_refused(system, a_summary(place, school_class_id=class_id)) in (
        "term_id",
        "school_class_id",
    )
    assert is_refused_by_the_database(system, first)


def test_the_school_and_a_class_may_each_have_theirs(system: Any, place: Place) -> None:
    system.add_all([a_summary(place), a_summary(place, school_class_id=place.school_class.id)])
    system.flush()


@pytest.mark.parametrize("missing", ["approved_by_id", "approved_at", "figures"])
def test_a_summary_is_approved_by_somebody_at_a_time_with_its_figures(
    system: Any, place: Place, approved: TermSummary, missing: str
) -> None:
    other = factories.make_class(system, place.year, grade=4)
    assert is_refused_by_the_database(system, approved, school_class_id=other.id, **{missing: None})
    assert not is_refused_by_the_database(system, approved, school_class_id=other.id)


@pytest.mark.system("A15")
def test_an_unsigned_summary_cannot_be_approved(system: Any, place: Place) -> None:
    assert column_refused(system, a_summary(place, status=SummaryStatus.APPROVED)) == "status"


@pytest.mark.system("A15")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("figures", {"pupils": 316}),
        ("sections", {"problems": "无。"}),
        ("status", SummaryStatus.DRAFT),
        ("approved_by_id", None),
    ],
)
def test_nothing_changes_under_a_signature(
    system: Any, approved: TermSummary, column: str, value: object
) -> None:
    setattr(approved, column, value)
    assert column_refused(system, approved) == "status"


def test_an_approved_summary_can_be_archived_and_written_anew(
    system: Any, place: Place, approved: TermSummary
) -> None:
    approved.archived_at = clock.now()
    system.flush()
    system.add(a_summary(place))
    system.flush()


def test_a_draft_may_change_until_it_is_approved(system: Any, place: Place) -> None:
    draft = a_summary(place, sections={"problems": "一"})
    system.add(draft)
    system.flush()
    draft.sections = {"problems": "二"}
    draft.figures = {"pupils": 1}
    system.flush()

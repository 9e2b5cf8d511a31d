"""The reports there are: each a slug that is also its file, template, stylesheet and address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.access.vocabulary import Label
from app.reports.mentor_workload import MentorWorkloadData
from app.reports.term_summary import TermSummaryData


@dataclass(frozen=True, slots=True)
class Report:
    """A kind of paper; *filename* is a pattern over ``school`` and ``term``, *systems* the registers it is made of."""

    slug: str
    label: Label
    data_type: type[Any]
    filename: str
    systems: tuple[str, ...] = ()


REPORTS: Mapping[str, Report] = MappingProxyType(
    {
        report.slug: report
        for report in (
            Report(
                "term-summary",
                Label("学期总结", "Term summary"),
                TermSummaryData,
                "{school}-{term}-学期总结.pdf",
                ("A15", "A21", "A25", "H11", "K13", "K23"),
            ),
            Report(
                "mentor-workload",
                Label("帮扶教师工作量", "Mentor workload"),
                MentorWorkloadData,
                "{school}-{term}-帮扶教师工作量.pdf",
                ("A22", "B16", "C01", "C20", "C21"),
            ),
        )
    }
)

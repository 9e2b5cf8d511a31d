"""The parts of a term's survey: what was copied from the term before is confirmed part by part, not as a lump."""

from __future__ import annotations

from app.access.vocabulary import Choice


class SurveyPart(Choice):
    """One question put to the family; each stands for some columns of the registration."""

    ABSENCE = "absence", "外出情况", "Who is away"
    GUARDIANSHIP = "guardianship", "监护与居住", "Guardian and home"
    BOARDING = "boarding", "寄宿与午餐", "Boarding and lunch"
    FAMILY = "family", "家庭情况", "Family"
    HEALTH = "health", "预防接种", "Vaccinations"
    PRIORITY = "priority", "重点帮扶", "Priority"


#: The columns of CareRegistration that each part asks about.
COLUMNS_OF: dict[SurveyPart, tuple[str, ...]] = {
    SurveyPart.ABSENCE: ("absence_kind", "meets_definition", "override_reason"),
    SurveyPart.GUARDIANSHIP: ("guardianship_kind", "current_residence"),
    SurveyPart.BOARDING: ("is_boarding", "boarding_wanted", "boarding_granted_on", "lunch_at_school"),
    SurveyPart.FAMILY: ("family_size", "family_economy"),
    SurveyPart.HEALTH: ("vaccination_complete", "vaccination_checked_on"),
    SurveyPart.PRIORITY: ("is_key_target", "key_reason", "study_category"),
}


def parts_touched(columns: set[str]) -> frozenset[SurveyPart]:
    """The parts that have at least one of these columns."""
    return frozenset(part for part, own in COLUMNS_OF.items() if columns & set(own))

"""Which rows of an entity are a register's own: the choices that part registers kept in one table."""

from __future__ import annotations

#: Entity -> register -> column -> stored values; a register that is not named here has all rows of its entity.
KINDS: dict[str, dict[str, dict[str, str]]] = {
    "ContactRecord": {
        "D01": {"channel": "home-visit"},
        "D02": {"channel": "phone", "parties": "staff-parent staff-guardian"},
        "D03": {"parties": "staff-child"},
        "D04": {"parties": "staff-parent"},
        "D05": {"parties": "staff-guardian"},
        "D07": {"parties": "child-parent"},
        "D08": {"parties": "child-parent", "channel": "video"},
        "D09": {"parties": "child-parent", "channel": "letter phone video"},
        "D10": {"channel": "letter", "occasion": "term-end"},
        "D11": {"channel": "letter"},
        "D12": {"parties": "child-parent", "channel": "phone"},
        "D20": {"occasion": "great-event"},
        "D22": {"occasion": "homecoming"},
    },
    "Mentoring": {
        "C03": {"kind": "love-mother"},
        "C04": {"kind": "proxy-mother"},
        "C05": {"kind": "proxy-parent"},
    },
    "Staff": {
        "C06": {"category": "parent"},
        "C07": {"category": "village-cadre"},
        "A27": {"category": "retired village-cadre volunteer outside-counsellor benefactor"},
    },
    "Inspection": {
        "A20": {"kind": "self"},
        "A24": {"kind": "surroundings"},
        "L04": {"kind": "exemptions"},
    },
    "PeerPairing": {
        "C08": {"kind": "study-helper"},
        "C09": {"kind": "hand-in-hand"},
        "C10": {"kind": "little-teacher"},
        "C11": {"kind": "companion caring-partner"},
    },
    "IndividualPlan": {
        "B21": {"kind": "study-help"},
        "C13": {"kind": "study-help"},
        "C14": {"kind": "individual-education"},
    },
    "CareService": {
        "G07": {"kind": "doctor"},
        "G09": {"kind": "noon"},
        "H12": {"domain": "safety"},
        "K16": {"kind": "after-class"},
        "K17": {"domain": "activity"},
        "L11": {"kind": "self-care"},
    },
    "GrowthRecord": {
        "B13": {"kind": "portfolio"},
        "B14": {"kind": "progress-check"},
        "B15": {"kind": "diary"},
        "C16": {"kind": "progress-check"},
        "C21": {"kind": "behaviour"},
        "K10": {"kind": "deed"},
    },
    "ExamScore": {"G03": {"exam": "health"}},
    "Lesson": {"F08": {"subject": "mind"}, "G01": {"subject": "health"}, "H08": {"subject": "law"}},
    "ParentTraining": {
        "E02": {"mode": "parents-school home-visit"},
        "E04": {"audience": "parents"},
        "E06": {"audience": "teachers"},
    },
    "LeadingGroup": {"A01": {"level": "school class"}, "A02": {"level": "village"}},
    "WorkPlan": {"A03": {"scope": "township"}},
    "SituationReport": {"A21": {"kind": "digest"}},
    "WorkDocument": {
        "A17": {"kind": "paper experience"},
        "A18": {"kind": "press"},
        "C22": {"kind": "rules"},
        "J10": {"kind": "board"},
        "K15": {"kind": "rules"},
    },
    "ContactChannel": {
        "D12": {"kind": "family-phone"},
        "D13": {"kind": "help-line family-line counseling-line letter-box email"},
        "D14": {"kind": "children-group parents-group family-video"},
        "F07": {"kind": "counseling-line letter-box"},
    },
    "AidProgram": {"G08": {"kind": "meals"}},
    "CareFacility": {
        "I08": {"kind": "village-library"},
        "J01": {"kind": "home"},
        "F07": {"kind": "counseling heart"},
    },
    "Award": {
        "M01": {"occasion": "childrens-day"},
        "M02": {"occasion": "labour-day"},
        "M03": {"occasion": "year-end"},
        "M07": {"level": "county city province nation"},
    },
}

"""Who will be able to read what is written: one sentence for every form, made from the grants."""

from __future__ import annotations

from functools import cache

from app.access.grants import GRANTS, Grant
from app.access.vocabulary import Action, Label, Level, Scope
from app.models._base import Entity, facts_of, level_of

_WHOSE: dict[Scope, Label] = {
    Scope.CLASS: Label("本班", "of the class"),
    Scope.CLASS_AND_OWN: Label("本班", "of the class"),
    Scope.MENTEES: Label("结对学生的", "of the child"),
    Scope.MENTEES_AND_OWN: Label("结对学生的", "of the child"),
    Scope.MENTEE_CLASSES: Label("结对学生所在班", "of the child's class"),
    Scope.OWN: Label("本人的", "whose own it is"),
    Scope.CHILD_PARENT: Label("亲情通话", "calls home only"),
    Scope.CASES: Label("有个案或转介的学生", "where there is a case or referral"),
    Scope.CASE_CHILDREN: Label("有个案的学生", "where there is a case"),
    Scope.OWN_CASES: Label("本人的个案", "own cases"),
    Scope.ALERTED: Label("已通知到的", "when alerted"),
    Scope.APPROVED: Label("已审定的", "once approved"),
    Scope.TO_COUNSELOR: Label("写给心理教师的", "addressed to the counselor"),
    Scope.RELEASED: Label("已发布的", "once released"),
    Scope.PAPER_TRAIL: Label("导出、打印和授权", "exports, prints and grants"),
}
_IN_PART = Label("部分栏目", "in part")


@cache
def readers_of(entity: type[Entity]) -> Label:
    """The sentence: 能看到的人：校长、班主任（本班）。 A role that sees only some columns is marked so."""
    typed = [level_of(entity, name) for name, facts in facts_of(entity).items() if not facts.derived]
    highest = max(typed, default=Level.PUBLIC)
    found = [grant for grant in GRANTS if grant.covers(entity) and Action.READ in grant.actions]
    parts = list(dict.fromkeys((_part(grant, highest, "zh"), _part(grant, highest, "en")) for grant in found))
    return Label(
        f"能看到的人：{'、'.join(zh for zh, _en in parts) or '无'}。",
        f"Readable by: {', '.join(en for _zh, en in parts) or 'nobody'}.",
    )


def _part(grant: Grant, highest: Level, tongue: str) -> str:
    """A role with what limits it: 班主任（本班）, IT administrator (in part)."""
    limits = [_WHOSE[grant.rows]] if grant.rows in _WHOSE else []
    limits += [_IN_PART] if grant.level < highest else []
    words = [getattr(limit, tongue) for limit in limits]
    name: str = getattr(grant.role.label, tongue)
    if not words:
        return name
    return f"{name}（{'，'.join(words)}）" if tongue == "zh" else f"{name} ({', '.join(words)})"

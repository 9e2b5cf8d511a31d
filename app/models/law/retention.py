"""How long what is kept: one table for the page, the document and the list of what is due (security P-07)."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.vocabulary import Label

#: After a child has left, its file is put before the two persons who may delete it.
YEARS_AFTER_LEAVING = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """One class of data, how long, and what ends it."""

    what: Label
    how_long: Label
    ends: Label


KEPT: tuple[Kept, ...] = (
    Kept(
        Label(
            "孩子的档案、家庭、联系、活动、资助等记录", "A child's file, family, contacts, activities, aid"
        ),
        Label(f"离校后 {YEARS_AFTER_LEAVING} 年", f"{YEARS_AFTER_LEAVING} years after leaving"),
        Label("两人确认删除", "deleted by two persons"),
    ),
    Kept(
        Label("心理辅导记录", "Counseling"),
        Label("由心理教师按执业要求保存", "as the counselor's profession asks"),
        Label(
            "只有心理教师能打开；钥匙销毁后任何人都打不开",
            "only the counselor opens it; without keys nobody does",
        ),
    ),
    Kept(
        Label("操作日志和删除登记", "The log, and the list of deletions"),
        Label("不删除", "not deleted"),
        Label("只有编号，没有姓名", "numbers only, no names"),
    ),
    Kept(
        Label("学期总结等已审定的材料", "Approved papers"),
        Label("长期", "for good"),
        Label("只有统计数字", "numbers only"),
    ),
    Kept(Label("未保存的草稿", "Drafts"), Label("7 天", "7 days"), Label("自动清除", "by themselves")),
    Kept(Label("生成的文件", "Files made"), Label("7 天", "7 days"), Label("自动清除", "by themselves")),
)

"""The fourteen sections of the term summary by which figures are ordered (domain 4.1.2)."""

from __future__ import annotations

from app.access.vocabulary import Label

#: Section 1 stands first.
SECTIONS = (
    Label("基本情况", "The basic situation"),
    Label("组织领导与制度", "Organisation and rules"),
    Label("建档与摸底", "Archives and survey"),
    Label("结对帮扶", "Pairs and plans"),
    Label("家校联系", "Contact with families"),
    Label("心理健康教育", "Care of the mind"),
    Label("学习与健康教育", "Study and health"),
    Label("活动与留守儿童之家", "Activities and the home"),
    Label("安全与应急", "Safety and emergencies"),
    Label("资助", "Aid"),
    Label("家长培训", "Parent training"),
    Label("表彰与宣传", "Awards and publicity"),
    Label("存在的问题", "Open problems"),
    Label("今后打算", "What comes next"),
)

"""AuditLog 操作日志: who did what when, by numbers and column names; never a name, a number of a person or a text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import Entity, Spec


class AuditAction(Choice):
    """What was done."""

    LOGIN = "login", "登录", "Signed in"
    FAILED_LOGIN = "failed-login", "登录失败", "Failed to sign in"
    LOGOUT = "logout", "退出", "Signed out"
    PASSWORD = "password", "修改密码", "Changed a password"
    READ = "read", "查看", "Read"
    SEARCH = "search", "搜索", "Searched"
    CREATE = "create", "新增", "Created"
    EDIT = "edit", "修改", "Changed"
    ARCHIVE = "archive", "归档", "Archived"
    EXPORT = "export", "导出", "Exported"
    PRINT = "print", "打印", "Printed"
    GRANT = "grant", "授权", "Granted a role"
    REVEAL = "reveal", "查看完整号码", "Saw a whole number"
    REFUSE = "refuse", "拒绝", "Refused"
    IMPORT = "import", "导入", "Imported"
    REPORT = "report", "生成报表", "Made a report"
    APPROVE = "approve", "审定", "Approved"


class AuditLog(Entity):
    """A line of the log, chained to the line before; the database itself refuses to change or remove one.

    Numbers instead of keys: the log stands when what it tells of is gone. `access/audit.py` writes it.
    """

    spec = Spec(
        label=Label("操作日志", "Audit log"),
        chapter=Chapter.SYSTEM,
        group=Group.AUDIT,
        title="at",
        listed=("at", "user_id", "action", "entity", "entity_id", "student_id", "fields", "reason", "result"),
        searched=("entity",),
        filtered=("at", "action", "user_id", "entity", "entity_id", "student_id"),
        is_append_only=True,
        systems=("B08", "F02"),
        indexes=(("school_id", "at"), ("entity", "entity_id"), ("student_id",)),
    )
    __table_args__: Any = ({"sqlite_autoincrement": True},)
    __mapper_args__: Any = {}  # noqa: RUF012 - read once, by SQLAlchemy

    # `at` and the chain say more than these would; a line is written once, so it needs no version.
    created_at = created_by_id = updated_at = version = None  # type: ignore[assignment]

    at: Mapped[dt.datetime] = c.moment("时间", "At", required=True, derived=True)
    user_id: Mapped[int | None] = c.number("账号编号", "Account no.", derived=True)
    #: The roles in which he acted, by their values; empty where nobody was signed in.
    roles: Mapped[str] = c.text("角色", "Roles", length=100, required=True, derived=True)
    school_id: Mapped[int | None] = c.number("学校编号", "School no.", derived=True)
    action: Mapped[AuditAction] = c.choice("操作", "Action", AuditAction, required=True, derived=True)
    entity: Mapped[str] = c.text("对象", "Entity", required=True, derived=True)
    entity_id: Mapped[int | None] = c.number("对象编号", "Entity no.", derived=True)
    student_id: Mapped[int | None] = c.number("学生编号", "Student no.", derived=True)
    fields: Mapped[str] = c.long_text("字段", "Fields", required=True, derived=True)
    reason: Mapped[str] = c.long_text("理由", "Reason", required=True, derived=True)
    result: Mapped[str] = c.text("结果", "Result", required=True, derived=True)
    session_ref: Mapped[str] = c.text("会话", "Session", length=32, required=True, derived=True)
    ip: Mapped[str] = c.text("来源地址", "Address", length=45, required=True, derived=True)
    prev_hash: Mapped[str] = c.text("前一行摘要", "Hash before", length=64, required=True, derived=True)
    hash: Mapped[str] = c.text("摘要", "Hash", length=64, required=True, derived=True)

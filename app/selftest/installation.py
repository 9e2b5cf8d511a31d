"""Looks at the installation itself, without changing it: log, triggers, key files, SQLite, switches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select, text

from app import clock
from app.access.verifying import verify
from app.database import ClosedSession, has_safe_wal, sqlite_driver
from app.models.school.user import User
from app.selftest.findings import Finding

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
KEYS = ("sealing.key", "audit.key", "secret.key")
_UNUSED = dt.timedelta(days=90)


def look(session: ClosedSession, instance: Path, *, is_debug: bool, asks_factor: bool) -> list[Finding]:
    """What is wrong with this installation; the session only reads."""
    connection = session.connection()
    return [
        *_log(connection),
        *_triggers(connection),
        *_keys(instance),
        *_sqlite(connection),
        *_switches(is_debug=is_debug, asks_factor=asks_factor),
        *_accounts(session),
    ]


def _log(connection: Connection) -> Iterator[Finding]:
    state = verify(connection, is_full=True)
    if state.is_broken:
        yield Finding(
            f"操作日志有问题：{state.fault_label}",
            f"第 {state.broken_at} 行",
            "请立即告诉校长，不要改动数据库，保留现有备份。",
        )


def _triggers(connection: Connection) -> Iterator[Finding]:
    names = set(connection.execute(text(_TRIGGERS[connection.dialect.name])).scalars())
    for wanted in ("audit_logs_no_", "audit_logs_continue"):
        if not any(name.startswith(wanted) for name in names):
            yield Finding("保护操作日志的触发器不见了", wanted, "请保留现有备份，并告诉校长和维护人员。")


def _keys(instance: Path) -> Iterator[Finding]:
    for name in KEYS:
        path = instance / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding("密钥文件别人也能读取", name, "请执行 chmod 600，只让运行程序的账号读取。")


def _sqlite(connection: Connection) -> Iterator[Finding]:
    driver = sqlite_driver()
    if connection.dialect.name == "sqlite" and not has_safe_wal(driver.sqlite_version_info):
        yield Finding(
            "SQLite 版本有已知的数据损坏问题", driver.sqlite_version, "请执行 make setup 更新依赖。"
        )


def _switches(*, is_debug: bool, asks_factor: bool) -> Iterator[Finding]:
    if is_debug:
        yield Finding("调试模式开着", "FLASK_DEBUG", "请关闭调试模式后重新启动。")
    if not asks_factor:
        yield Finding("登录不要求手机验证码", "SHOUWANG_TOTP", "请删除这个设置后重新启动。")


def _accounts(session: ClosedSession) -> Iterator[Finding]:
    since = clock.now() - _UNUSED
    unused = select(User.username).where(User.is_active, User.last_login_at < since)
    for name in session.scalars(unused):
        yield Finding("账号 90 天没有使用", name, "请在“账号”页停用。")

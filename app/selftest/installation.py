"""Looks at the installation itself, without changing it: log, triggers, migrations, files, SQLite, switches, accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, select, text

from app import clock
from app.access import key_rotation, second_factors
from app.access.actors import OPENS_MUCH
from app.access.guard import system_session
from app.access.server_key import server_key
from app.access.verifying import verify
from app.access.vocabulary import Role
from app.config import ROOT
from app.crypto.key_file import BadKeyFile
from app.database import ClosedSession, has_safe_wal, sqlite_driver
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.selftest.findings import Finding

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
#: The triggers that make the log what it is, by the database's own way of writing them.
_WANTED = {
    "sqlite": (
        "audit_logs_no_update", "audit_logs_no_delete", "audit_logs_continue",
        "audit_anchors_no_update", "audit_anchors_no_delete",
    ),
    "postgresql": ("audit_logs_no_change", "audit_logs_continue", "audit_anchors_no_change"),
}  # fmt: skip
#: What each connection must answer; see `app/database.py`.
_PRAGMAS = {
    "foreign_keys": 1,
    "synchronous": 2,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
}
_UNUSED = dt.timedelta(days=90)
#: Two roles that one person should not hold: who keeps the accounts and who is kept from reading.
_APART = (
    frozenset({Role.IT_ADMIN, Role.COUNSELOR}),
    frozenset({Role.IT_ADMIN, Role.PRINCIPAL}),
    frozenset({Role.PRINCIPAL, Role.COUNSELOR}),
)


def look_here(app: Flask) -> list[Finding]:
    """What is wrong with the installation that this program runs on; inside an application context."""
    settings = app.extensions["settings"]
    with system_session("look at the installation", reads_only=True) as session:
        return look(
            session,
            Path(app.instance_path),
            is_debug=app.debug,
            asks_factor=settings.requires_second_factor,
        )


def look(session: ClosedSession, instance: Path, *, is_debug: bool, asks_factor: bool) -> list[Finding]:
    """What is wrong with this installation; the session only reads."""
    connection = session.connection()
    return [
        *_log(connection),
        *_triggers(connection),
        *_migrations(connection),
        *_files(instance, connection),
        *_fit(session),
        *_sqlite(connection),
        *_switches(is_debug=is_debug, asks_factor=asks_factor),
        *_unused(session),
        *_without_factor(session),
        *_doubled(session),
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
    backend = connection.dialect.name
    names = set(connection.execute(text(_TRIGGERS[backend])).scalars())
    for wanted in _WANTED[backend]:
        if wanted not in names:
            yield Finding("保护操作日志的触发器不见了", wanted, "请保留现有备份，并告诉校长和维护人员。")


def _migrations(connection: Connection) -> Iterator[Finding]:
    here = set(MigrationContext.configure(connection).get_current_heads())
    wanted = set(ScriptDirectory(str(ROOT / "migrations")).get_heads())
    if here != wanted:
        shown = "、".join(sorted(here)) or "没有"
        yield Finding(
            "数据库结构与程序版本不一致",
            f"数据库 {shown}",
            "请先备份，再执行 flask --app wsgi db upgrade。",
        )


def _files(instance: Path, connection: Connection) -> Iterator[Finding]:
    """Keys, and the database with what SQLite keeps beside it, are their owner's alone."""
    for path in sorted(instance.glob("*.key")):
        if path.stat().st_mode & 0o077:
            yield Finding("密钥文件别人也能读取", path.name, "请执行 chmod 600，只让运行程序的账号读取。")
    name = connection.engine.url.database if connection.dialect.name == "sqlite" else None
    for path in [Path(f"{name}{ending}") for ending in ("", "-wal", "-shm")] if name else []:
        if path.exists() and path.stat().st_mode & 0o022:
            yield Finding("数据库文件别人也能改写", path.name, "请执行 chmod 600，只让运行程序的账号读写。")


def _fit(session: ClosedSession) -> Iterator[Finding]:
    try:
        key_rotation.check(session, server_key())
    except BadKeyFile as misfit:
        yield Finding("密钥文件与数据库不相符", server_key().path.name, str(misfit))


def _sqlite(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    driver = sqlite_driver()
    if not has_safe_wal(driver.sqlite_version_info):
        yield Finding(
            "SQLite 版本有已知的数据损坏问题", driver.sqlite_version, "请执行 make setup 更新依赖。"
        )
    for name, wanted in _PRAGMAS.items():
        if connection.execute(text(f"PRAGMA {name}")).scalar() != wanted:
            yield Finding("SQLite 的保护设置没有生效", name, "请重新启动程序；仍有问题请告诉维护人员。")


def _switches(*, is_debug: bool, asks_factor: bool) -> Iterator[Finding]:
    if is_debug:
        yield Finding("调试模式开着", "FLASK_DEBUG", "请关闭调试模式后重新启动。")
    if not asks_factor:
        yield Finding("登录不要求手机验证码", "SHOUWANG_TOTP", "请删除这个设置后重新启动。")


def _unused(session: ClosedSession) -> Iterator[Finding]:
    since = clock.now() - _UNUSED
    unused = select(User.username).where(User.is_active, User.last_login_at < since)
    yield from _of_accounts("账号 90 天没有使用", session.scalars(unused).all(), "请在“账号与授权”页停用。")


def _without_factor(session: ClosedSession) -> Iterator[Finding]:
    """Accounts that were used already; a new one binds its phone when it first signs in."""
    holders = second_factors.holders(session)
    names = [
        name
        for key, name, roles in _accounts(session)
        if roles & OPENS_MUCH and key not in holders and _is_used(session, key)
    ]
    yield from _of_accounts(
        "应绑定动态口令的账号还没有绑定", names, "请本人登录后在“动态口令”页绑定，或停用账号。"
    )


def _doubled(session: ClosedSession) -> Iterator[Finding]:
    for pair in _APART:
        names = [name for _key, name, roles in _accounts(session) if pair <= roles]
        what = f"一个账号兼有{'与'.join(sorted(role.label.zh for role in pair))}角色"
        yield from _of_accounts(what, names, "请由两个人分别担任，并在“账号与授权”页归档其中一个授权。")


def _accounts(session: ClosedSession) -> list[tuple[int, str, frozenset[Role]]]:
    """(id, login name, roles) of every account in use."""
    held: dict[tuple[int, str], set[Role]] = {}
    standing = (
        select(User.id, User.username, UserRole.role)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.is_active, User.archived_at.is_(None), UserRole.archived_at.is_(None))
    )
    for key, name, role in session.execute(standing):
        held.setdefault((key, name), set()).add(Role(role))
    return [(key, name, frozenset(roles)) for (key, name), roles in held.items()]


def _is_used(session: ClosedSession, user_id: int) -> bool:
    return session.scalar(select(User.last_login_at).where(User.id == user_id)) is not None


def _of_accounts(what: str, names: Collection[str], advice: str) -> Iterator[Finding]:
    if names:
        yield Finding(what, f"{len(names)} 个账号", advice, who="、".join(sorted(names)))

"""What a start is refused for, and what it mends itself: debug, weak secrets, open key files, SQLite settings (security R-02)."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from sqlalchemy import Engine

from app.database import unsettled

_SHORTEST_SECRET = 32


def check_start(app: Flask, engine: Engine) -> None:
    """UsageError with what to do when the program must not serve like this."""
    if app.debug:
        raise click.UsageError("调试模式会把程序内部显示给任何人。请去掉 FLASK_DEBUG 或 --debug 后重新启动。")
    if len(str(app.config["SECRET_KEY"])) < _SHORTEST_SECRET:
        raise click.UsageError(
            f"SHOUWANG_SECRET_KEY 太短，至少要 {_SHORTEST_SECRET} 个字符。请删除这个设置，程序会自己生成。"
        )
    close_keys(Path(app.instance_path))
    odd = unsettled(engine)
    if odd:
        raise click.UsageError(
            f"数据库没有按要求打开：{'，'.join(odd)}。请执行 make setup 更新依赖后重新启动。"
        )


def close_keys(instance: Path) -> None:
    """Key files belong to their owner alone: mended where that can be done, and told."""
    for path in sorted(instance.glob("*.key")):
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
            click.secho(f"{path.name} 原来别人也能读取，已改为只有本账号可读。", fg="yellow", err=True)

"""`flask serve`: the production server on this computer, with the one-time code at the first start."""

from __future__ import annotations

import errno
import ipaddress
import logging
import signal
import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.access import first_start, key_rotation
from app.access.guard import system_session
from app.access.server_key import server_key
from app.cli.start_checks import check_start
from app.crypto.key_file import BadKeyFile
from app.extensions import db
from app.reports._pdf import NotReady
from app.reports.printing import assert_ready
from app.traces import log_without_words

_THREADS = 8


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(serve)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口")
@click.option("--i-have-tls", is_flag=True, help="前面有 HTTPS 代理，并且设置了 SHOUWANG_TLS=1")
@with_appcontext
def serve(host: str, port: int, i_have_tls: bool) -> None:
    """启动程序(waitress)。"""
    _refuse_open_network(host, i_have_tls)
    check_start(current_app._get_current_object(), db.engine)  # type: ignore[attr-defined]
    _leave_no_core()
    log_without_words()
    # Its warnings about a full queue alarm people about nothing they could change.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _tell_whether_it_prints()
    address = f"http://{host}:{port}/"
    _refuse_another_key()
    _tell_first_start(address)
    click.echo(f"守望已启动：{address}（按 Ctrl+C 停止）")
    _listen(host, port)


def _leave_no_core() -> None:
    """A crash writes no picture of the memory to the disk: opened keys stand in it (security V-16)."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_open_network(host: str, has_tls: bool) -> None:
    """Passwords and children's data never cross a network in the clear."""
    if _is_this_computer(host):
        return
    settings = current_app.extensions["settings"]
    if not (has_tls and settings.has_tls and settings.has_secure_cookies):
        raise click.UsageError(
            f"{host} 会让别的电脑用不加密的 HTTP 连进来，密码和孩子的信息会被看到。\n"
            "请保持 127.0.0.1，在前面放一个 HTTPS 代理（见 docs），"
            "再设置 SHOUWANG_TLS=1、不要设置 SHOUWANG_SECURE_COOKIES，并加上 --i-have-tls。"
        )


def _is_this_computer(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tell_whether_it_prints() -> None:
    try:
        assert_ready()
    except NotReady as missing:
        click.secho(f"暂时不能生成 PDF:{missing}", fg="yellow", err=True)


def _refuse_another_key() -> None:
    """A restored database with the key file of another day shows at the start, not as a failure on some page."""
    try:
        with system_session("does the key fit", reads_only=True) as session:
            key_rotation.check(session, server_key())
    except BadKeyFile as misfit:
        raise click.ClickException(str(misfit)) from misfit


def _tell_first_start(address: str) -> None:
    with system_session("is this the first start", reads_only=True) as session:
        if not first_start.is_needed(session):
            return
    code = first_start.new_code(current_app.extensions["settings"].instance_dir)
    click.echo(f"\n第一次启动。请在浏览器打开：{address}setup?code={code}\n启动码：{code}（只能用一次）\n")


def _listen(host: str, port: int) -> None:
    from waitress import serve as listen

    # Leave the ordinary way when told to stop, so that a demo school served beside this one stops as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        listen(app, host=host, port=port, threads=_THREADS, ident=None, clear_untrusted_proxy_headers=True)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise click.ClickException(
            f"端口 {port} 已被占用。请关闭另一个程序，或换一个端口：--port {port + 1}"
        ) from error

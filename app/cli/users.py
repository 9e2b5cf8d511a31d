"""`flask user`: accounts from the console, for scripts and for the day the administrator is locked out."""

from __future__ import annotations

import click
from flask import Flask

from app.access import accounts, second_factors
from app.access.accounts import NewAccount
from app.access.actors import SchoolChoice
from app.access.guard import Actor, system_session
from app.access.vocabulary import Role
from app.cli.refusals import told
from app.cli.schools import the_school
from app.database import ClosedSession
from app.models.school.user import User

_ROLES = click.Choice([role.value for role in Role])


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(user)


@click.group()
def user() -> None:
    """账号：新建、重设密码、确认心理辅导教师。"""


@user.command()
@click.option("--username", required=True, help="登录名")
@click.option("--name", required=True, help="姓名；与教职工名单同名时自动对应")
@click.option("--role", "roles", multiple=True, required=True, type=_ROLES, help="角色，可写多次")
@click.option("--password", default="", help="密码；不写则给出一次性密码")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@click.option("--all-schools", is_flag=True, help="角色在所有学校有效（乡镇、共用的管理员）")
@click.option("--staff-no", default="", help="同名教职工用工号区分")
@click.option("--phone", default="", help="电话；写了就把名单里没有的人登记为教职工")
@told
def create(
    username: str,
    name: str,
    roles: tuple[str, ...],
    password: str,
    school: str,
    all_schools: bool,
    staff_no: str,
    phone: str,
) -> None:
    """新建账号。"""
    with system_session("open an account from the console") as session:
        place = the_school(session, school)
        staff_id = accounts.find_staff(session, place.id, name, staff_no)
        if staff_id is None and phone:
            staff_id = accounts.add_staff(session, place.id, name, phone)
        new = NewAccount(
            username=username,
            school_id=place.id,
            roles=tuple(Role(value) for value in roles),
            for_all_schools=all_schools,
            staff_id=staff_id,
            password=password,
            must_change=not password,
        )
        given = accounts.open_account(session, new)[1]
        session.commit()
    click.echo(f"已建立账号 {username.lower()}（{name}，{place.name}）。")
    _tell_what_is_missing(roles, staff_id)
    if given:
        click.echo(f"一次性密码：{given}")


def _tell_what_is_missing(roles: tuple[str, ...], staff_id: int | None) -> None:
    if staff_id is None and {Role.HOMEROOM.value, Role.MENTOR.value, Role.COUNSELOR.value} & set(roles):
        click.echo("教职工名单里没有这个姓名：看不到孩子。请先登记教职工，再在“账号”里选择对应的人。")
    if {Role.COUNSELOR.value} & set(roles):
        click.echo("心理辅导教师要由校长确认后才起作用：登录后确认，或 flask --app wsgi user confirm。")


@user.command()
@click.option("--username", required=True, help="登录名")
@click.option("--password", default="", help="新密码；不写则给出一次性密码")
@told
def reset(username: str, password: str) -> None:
    """重设密码；本人第一次登录时必须更换。"""
    with system_session("reset a password from the console") as session:
        given = accounts.reset_password(session, _account(session, username).id, password=password)
        session.commit()
    click.echo(f"已重设 {username}。" + ("" if password else f"一次性密码：{given}"))


@user.command("totp-reset")
@click.option("--username", required=True, help="手机丢了的人的登录名")
@click.option("--by", default="", help="确认人的登录名：校长；为校长重设时是系统管理员")
@click.option("--by-password", default="", help="确认人的密码；不写则询问")
@click.option("--by-code", default="", help="确认人的动态口令；他没有绑定时不写")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@told
def totp_reset(username: str, by: str, by_password: str, by_code: str, school: str) -> None:
    """重设动态口令，由另一人确认；两个人都登录不了时可不写 --by，会记入日志并告知本人。"""
    if by and not by_password:
        by_password = click.prompt("确认人的密码", hide_input=True)
    with system_session("reset a second factor from the console") as session:
        second = None
        if by:
            second = _second_person(session, by, by_password, the_school(session, school))
            _demand_code(session, second, by_code)
        second_factors.reset(session, _account(session, username).id, second)
        session.commit()
    click.echo(f"已重设 {username} 的动态口令；本人下次登录时会看到这件事，并重新绑定手机。")


def _demand_code(session: ClosedSession, second: Actor, code: str) -> None:
    if not second_factors.has_one(session, second.user_id):
        return
    if not second_factors.accept(session, second.user_id, code):
        raise click.ClickException("确认人的动态口令不对，请用 --by-code 写上他手机上的 6 位数字。")


@user.command()
@click.option("--username", required=True, help="心理辅导教师的登录名")
@click.option("--by", required=True, help="确认人（校长）的登录名")
@click.option("--school", default="", help="学校代码；只有一所学校时可不写")
@click.password_option("--by-password", prompt="确认人的密码", confirmation_prompt=False, help="确认人的密码")
@told
def confirm(username: str, by: str, school: str, by_password: str) -> None:
    """由校长（另一人）确认心理辅导教师；须输入校长本人的密码。"""
    with system_session("confirm a counselor from the console") as session:
        place = the_school(session, school)
        counselor, actor = _account(session, username), _second_person(session, by, by_password, place)
        for row in accounts.waiting(session, place.id):
            if row.user_id == counselor.id:
                accounts.confirm(session, row.id, actor)
                session.commit()
                click.echo(f"已确认 {username}，从现在起生效。")
                return
    raise click.ClickException(f"{username} 没有等待确认的授权。")


def _account(session: ClosedSession, username: str) -> User:
    found = accounts.user_named(session, username)
    if found is None:
        raise click.ClickException(f"没有账号 {username}。")
    return found


def _second_person(session: ClosedSession, username: str, password: str, place: SchoolChoice) -> Actor:
    actor = accounts.actor_with_password(session, username, password, place.id)
    if actor is None:
        raise click.ClickException("确认人的登录名或密码不对。")
    return actor

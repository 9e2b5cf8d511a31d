"""Every entity's screen, for every role: opens where it is granted, is closed where not, and never breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.access.grants import allowed
from app.access.vocabulary import Action, Role
from app.admin.menu import address_of, screen_entities
from app.models._base import Entity
from tests.admin.conftest import Browser, World

_PAGES = {"": Action.READ, "new/": Action.CREATE, "export/csv/": Action.EXPORT, "export/xlsx/": Action.EXPORT}
#: Accounts, grants, schools, summaries and imports are made on pages of their own.
_MADE_ELSEWHERE = {"User", "UserRole", "School", "TermSummary", "ImportBatch"}
#: The slow run opens every screen as everybody.
_IN_EVERY_RUN = frozenset({Role.OFFICE, Role.HOMEROOM, Role.COUNSELOR})


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "role",
    [role if role in _IN_EVERY_RUN else pytest.param(role, marks=pytest.mark.slow) for role in Role],
)
def test_each_page_opens_exactly_where_it_is_granted(
    role: Role, sign_in: Callable[..., Browser], world: World
) -> None:
    browser = sign_in(role)
    for entity in screen_entities():
        for page, action in _PAGES.items():
            path = address_of(entity).removeprefix("/admin/") + page
            answer = browser.take(path) if action is Action.EXPORT else browser.get(path)
            assert answer.status_code == _expected(role, entity, action), (entity.__name__, page)


def _expected(role: Role, entity: type[Entity], action: Action) -> int:
    if action is Action.CREATE and (entity.__name__ in _MADE_ELSEWHERE or entity.spec.is_append_only):
        return 403
    return 200 if allowed(frozenset({role}), entity, action) else 403


@pytest.mark.parametrize("path", ["delete/", "action/", "ajax/update/", "ajax/lookup/"])
def test_what_flask_admin_would_serve_by_itself_is_not_there(
    path: str, sign_in: Callable[..., Browser], world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    assert browser.post(f"students/{path}", {"id": world.mine}).status_code == 404
    assert browser.get(f"students/{path}").status_code == 404


def test_nobody_enters_without_signing_in(client: object, world: World) -> None:
    for path in ("/admin/", "/admin/students/", f"/admin/students/details/?id={world.mine}"):
        answer = client.get(path)  # type: ignore[attr-defined]
        assert answer.status_code == 302 and "/sign-in" in answer.headers["Location"]


def test_no_script_or_style_of_flask_admin_is_served(client: object, sign_in: Callable[..., Browser]) -> None:
    browser = sign_in(Role.IT_ADMIN)
    assert browser.get("static/admin/js/form.js").status_code == 404
    page = browser.get("students/").text
    assert "bootstrap" not in page and "jquery" not in page.lower() and "select2" not in page

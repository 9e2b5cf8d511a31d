"""A form without its token is refused for everybody, with a page, and what was typed into it is shown again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pages.conftest import Browser

ROLES = ("it-admin", "principal", "office", "homeroom", "mentor", "counselor", "township")


@pytest.mark.security("T-07", "F-3")
@pytest.mark.parametrize("username", ROLES)
@pytest.mark.parametrize("token", [None, "", "x", "IjEyMyI.aaaa.bbbb"])
def test_a_form_without_its_token_changes_nothing_and_loses_nothing(
    signed_in: Callable[[str], Browser], username: str, token: str | None
) -> None:
    text = "写了很久的一段话"
    data = {"content": text} | ({} if token is None else {"csrf_token": token})
    answer = signed_in(username).client.post("/children/1/record", data=data)
    assert answer.status_code == 400
    assert text in answer.text
    assert "<nav" in answer.text, "the way back stands on the page"


@pytest.mark.security("T-07")
def test_the_token_of_somebody_else_is_worth_nothing(signed_in: Callable[[str], Browser]) -> None:
    page = signed_in("principal").get("/password").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = signed_in("mentor").client.post("/children/1/record", data={"csrf_token": token, "content": "x"})
    assert answer.status_code == 400

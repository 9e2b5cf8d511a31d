"""The lists: whose rows, which columns, order, filters, search, pages."""

from __future__ import annotations

from app.access.vocabulary import Role


def test_a_homeroom_teacher_lists_the_own_class_only(sign_in, world):
    page = sign_in(Role.HOMEROOM).get("students/")
    assert page.status_code == 200
    assert "周小溪" in page.text and "吴雨桐" not in page.text and "远方的周" not in page.text

"""People who do things in the same moment, with real commits on both databases: nobody waits for a lock, nothing is lost."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from app import clock
from tests.browser.conftest import Enter, a_served_school
from tests.browser.serving import Served
from tests.browser.visitor import Answer, Visitor

pytestmark = pytest.mark.browser

#: A lock that nobody gives back is waited for much longer than this.
LONGEST_SECONDS = 2.0
_JOB_SECONDS = 60


@pytest.fixture(scope="module")
def racing_school(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with a_served_school(backend, tmp_path_factory.mktemp("races")) as served:
        yield served


@pytest.fixture
def served(racing_school: Served) -> Served:
    return racing_school


def signed_in(served: Served, username: str) -> Visitor:
    visitor = Visitor(served.address)
    assert "退出登录" in visitor.sign_in(username).text
    return visitor


def children_of(visitor: Visitor) -> list[str]:
    """The paths of the forms of quick entry."""
    return re.findall(r'href="(/children/\d+/record)"', visitor.get("/mine").text)


def record(visitor: Visitor, path: str, content: str) -> Answer:
    now = clock.in_china(clock.now()).replace(tzinfo=None) - dt.timedelta(minutes=1)
    return visitor.post(
        path, {"way": "talk", "happened_at": f"{now:%Y-%m-%dT%H:%M}", "content": content}, form=path
    )


def test_the_second_of_two_writers_keeps_his_text_and_sees_the_other(enter: Enter) -> None:
    first, second = enter("admin"), enter("office")
    first.goto("/admin/students/")
    path = first.locator("td.row-actions a").nth(4).get_attribute("href")
    for page in (first, second):
        page.goto(f"/admin/students/{path}")
    first.get_by_label("兴趣爱好").fill("先保存的人写的。")
    second.get_by_label("兴趣爱好").fill("后保存的人写的。")
    first.get_by_role("button", name="保存", exact=True).click()
    expect(first.get_by_role("status").first).to_contain_text("已")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.get_by_role("main")).to_contain_text("别人已经修改了这条记录")
    expect(second.get_by_role("main")).to_contain_text("先保存的人写的。")
    expect(second.get_by_label("兴趣爱好")).to_have_value("后保存的人写的。")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.get_by_role("status").first).to_contain_text("已")


def test_eight_people_sign_in_at_once(served: Served) -> None:
    names = ["admin", "principal", "office", "homeroom", "mentor", "counselor", "township", "mentor"]
    with ThreadPoolExecutor(len(names)) as pool:
        people = list(pool.map(lambda name: signed_in(served, name), names))
    assert len(people) == len(names)


def test_a_form_that_reads_and_writes_under_two_sessions_waits_for_no_lock(served: Served) -> None:
    mentor = signed_in(served, "mentor")
    answers = [record(mentor, path, "说了这周的值日。") for path in children_of(mentor)[:2]]
    assert all("已保存" in answer.text for answer in answers)
    answers.append(mentor.post("/sign-out", {}, form="/password"))
    assert max(answer.seconds for answer in answers) < LONGEST_SECONDS


def test_teachers_write_while_a_report_is_printed(served: Served) -> None:
    principal, mentor = signed_in(served, "principal"), signed_in(served, "mentor")
    form = re.search(r'action="(/reports/term-summary/\d+/print)"', principal.get("/reports/").text)
    assert form is not None
    job = principal.post(form[1], {}, form="/reports/").url
    answers = [record(mentor, path, f"第{number}次谈心。") for number, path in enumerate(children_of(mentor))]
    assert answers and all("已保存" in answer.text for answer in answers)
    assert max(answer.seconds for answer in answers) < LONGEST_SECONDS
    assert "下载" in finished(principal, job)


def finished(visitor: Visitor, job: str) -> str:
    deadline = time.monotonic() + _JOB_SECONDS
    while '"running"' in visitor.get(f"{job}.json").text:
        assert time.monotonic() < deadline, "the job did not end"
        time.sleep(0.2)
    return visitor.get(job).text


def test_many_write_about_many_children_at_once_and_every_row_arrives(served: Served) -> None:
    mentors = [signed_in(served, "mentor") for _window in range(4)]
    paths = children_of(mentors[0])

    def write(window: int) -> list[Answer]:
        return [record(mentors[window], path, f"窗口{window}写的一句话。") for path in paths[:3]]

    with ThreadPoolExecutor(len(mentors)) as pool:
        answers = [answer for written in pool.map(write, range(len(mentors))) for answer in written]
    assert len(answers) == 4 * len(paths[:3])
    assert all("已保存" in answer.text for answer in answers)

"""What both sides are asked for: the same rows by the addresses of each."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin, urlsplit

from bench import people
from bench.seed import CONTACTS, Size
from bench.servers import Question, Server
from bench.stock import PAGE_SIZE

CHILDREN, CONTACT_RECORDS, PAIRS = "/admin/students/", "/admin/contact-records/", "/admin/mentorings/"
_LAST_PAGE = 4000  # ours leafs no further
_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Scenario:
    """One question; "" where the rival has no such page. `search` is posted first, ours keeps it out of addresses.

    `file` is the kind of file that the list is taken along as.
    """

    name: str
    ours: str
    stock: str = ""
    search: str = ""
    file: str = ""


def scenarios(size: Size, filters: dict[str, int]) -> list[Scenario]:
    """All questions at this size; `filters` are the numbers of the rival's filters."""
    return [*_about_children(size, filters), *_about_care(size, filters)]


def _about_children(size: Size, filters: dict[str, int]) -> list[Scenario]:
    page, child, far_child = f"size={PAGE_SIZE}", size.children // 2, _far(size.children)
    gender, status = filters["children.gender"], filters["children.status"]
    born, searched = "sort=3", "/admin/children/?search="
    return [
        Scenario("child list, page 1", f"{CHILDREN}?{page}", "/admin/children/"),
        Scenario(
            "child list, deep page",
            f"{CHILDREN}?{page}&page={far_child}",
            f"/admin/children/?page={far_child - 1}",
        ),
        Scenario(
            "child search, 2 characters", f"{CHILDREN}?{page}", searched + quote(people.TWO), people.TWO
        ),
        Scenario(
            "child search, 3 characters", f"{CHILDREN}?{page}", searched + quote(people.THREE), people.THREE
        ),
        Scenario(
            "child search, no hit", f"{CHILDREN}?{page}", searched + quote(people.NOBODY), people.NOBODY
        ),
        Scenario(
            "child filter sex + status",
            f"{CHILDREN}?{page}&gender=female&status=enrolled",
            f"/admin/children/?flt1_{gender}=female&flt2_{status}=enrolled",
        ),
        Scenario("child sort by birth", f"{CHILDREN}?{page}&sort=birth_date", f"/admin/children/?{born}"),
        Scenario("child details", f"{CHILDREN}details/?id={child}", f"/admin/children/details/?id={child}"),
        Scenario("child edit form", f"{CHILDREN}edit/?id={child}", f"/admin/children/edit/?id={child}"),
        Scenario("child export CSV", CHILDREN, "/admin/children/export/csv/", file="csv"),
    ]


def _about_care(size: Size, filters: dict[str, int]) -> list[Scenario]:
    page, child, contact = f"size={PAGE_SIZE}", size.children // 2, size.children * CONTACTS // 2
    far_contact, channel = _far(size.children * CONTACTS), filters["contacts.channel"]
    return [
        Scenario("contact list, page 1", f"{CONTACT_RECORDS}?{page}", "/admin/contacts/"),
        Scenario(
            "contact list, deep page",
            f"{CONTACT_RECORDS}?{page}&page={far_contact}",
            f"/admin/contacts/?page={far_contact - 1}",
        ),
        Scenario(
            "contact filter channel",
            f"{CONTACT_RECORDS}?{page}&channel=phone",
            f"/admin/contacts/?flt1_{channel}=phone",
        ),
        Scenario(
            "contact details",
            f"{CONTACT_RECORDS}details/?id={contact}",
            f"/admin/contacts/details/?id={contact}",
        ),
        Scenario("pair edit form", f"{PAIRS}edit/?id={child}", f"/admin/pairs/edit/?id={child}"),
        Scenario(
            "look-up of a child",
            f"{CONTACT_RECORDS}lookup/student_id/?q={quote(people.TWO)}",
            "/admin/contacts_by_lookup/ajax/lookup/?"
            + urlencode({"name": "student", "query": people.TWO, "offset": 0, "limit": 20}),
        ),
    ]


def _far(count: int) -> int:
    return max(1, min(_LAST_PAGE, count // PAGE_SIZE))


def question_of(server: Server, scenario: Scenario) -> Question:
    """What our program is asked: the list, the list with the search in it, or its file for a purpose."""
    if scenario.file:
        posted = {"reason": "bench", "csrf_token": _token(server, scenario)}
        return Question(f"{scenario.ours}export/{scenario.file}/", urlencode(posted))
    if not scenario.search:
        return Question(scenario.ours)
    where = urlsplit(scenario.ours)
    posted = {"q": scenario.search, "csrf_token": _token(server, scenario)}
    answer = server.post(f"{where.path}search/?{where.query}", urlencode(posted))
    assert answer.status == 302, answer.status
    return Question(urljoin(scenario.ours, answer.location))


def _token(server: Server, scenario: Scenario) -> str:
    found = _CSRF.search(server.get(scenario.ours).body.decode())
    assert found, "the list has no form token"
    return html.unescape(found[1])

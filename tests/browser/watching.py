"""Watches a page as long as it is open: broken promises, policy violations, errors of scripts, requests that leave the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

PROMISES = Path(__file__).with_name("promises.js")
#: Said of every answer above 399, forms that were refused among them; `_look_at_answer` judges those.
_BAD_STATUS = "Failed to load resource"
#: What Chromium answers while it goes from one page to the next; a redirect is at most a few of those.
_UNDER_WAY = "Execution context was destroyed"
_NAVIGATIONS = 5


@dataclass
class Watch:
    """What was wrong with the pages seen through it."""

    address: str
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Look at every page that this browser window opens from now on."""
        context.add_init_script(path=PROMISES)
        context.on("console", self._look_at_message)
        context.on("weberror", lambda error: self.complaints.append(f"script failed: {error.error}"))
        context.on("request", self._look_at_request)
        context.on("response", self._look_at_answer)

    def found(self, page: Page) -> list[str]:
        """The complaints so far, with those that are still on their way."""
        for _time in range(_NAVIGATIONS):
            page.wait_for_load_state()
            try:
                page.evaluate("1")
            except Error as error:
                if _UNDER_WAY not in str(error):
                    raise
            else:
                break
        return self.complaints

    def _look_at_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_BAD_STATUS):
            self.complaints.append(message.text)

    def _look_at_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.complaints.append(f"leaves the house: {request.url}")

    def _look_at_answer(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            self.complaints.append(f"{response.status} {response.url}")

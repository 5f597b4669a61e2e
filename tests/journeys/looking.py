"""Looking at a page as a careful visitor does: is something there, can everybody use it, does it load only its own."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

AXE = Axe()
FAILED_LOAD = "Failed to load resource"  # the answer itself is watched, with its address


class Watch:
    """Listens to ``page`` from now on; :meth:`check` judges what is open."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.problems: list[str] = []
        self.failed: list[tuple[int, str]] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self._request)
        page.on("response", self._response)

    def check(self, *, status: int = 200) -> None:
        """Assert that the open page says something, has no accessibility violation, no error, and nothing from elsewhere."""
        expect(self.page.get_by_role("main")).to_be_visible()
        expect(self.page.get_by_role("heading", level=1)).not_to_be_empty()
        assert self.problems == []
        assert [found for found, _url in self.failed] == ([] if status == 200 else [status]), self.failed
        self.failed.clear()
        assert violations(self.page) == []

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(FAILED_LOAD):
            self.problems.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.problems.append(f"asks elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append((response.status, response.url))


def violations(page: Page) -> list[tuple]:
    """What axe-core finds on the open page: where, which rule, the first few elements."""
    found = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(page.url, item["id"], [node["target"] for node in item["nodes"]][:3]) for item in found]


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room, f"{page.url} is {width} px wide in a window of {room} px"


def assert_focus_shows(page: Page) -> None:
    """Whoever uses the keyboard sees where they are."""
    style, width, name = page.evaluate(
        """() => {
          const at = document.activeElement;
          const drawn = getComputedStyle(at.matches(".file-pick-field") ? at.nextElementSibling : at);
          return [drawn.outlineStyle, parseFloat(drawn.outlineWidth), at.outerHTML.slice(0, 120)];
        }"""
    )
    assert style != "none", name
    assert width >= 2, name

"""The forms of a page as a browser without JavaScript would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Form:
    """``buttons`` are (text, name, value, address) in order; ``data`` what is sent besides the button."""

    action: str
    method: str
    data: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.open: Form | None = None
        self.button: tuple[dict, list[str], Form] | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list) -> None:
        got = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = Form(got.get("action", ""), got.get("method", "get").lower())
            self.forms.append(self.open)
            self.by_id[got.get("id", "")] = self.open
            return
        owner = self.by_id.get(got["form"]) if "form" in got else self.open
        if owner is None:
            return
        if tag == "button" and got.get("type", "submit") == "submit":
            self.button = (got, [], owner)
        elif tag == "input" and "disabled" not in got:
            self._input(owner, got)
        elif tag == "textarea":
            owner.data.setdefault(got["name"], [""])

    def _input(self, owner: Form, got: dict) -> None:
        is_sent = got.get("type") not in ("radio", "checkbox") or "checked" in got
        if "name" in got and is_sent:
            owner.data.setdefault(got["name"], []).append(got.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.button is not None:
            self.button[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self.button is not None:
            got, text, owner = self.button
            words = " ".join("".join(text).split())
            owner.buttons.append((words, got.get("name", ""), got.get("value", ""), got.get("formaction", owner.action)))
            self.button = None
        elif tag == "form":
            self.open = None


def forms_in(response) -> list[Form]:
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


def buttons_in(response) -> list[str]:
    return [button[0] for form in forms_in(response) for button in form.buttons]


def press(web, response, text: str, **changes):
    """Press the first button with this text, with ``changes`` to the fields; follow where it leads."""
    for form in forms_in(response):
        for words, name, value, action in form.buttons:
            if words == text:
                return _send(web, response, form, action, form.data | changes | ({name: value} if name else {}))
    raise AssertionError(f"No button {text!r} on {response.request['PATH_INFO']}: {buttons_in(response)}")


def _send(web, response, form: Form, action: str, data: dict):
    url = urljoin(response.request["PATH_INFO"], action) if action else response.request["PATH_INFO"]
    send = web.post if form.method == "post" else web.get
    return send(url, data, follow=True)

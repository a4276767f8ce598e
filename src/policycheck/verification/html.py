"""An HTML report from anyone: the files in its script elements, and its text."""

from __future__ import annotations

import binascii
from base64 import b64decode
from hashlib import sha256
from html.parser import HTMLParser

from policycheck.verification.answer import CannotTellError, NotReproducedError
from policycheck.verification.bounds import Carried

_TYPE = "application/octet-stream;base64"
_UNREAD = frozenset({"script", "style"})


def read_html(data: bytes) -> dict[str, bytes]:
    """The attachments of a page by name; none if it has none. Raises CannotTellError or NotReproducedError."""
    reader = _Files()
    reader.feed(data.decode("utf-8", "replace"))
    reader.close()
    return reader.carried.files


def text(data: bytes) -> str:
    """The words of a page, without those about its attachments."""
    reader = _Words()
    reader.feed(data.decode("utf-8", "replace"))
    reader.close()
    return " ".join(" ".join(reader.words).split())


class _Files(HTMLParser):
    """Collects the script elements that hold files."""

    def __init__(self) -> None:
        super().__init__()
        self.carried = Carried()
        self._open: dict[str, str | None] | None = None
        self._data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "script" and named.get("type") == _TYPE:
            self._open, self._data = named, []

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._data.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._open is not None:
            self._keep(self._open.get("data-name") or "", self._open.get("data-sha256"))
            self._open = None

    def _keep(self, name: str, stated: str | None) -> None:
        self.carried.claim(name)
        try:
            content = b64decode("".join(self._data).strip(), validate=True)
        except (binascii.Error, ValueError):
            raise CannotTellError(f"the attachment {name} is damaged", "Ask for the file again.") from None
        if stated != sha256(content).hexdigest():
            raise NotReproducedError(f"{name} does not have the digest that stands beside it")
        self.carried.add(name, content)


class _Words(HTMLParser):
    """Collects the text that a reader sees, but for the section about attachments."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._sections = 0
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        if tag == "section" and (self._sections or ("id", "attachments") in attrs):
            self._sections += 1

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""
        if tag == "section" and self._sections:
            self._sections -= 1

    def handle_data(self, data: str) -> None:
        if not self._sections and self._tag not in _UNREAD:
            self.words.append(data)

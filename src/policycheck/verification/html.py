"""An HTML report from anyone: the files in its script elements. Only what policycheck itself writes is understood.

NOTE: no parser: time would grow with the square of a hostile page. These patterns take each byte a few times at most.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from hashlib import sha256

from policycheck.rendering.bundle import MANIFEST
from policycheck.verification.answer import CannotTellError, NotReproducedError
from policycheck.verification.bounds import Carried

_TYPE = b"application/octet-stream;base64"
_BLOCK = re.compile(
    rb'<script type="%s" data-name="([^"<>]{0,200})" data-sha256="([^"<>]{0,200})" data-description="[^"<>]{0,400}">'
    rb"([A-Za-z0-9+/=]*)</script>" % _TYPE
)
_OPENING = re.compile(rb"<script[^<>]*%s" % _TYPE, re.IGNORECASE)


def read_html(data: bytes) -> dict[str, bytes]:
    """The attachments of a page by name; none if it has none. Raises CannotTellError or NotReproducedError."""
    carried, blocks = Carried(), list(_BLOCK.finditer(data))
    if len(blocks) != len(_OPENING.findall(data)):
        raise CannotTellError("a file in the page is damaged or was not written by policycheck", _AGAIN)
    for block in blocks:
        name = block[1].decode("utf-8", "replace")
        carried.claim(name)
        try:
            content = b64decode(block[3], validate=True)
        except binascii.Error:
            raise CannotTellError(f"the attachment {name} is damaged", _AGAIN) from None
        if block[2] != sha256(content).hexdigest().encode():
            raise NotReproducedError(f"{name} does not have the digest that stands beside it")
        carried.add(name, content)
    return carried.files


_AGAIN = "Ask for the file again."


def without_manifest(data: bytes) -> bytes:
    """A page without the one thing in it that names the environment."""
    return _BLOCK.sub(lambda block: b"" if block[1] == MANIFEST.encode() else block[0], data)

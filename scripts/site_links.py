"""A hook of MkDocs: links that leave docs/ become the name of the file, which the site does not hold."""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)#\s]+)(?:#[^)\s]+)?\)")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """The page with such links as text. Generated pages link to their own folder only."""
    if "/" in page.file.src_uri:
        return markdown
    return _OUTSIDE.sub(r"\1 (`\2` in the repository)", markdown)

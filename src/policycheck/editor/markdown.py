"""Text of packs and proposals as Markdown for an editor: nothing in it acts as markup, and it keeps to a length."""

from __future__ import annotations

import re

from policycheck.rendering.visible import plain

_MARKUP = re.compile(r"[\\`*_~{}\[\]<>&#|$]")
_LONGEST = 900


def said(text: str) -> str:
    """A text to be read, on one line, every sign of markup escaped."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return _MARKUP.sub(r"\\\g<0>", plain(cut))


def name(text: str) -> str:
    """A name or a value, letter by letter. A name with a backquote in it is shown as text."""
    shown = plain(text[:_LONGEST])
    return said(shown) if "`" in shown or not shown.strip() else f"`{shown}`"

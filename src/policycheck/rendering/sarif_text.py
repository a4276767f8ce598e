"""Messages of SARIF, in which braces and links mean something: text from outside must not act there."""

from __future__ import annotations


def said(text: str) -> dict[str, str]:
    """A message. Braces are doubled, as SARIF asks; `](` would make a link, and a space keeps it from that."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}

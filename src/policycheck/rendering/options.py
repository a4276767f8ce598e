"""What a reader may choose about a printed report. Nothing here changes what was found."""

from __future__ import annotations

from msgspec import Struct

PAPERS = ("a4", "letter")
"""The paper sizes that a report can be laid out for; the first is the default."""

BANNER_CAP = 60
"""Characters that a handling mark may have: it has to fit between the other marks of a page."""


class Options(Struct, frozen=True):
    """The choices for one report.

    `banner` is a handling mark printed on every page; `draft` marks every page as a draft; `sign_off` adds a block for
    names and signatures; `paper` is one of PAPERS; `embed` says whether the report carries its proposal, pack and
    results.
    """

    banner: str = ""
    draft: bool = False
    sign_off: bool = False
    paper: str = PAPERS[0]
    embed: bool = True


PLAIN = Options()
"""No choice made."""

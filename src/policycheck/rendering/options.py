"""What a reader may choose about a printed report. Nothing here changes what was found."""

from __future__ import annotations

from msgspec import Struct

PAPERS = ("a4", "letter")
"""The paper sizes that a report can be laid out for; the first is the default."""

BANNER_CAP = 60
"""Characters that a handling mark may have: it has to fit between the other marks of a page."""


class Options(Struct, frozen=True, forbid_unknown_fields=True):
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

    @property
    def possible(self) -> bool:
        """Whether a report can be made with them."""
        return self.paper in PAPERS and is_banner(self.banner)


def is_banner(text: str) -> bool:
    """Whether the text can be a handling mark: one line, and short."""
    return len(text) <= BANNER_CAP and text.isprintable()


PLAIN = Options()
"""No choice made."""

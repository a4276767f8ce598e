"""Problems (values with a place) and the exceptions that carry them. No module here prints.

PolicycheckError
├── InputError     a proposal, pack or option cannot be used; carries every Problem found (exit 2)
└── RenderError    a format cannot be produced on this machine; says what to install (exit 2)
"""

from __future__ import annotations

from msgspec import Struct


class Span(Struct, frozen=True, gc=False):
    """A place in a file. Lines and columns count from 1, columns in characters; the end is exclusive.

    `start` and `end` are character offsets into the decoded text (a byte order mark is not counted).
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int

    def __str__(self) -> str:
        """The place as editors and compilers write it: `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True):
    """One thing that is wrong with an input: what, where, and what to do about it.

    `code` is stable (DOC-..., VOC-..., PACK-...). `fatal` is false for a warning: the input can still be used.
    """

    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    fatal: bool = True


class PolicycheckError(Exception):
    """The root of what this package raises on purpose."""


class InputError(PolicycheckError):
    """An input cannot be used. `problems` holds everything found, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.span}: {p.message}" if p.span else p.message for p in problems))
        self.problems = problems


class RenderError(PolicycheckError):
    """A format cannot be produced here. The message says why, `hint` what to install."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

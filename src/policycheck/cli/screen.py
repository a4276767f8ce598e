"""What is written to standard output and standard error: colour, width, characters, and readers who leave early."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from policycheck.rendering.page import Page, Paint

_STYLES: dict[str, dict[str, Any]] = {
    "good": {"fg": "green"},
    "fair": {"fg": "yellow"},
    "bad": {"fg": "red"},
    "dim": {"dim": True},
    "strong": {"bold": True},
}
_PRINTED = "–’“”…"
"""Marks of printers that a text may hold; where they cannot be shown, plain ones stand for them."""
_NARROWEST, _USUAL, _WIDEST = 40, 80, 100


class CannotWriteError(click.ClickException):
    """Something asked for could not be written. Exit 2."""

    def __init__(self, target: str, error: OSError, hint: str = "") -> None:
        super().__init__(f"cannot write {target}: {error.strerror or error}")
        self.hint = hint


def show(content: str | bytes) -> None:
    """Write to standard output. Characters that it cannot encode become backslash escapes; bytes go out as they are.

    A reader who has left (`| head`) is no error: the rest is dropped, and what remains to be done is done.
    """
    _write_out(content)


def say(text: str) -> None:
    """Write a line to standard error, if it can be."""
    erase()
    _write_error(text + "\n")


def page(symbols: str = "") -> Page:
    """A page for standard output: in its colours and its width, typewritten where it cannot show these symbols.

    Texts may hold the marks of printers, so every page wants those.
    """
    from policycheck.rendering.page import Page

    return Page(painter(sys.stdout), width(), ascii_only=not can_show(_PRINTED + symbols))


def painter(stream: TextIO | None) -> Paint:
    """What puts a text in a style (good, fair, bad, dim, strong), or leaves it as it is where no colour is wanted."""
    if not coloured(stream):
        return _unpainted
    return lambda text, style: click.style(text, **_STYLES[style])


def _unpainted(text: str, style: str) -> str:  # noqa: ARG001 - it has the shape of every painter
    return text


def coloured(stream: TextIO | None) -> bool:
    """Whether colour is wanted: NO_COLOR forbids it, FORCE_COLOR asks for it, else on terminals that know it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is looking at the stream."""
    return stream is not None and not stream.closed and stream.isatty()


def width() -> int:
    """80 columns, or a terminal's own width up to 100."""
    if not is_terminal(sys.stdout):
        return _USUAL
    from shutil import get_terminal_size

    return min(max(get_terminal_size().columns, _NARROWEST), _WIDEST)


def can_show(symbols: str) -> bool:
    """Whether standard output can encode these characters."""
    try:
        symbols.encode(_encoding(sys.stdout))
    except UnicodeEncodeError:
        return False
    return True


_transient = ""


def transient(text: str) -> None:
    """Show a line on the terminal at standard error that the next message takes away."""
    global _transient  # noqa: PLW0603 - the one state there is: what stands on the terminal's last line
    erase()
    _transient = text
    _write_error(text)


def erase() -> None:
    """Take the transient line away."""
    global _transient  # noqa: PLW0603 - as above
    if _transient:
        _transient = ""
        _write_error("\r\x1b[K")


def finish() -> None:
    """Hand over what is still buffered. Raises CannotWriteError when standard output cannot take it."""
    _write_error("")
    _write_out("")


def _write_error(text: str) -> None:
    """What cannot be said must not stop the work: the exit code still tells."""
    with suppress(CannotWriteError):
        _write(sys.stderr, text, "standard error")


def _write_out(content: str | bytes) -> None:
    _write(sys.stdout, content, "standard output")


def _write(stream: TextIO | None, content: str | bytes, name: str) -> None:
    """Write all of it now. Raises CannotWriteError, once: then, or when a reader has left, writing goes nowhere."""
    if stream is None:
        return
    if isinstance(content, str):
        encoding = _encoding(stream)
        content = content.encode(encoding, "backslashreplace").decode(encoding)
    try:
        click.echo(content, file=stream, nl=False, color=True)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise CannotWriteError(name, error) from error


def _silence(stream: TextIO) -> None:
    """Send what is still buffered, and all that follows, nowhere: it must not complain when Python exits."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _encoding(stream: TextIO | None) -> str:
    return getattr(stream, "encoding", None) or "utf-8"

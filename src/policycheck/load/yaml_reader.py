"""YAML text to a builder: one pass over libyaml's events, each handed on with its exact place in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from policycheck.load.builder import Builder
from policycheck.load.scalars import resolve

if TYPE_CHECKING:
    from yaml import BaseLoader, CBaseLoader

_BREAK = re.compile(r"[ \t]*(?:\r\n?|\n)")
_PROPERTY = re.compile(r"([&!])[^\s,\[\]{}]*")
_BLANK = re.compile(r"\s*")


def read_yaml(builder: Builder) -> None:
    """Feed the text of the builder to it. Stops at the first error of syntax, with a problem."""
    from yaml import YAMLError
    from yaml.error import MarkedYAMLError

    loader = _loader(builder.text)
    try:
        _Reader(builder).run(loader)
    except MarkedYAMLError as error:
        from policycheck.load.syntax import explain

        builder.stop("DOC-SYNTAX", *explain(builder.text, error, builder.complaints.where))
    except YAMLError as error:  # pragma: no cover - the text was cleaned of what a YAML reader refuses
        from policycheck.load.syntax import explain

        builder.stop("DOC-SYNTAX", 0, 0, f"This is not YAML: {error}.", "Save it again as plain text in UTF-8.")
    finally:
        loader.dispose()


def _loader(text: str) -> BaseLoader | CBaseLoader:
    import yaml

    if yaml.__with_libyaml__:
        return yaml.CBaseLoader(text)
    return yaml.BaseLoader(text)  # pragma: no cover - ten times slower, the same events; tested by replacing this


class _Reader:
    """Turns events into calls of the builder; refuses what only YAML has: names, references, type marks."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.text = builder.text
        self.documents = 0

    def run(self, loader: Any) -> None:
        """Read events until the text ends, or a second document begins."""
        from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

        get_event, scalar, other_scalar = loader.get_event, self.builder.scalar, self.scalar
        begin, end = self.builder.begin, self.builder.end
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                if not event.style and event.tag is None and event.anchor is None:
                    scalar(event.start_mark.index, event.end_mark.index, resolve(event.value))
                else:
                    other_scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                if event.anchor is not None or event.tag is not None:
                    self.refuse(start)
                begin(start, kind is MappingStartEvent)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                stop = event.end_mark.index  # a block collection ends with its last child, its mark stands further on
                end(stop if stop > event.start_mark.index else None)
            elif self.last(event):
                return

    def scalar(self, event: Any) -> None:
        """Hand on a scalar: plain text resolved, quoted text as it is, block text without the blank lines below."""
        start, end, value, style = event.start_mark.index, event.end_mark.index, event.value, event.style
        if event.anchor is not None or event.tag is not None:
            self.refuse(start)
            if not value and not style:  # a text that begins with ! or &, taken for a mark
                self.builder.lost(start, end)
                return
        if not style:
            self.builder.scalar(start, end, resolve(value))
        elif style in "|>":
            self.builder.scalar(start, block_end(self.text, start, end, value), value)
        else:
            self.builder.scalar(start, end, value)

    def last(self, event: Any) -> bool:
        """Take an event that is neither scalar nor collection; true when there is nothing more to read."""
        from yaml.events import AliasEvent, DocumentStartEvent, StreamEndEvent

        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, AliasEvent):
            message = f"References to other places ({self.text[start:end]}) are not read."
            hint = "Write the value out here. If the text itself begins with *, put the text in quotes."
            self.builder.complain("DOC-ALIAS", start, end, message, hint)
            self.builder.lost(start, end)
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                hint = 'Delete the line "---", or move what follows to a file of its own.'
                self.builder.stop("DOC-SECOND", start, end, "A second document begins here; a file holds one.", hint)
        return isinstance(event, StreamEndEvent)

    def refuse(self, start: int) -> None:
        """Complain of each name (&x) and type mark (!x) that stands before a value; the value itself is read."""
        while found := _PROPERTY.match(self.text, start):
            written, is_name = found.group(), found.group(1) == "&"
            what, code = ("Names for values", "DOC-ANCHOR") if is_name else ("Type marks", "DOC-TAG")
            hint = f"Delete {written}. If the text itself begins with {written[0]}, put the text in quotes."
            self.builder.complain(code, start, found.end(), f"{what} ({written}) are not read.", hint)
            blank = _BLANK.match(self.text, found.end())
            start = blank.end() if blank else found.end()


def block_end(text: str, start: int, end: int, value: str) -> int:
    """Where a block scalar ends: after its last character, which may be a line break; not after blank lines below."""
    body = value.rstrip("\n")
    breaks = len(value) - len(body)
    if body[-1:] in (" ", "\t"):  # blanks that are content: nothing below can be told from them but indentation
        return start + len(text[start:end].rstrip(" ")) if breaks else end
    if body:
        stop = start + len(text[start:end].rstrip(" \t\r\n"))
    else:
        stop = start + len(re.split(r"[\r\n]", text[start:end], maxsplit=1)[0].rstrip())
        breaks += breaks > 0
    while breaks and (found := _BREAK.match(text, stop, end)):
        stop, breaks = found.end(), breaks - 1
    return stop

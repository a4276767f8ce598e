"""A proposal to begin from: its header, and every field of the pack as a comment, with its meaning and its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from textwrap import wrap
from typing import Any

from policycheck.authoring.standing import is_in_scope
from policycheck.load.written import entry, flow
from policycheck.model.lookup import MEMO
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import ENVELOPE, REMARKS, Field, Kind, Means

WIDTH = 100
OF_MEMO = ({"id": "MEMO", "cite": "This memo", "file": MEMO},)
"""The sources of a proposal that is put before a memo: the memo."""


def begun(pack: Pack, header: Mapping[str, Any], *, named: str = "") -> str:
    """A proposal that holds nothing but its header. `named` is how it names its pack."""
    lines = [*entry("pack", named or pack.id), *entry("proposal", dict(header))]
    return "\n".join(lines) + "\n"


def header_of(pack: Pack, given: Mapping[str, Any]) -> dict[str, Any]:
    """A valid header: what is given, and for the rest something that is plainly to be changed."""
    fields = pack.vocabulary.root.properties["proposal"]
    usual = {"id": "my-proposal", "title": "My proposal", "date": "2000-01-01", "covers": [pack.comprehensive]}
    return {
        key: given.get(key) or usual.get(key) or _sample(field)
        for key, field in fields.properties.items()
        if key in fields.required
    }


def starter(pack: Pack, given: Mapping[str, Any], *, named: str = "", schema: str = "") -> str:
    """The text of a starter proposal. Lines with `##` explain, lines with `#` are fields to take into use.

    Sections are those of the strands in `given["covers"]`; `schema` is where editors find the pack's schema. Sources
    that are given are written as they are.
    """
    header = header_of(pack, given)
    writer = _Writer(pack)
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += writer.remarks(_about(pack), "")
    lines += entry("pack", named or pack.id)
    lines += ["proposal:"]
    for key, value in header.items():
        field = pack.vocabulary.root.properties["proposal"].properties[key]
        lines += writer.remarks(_with(writer.meaning(field), "" if given.get(key) else "Change it."), "  ")
        lines += ["  " + line for line in entry(key, value)]
    if given.get("sources"):
        lines += ["  " + line for line in entry("sources", list(given["sources"]))]
    for name in _sections(pack, header["covers"]):
        field = pack.vocabulary.root.properties[name]
        lines += ["", *writer.remarks(writer.meaning(field), ""), *writer.lines(name, field, "")]
    return "\n".join(lines) + "\n"


def _with(text: str, more: str) -> str:
    return f"{text} {more}".strip()


def _about(pack: Pack) -> str:
    return (
        f"A proposal for the pack {pack.id} {pack.version}: {pack.title}. It is valid as it stands, and says nothing "
        "but what it is. Lines with two signs explain. Lines with one sign are fields: to state one, take the sign "
        "and the blank after it away, there and from the lines above that it belongs to, and write what the "
        'document says. Leave out what it does not say. Write [] where a list is "none", on purpose.'
    )


def _sections(pack: Pack, covers: Collection[str]) -> list[str]:
    """The sections of the recommendations in scope, in the order of the vocabulary; the rest where all is covered."""
    scoped = [one for one in pack.recommendations if is_in_scope(pack, one, covers)]
    wanted = {section for one in scoped for section in one.sections}
    named = {section for one in pack.recommendations for section in one.sections}
    whole = len(scoped) == len(pack.recommendations)
    sections = [name for name in pack.vocabulary.root.properties if name not in ENVELOPE]
    return [name for name in sections if name in wanted or (whole and name not in named)]


def _sample(field: Field) -> Any:
    """A value that is valid, for the place where one has to stand."""
    match field.kind:
        case Kind.ENUM:
            return next((one.value for one in field.values.values() if one.means is Means.ITSELF), "")
        case Kind.BOOLEAN:
            return True
        case Kind.NUMBER:
            return int(field.minimum or 0) if float(field.minimum or 0).is_integer() else field.minimum
        case Kind.DATE:
            return "2000-01-01"
        case Kind.LIST:
            return [_sample(field.item)] if field.item is not None else []
        case Kind.OBJECT:
            return {key: _sample(part) for key, part in field.properties.items() if key in field.required}
        case _:
            return "in a few words"


class _Writer:
    """Writes fields as comments. Values of an enumeration are explained where it first comes up."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._known: dict[tuple[str, ...], str] = {}

    def remarks(self, text: str, indent: str) -> list[str]:
        """A text as comments."""
        return [f"{indent}## {line}" for line in wrap(text, WIDTH - len(indent) - 3, break_on_hyphens=False)]

    def meaning(self, field: Field) -> str:
        """What a field means, and what may stand there."""
        title = field.title[:1].upper() + field.title[1:]
        return " ".join(part for part in (f"{title}." if title else "", field.description, self._values(field)) if part)

    def _values(self, field: Field) -> str:
        held = field.item if field.kind is Kind.LIST and field.item is not None else field
        start = "Any of: " if field.kind is Kind.LIST else "One of: "
        if held.kind is Kind.ENUM:
            names = tuple(held.values)
            if names in self._known:
                return f"{start}the values under {self._known[names]}."
            if len(names) > 8:
                self._known[names] = f'"{field.title}" above'
            return start + ", ".join(self._value(one.value, one.title) for one in held.values.values()) + "."
        if field.kind is Kind.NUMBER and (field.minimum is not None or field.maximum is not None):
            return f"A number{_bounds(field)}."
        return {Kind.BOOLEAN: "true or false.", Kind.DATE: "A day: YYYY-MM-DD.", Kind.NUMBER: "A number."}.get(
            field.kind, "A list." if field.kind is Kind.LIST else ""
        )

    def _value(self, value: str, title: str) -> str:
        return value if value.replace("_", " ").lower() == title.lower() else f"{value} ({title})"

    def lines(self, key: str, field: Field, indent: str) -> Iterator[str]:
        """A field as a comment, with everything inside it."""
        if field.kind is Kind.OBJECT:
            yield f"# {indent}{key}:"
            yield from self._inside(field, indent + "  ")
        elif field.item is not None and field.item.kind is Kind.OBJECT:
            yield f"# {indent}{key}:"
            first = True
            for line in self._inside(field.item, indent + "    "):
                is_field = line.startswith("# ")
                yield f"# {indent}  - {line[2 + len(indent) + 4 :]}" if first and is_field else line
                first = first and not is_field
        else:
            yield f"# {indent}{key}: {flow(_sample(field))}"

    def _inside(self, field: Field, indent: str) -> Iterator[str]:
        for key, part in field.properties.items():
            if key in REMARKS:
                continue
            must = " It has to be there." if key in field.required else ""
            yield from (
                f"##{indent} {line}"
                for line in wrap(self.meaning(part) + must, WIDTH - len(indent) - 3, break_on_hyphens=False)
            )
            yield from self.lines(key, part, indent)


def _bounds(field: Field) -> str:
    low = f" from {field.minimum:g}" if field.minimum is not None else ""
    return low + (f" to {field.maximum:g}" if field.maximum is not None else "")

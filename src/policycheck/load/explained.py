"""What jsonschema finds wrong, in words: what it is, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from policycheck.load.problems import did_you_mean
from policycheck.model.document import Path

_FOUND = {bool: "true or false", str: "text", int: "a number", float: "a number", list: "a list", dict: "a section"}
_WANTED = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a section with fields",
}
_TRUTHS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FRACTION = "a fraction, such as 1/2, or 0 or 1"
_FORMS = {
    r"\S": "something",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "letters from a to z, digits and _ only, with no digit first",
    r"^[a-z][a-z0-9_]*$": "small letters from a to z, digits and _ only, with a letter first",
    r"^[a-z][a-z0-9-]*$": "small letters from a to z, digits and hyphens only, with a letter first",
    r"^[A-Za-z][A-Za-z0-9_.-]*$": "letters from a to z, digits, hyphens, dots and _ only, with a letter first",
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$": "letters from a to z, digits, hyphens, dots and _ only",
    r"^[A-Za-z0-9_.*?-]+$": "letters from a to z, digits, hyphens, dots and _ only; * and ? stand for others",
    r"^[0-9]+\.[0-9]+\.[0-9]+$": "three numbers with dots between them, without quotes: 0.1.0",
    r"^[0-9]+(\.[0-9]+){0,2}$": 'up to three numbers with dots between them, in quotes: "0.1"',
    r"^[0-9]{1,6}(/[1-9][0-9]{0,5})?$": _FRACTION,
    r"^[a-z0-9][a-z0-9-]*\.yaml$": "the name of a file beside this one: small letters, digits and hyphens, then .yaml",
    r"^https?://": "an address that begins with https:// or http://",
    r"^#/\$defs/[A-Za-z_][A-Za-z0-9_]*$": "#/$defs/ and the name of a shared definition, in quotes",
}
"""The forms that texts have to have, by their pattern."""


class Wrong(Struct, frozen=True, eq=False):
    """One error of jsonschema, with the parts that explanations use."""

    path: Path
    schema: Mapping[str, Any]
    asked: Any
    value: Any
    message: str
    written: str = ""
    """How the value stands in the file."""
    keys: tuple[str, ...] = ()
    """The keys that stand there, those included whose value has a problem of its own."""
    is_name: bool = False  # whether it is a key that is wrong, not a value

    @property
    def name(self) -> str:
        """The field by its key; an item by its list's key."""
        keys = [step for step in self.path if isinstance(step, str)]
        return f"'{keys[-1]}'" if keys else self.whole

    @property
    def whole(self) -> str:
        """What the schema calls the thing that is wrong."""
        return str(self.schema.get("title") or "this section")


class Said(NamedTuple):
    """A problem in words, before it has a span."""

    path: Path
    kind: str
    message: str
    hint: str = ""
    at_key: bool = False
    lacks: str = ""
    """The key that is missing, where that is the problem."""


def explained(keyword: str, wrong: Wrong) -> Iterator[Said]:
    """The error of a keyword of JSON Schema in words."""
    return _EXPLAIN.get(keyword, _anything_else)(wrong)


def _are_many(words: str) -> bool:
    """Whether a title of the program's own schemas is a plural: the bands, the caps."""
    return words.startswith("the ") and words.endswith("s")


def _unknown_key(wrong: Wrong) -> Iterator[Said]:
    known = wrong.schema.get("properties", {})
    for key in wrong.value:
        if key not in known:
            dotted = wrong.schema.get("x-dotted", "") if "." in str(key) else ""
            hint = dotted or did_you_mean(str(key), known)
            have = "have" if _are_many(wrong.whole) else "has"
            yield Said((*wrong.path, key), "UNKNOWN", f"{wrong.whole} {have} no field '{key}'", hint, at_key=True)


def _missing_key(wrong: Wrong) -> Iterator[Said]:
    from difflib import get_close_matches  # only here: it costs a few milliseconds to import

    for key in wrong.asked:
        if key in wrong.value:
            continue
        known = wrong.schema.get("properties", {})
        misspelt = get_close_matches(key, [name for name in wrong.keys if name not in known], 1, 0.75)
        if misspelt and misspelt[0] in wrong.value:
            continue  # it is told of as unknown, with the name that is meant
        lack = "lack" if _are_many(wrong.whole) else "lacks"
        yield Said(
            wrong.path,
            "MISSING",
            f"{wrong.whole} {lack} '{key}'",
            f"Rename '{misspelt[0]}': '{key}' is meant." if misspelt else _add_key(key, known.get(key)),
            at_key=True,
            lacks=key,
        )


def _add_key(key: str, about: Any) -> str:
    words = about.get("description") or about.get("title") or "" if isinstance(about, Mapping) else ""
    return f"Add '{key}'{': ' + words.rstrip('.') if words and words != key else ''}."


def _wrong_type(wrong: Wrong) -> Iterator[Said]:
    names = [wrong.asked] if isinstance(wrong.asked, str) else wrong.asked
    wanted = " or ".join(_WANTED.get(name, name) for name in names)
    form = _FORMS.get(wrong.schema.get("pattern", ""), "")
    hint = f"Write {form}." if form else _HOW.get(names[0], _otherwise)(wrong) if len(names) == 1 else ""
    found = _FOUND.get(type(wrong.value), "something else")
    if "integer" in names and isinstance(wrong.value, float) and not form:
        found = f"{wrong.value}"
    yield Said(wrong.path, "TYPE", f"{wrong.name} is {found}, not {wanted}", hint or f"It takes {wanted}.")


def _otherwise(_: Wrong) -> str:
    return ""


def _as_text(wrong: Wrong) -> str:
    if isinstance(wrong.value, list):
        return "Write one text, without brackets or dashes."
    if isinstance(wrong.value, dict):
        return "Write one text. If there is a colon in it, put it in quotes."
    return f'Put it in quotes: "{_short(wrong.written, 40)}".'


def _as_number(wrong: Wrong) -> str:
    if isinstance(wrong.value, float):
        return "Write a whole number."
    plain = wrong.value.strip().replace(",", "") if isinstance(wrong.value, str) else ""
    if _NUMBER.fullmatch(plain):
        return f"Write it without {'quotes' if plain == wrong.value.strip() else 'commas'}: {plain}."
    return "Write the number alone, in digits, without quotes: 3 or 0.5."


def _as_list(wrong: Wrong) -> str:
    if isinstance(wrong.value, dict):
        return 'Begin each entry with a dash and a space: "- ".'
    return f"Write [{_short(wrong.written, 40)}]."


def _as_section(_: Wrong) -> str:
    return "Write its fields below it, each on a line of its own and indented: field: value."


def _truth(wrong: Wrong) -> str:
    """How to write true or false. Older YAML took words like yes for them."""
    value = wrong.value
    meant = _TRUTHS.get(value.casefold()) if isinstance(value, str) else None
    return f"Write {meant}: in YAML 1.2 '{value}' is text." if meant else "Write true or false, without quotes."


def _not_the_value(wrong: Wrong) -> Iterator[Said]:
    yield Said(
        wrong.path,
        "VALUE",
        f"'{_short(wrong.value)}' is not a value of {wrong.name}",
        f"It is always {_plain(wrong.asked)}.",
    )


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _not_a_value(wrong: Wrong) -> Iterator[Said]:
    known = [entry["const"] for entry in wrong.schema.get("oneOf", ()) if "const" in entry]
    known = known or [str(value) for value in wrong.schema.get("enum", ())]
    everything = f"Known here: {', '.join(known)}."
    if isinstance(wrong.value, dict | list):
        yield Said(wrong.path, "TYPE", f"{wrong.name} takes one value", everything)
    else:
        hint = did_you_mean(str(wrong.value), known) or everything
        yield Said(wrong.path, "VALUE", f"'{_short(wrong.value)}' is not a value of {wrong.name}", hint)


_BOUNDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most"}


def _out_of_range(wrong: Wrong) -> Iterator[Said]:
    said = " and ".join(f"{word} {wrong.schema[key]}" for key, word in _BOUNDS.items() if key in wrong.schema)
    yield Said(wrong.path, "RANGE", f"{wrong.value} is outside the range of {wrong.name}", f"It has to be {said}.")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _not_a_date(wrong: Wrong) -> Iterator[Said]:
    text = _short(wrong.value)
    if _DATE.fullmatch(text):
        yield Said(wrong.path, "DATE", f"there is no day '{text}'", "Check the month and the day: YYYY-MM-DD.")
    else:
        yield Said(wrong.path, "DATE", f"'{text}' is not a full date", "Write the year, month and day: YYYY-MM-DD.")


def _too_few(wrong: Wrong) -> Iterator[Said]:
    yield Said(wrong.path, "EMPTY", f"{wrong.name} is empty", f"Name at least {wrong.asked}.")


def _repeated(wrong: Wrong) -> Iterator[Said]:
    again = [value for index, value in enumerate(wrong.value) if value in wrong.value[:index]]
    words = ", ".join(_short(value) for value in again)
    yield Said(wrong.path, "REPEAT", f"{wrong.name} names {words} more than once", "Name each value once.")


def _malformed(wrong: Wrong) -> Iterator[Said]:
    form = _FORMS.get(wrong.asked, "")
    message = f"'{_short(wrong.value)}' does not have the form of {'a name' if wrong.is_name else wrong.name}"
    hint = f"Write {form}." if form else f"It has to match {wrong.asked}."
    yield Said(wrong.path, "FORM", message, hint, at_key=wrong.is_name)


def _too_long(wrong: Wrong) -> Iterator[Said]:
    message = f"{wrong.name} has {len(wrong.value)} characters, more than {wrong.asked}"
    yield Said(wrong.path, "SHAPE", message, "Shorten it.", at_key=wrong.is_name)


def _nothing_there(wrong: Wrong) -> Iterator[Said]:
    yield Said(wrong.path, "SHAPE", f"{wrong.name} is empty", "Fill it in, or take it out.")


def _no_kind(wrong: Wrong) -> Iterator[Said]:
    """A field of a vocabulary that does not say what it holds; a wrong type is told of already."""
    kind = wrong.value.get("type")
    needed = {"array": "items", "object": "properties"}.get(kind if isinstance(kind, str) else "")
    if "type" not in wrong.value:
        yield Said(
            wrong.path,
            "SHAPE",
            f"{wrong.name} does not say what it holds",
            "Give it a type, oneOf or $ref.",
            at_key=True,
        )
    elif needed is not None:
        hint = "Say what each item is." if needed == "items" else "Name its fields."
        yield Said(wrong.path, "MISSING", f"{wrong.name} lacks '{needed}'", hint, at_key=True, lacks=needed)


def _anything_else(wrong: Wrong) -> Iterator[Said]:
    yield Said(wrong.path, "SHAPE", _short(wrong.message, 300))


def _short(value: Any, longest: int = 80) -> str:
    text = str(value)
    return text if len(text) <= longest else text[: longest - 3] + "..."


_HOW: dict[str, Callable[[Wrong], str]] = {
    "string": _as_text,
    "number": _as_number,
    "integer": _as_number,
    "boolean": _truth,
    "array": _as_list,
    "object": _as_section,
}
"""What to write instead, by the type that is wanted."""

_EXPLAIN: dict[str, Callable[[Wrong], Iterator[Said]]] = {
    "additionalProperties": _unknown_key,
    "required": _missing_key,
    "type": _wrong_type,
    "oneOf": _not_a_value,
    "enum": _not_a_value,
    "const": _not_the_value,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "exclusiveMinimum": _out_of_range,
    "format": _not_a_date,
    "minItems": _too_few,
    "uniqueItems": _repeated,
    "pattern": _malformed,
    "maxLength": _too_long,
    "minLength": _nothing_there,
    "minProperties": _nothing_there,
    "anyOf": _no_kind,
}

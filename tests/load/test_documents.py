"""Reading documents: what each mistake is called, where it stands, and what to do; and what is no mistake."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
import yaml
from yaml.error import MarkedYAMLError

from policycheck.errors import InputError
from policycheck.load.builder import Limits
from policycheck.load.document import PACK_LIMITS, UNREAD, load_document, parse_document
from policycheck.load.proposal import build_proposal
from policycheck.load.syntax import explain
from policycheck.model.document import Document
from policycheck.pipeline import load_pack, load_proposal

EXAMPLES = Path(__file__).parents[2] / "examples"
MESSAGES = (Path(__file__).parent / "messages.txt").read_text(encoding="utf-8")
"""Cases as data: `=== file name: what is wrong`, the text (a tab is written as an arrow), `---`, every problem."""


def cases() -> list[tuple[str, str, str]]:
    """Name, text and expected problems of every case."""
    found = []
    for case in MESSAGES.split("\n=== ")[1:]:
        name, _, body = case.partition("\n")
        text, _, expected = body.rpartition("\n---\n")
        found.append((name, text.replace("→", "\t") + "\n", expected.strip("\n")))
    return found


def told(name: str, text: str) -> str:
    """The problems of a text as `messages.txt` writes them."""
    _, problems = parse_document(text, name)
    return "\n".join(
        f"{p.span.line}:{p.span.column} {p.code} {p.message}\n    {p.hint}" for p in problems if p.span is not None
    )


def sound(text: str, name: str = "a.yaml", *, check_content: bool = True) -> Document:
    document, problems = parse_document(text, name, check_content=check_content)
    assert document is not None
    assert problems == ()
    return document


@pytest.mark.parametrize(("name", "text", "expected"), [pytest.param(*case, id=case[0]) for case in cases()])
def test_every_mistake_is_told(name: str, text: str, expected: str) -> None:
    assert told(name.partition(":")[0], text) == expected


def test_no_mistake_goes_without_a_case() -> None:
    folder = Path(__file__).parents[2] / "src" / "policycheck" / "load"
    readers = ["builder", "characters", "contents", "document", "json_reader", "text", "yaml_reader"]
    codes = {code for name in readers for code in re.findall(r'"(DOC-[A-Z-]+)"', (folder / f"{name}.py").read_text())}
    here = Path(__file__).parent
    tested = (here / name for name in ("messages.txt", "test_documents.py", "test_text.py"))
    assert codes - set(re.findall(r"DOC-[A-Z-]+", "".join(path.read_text("utf-8") for path in tested))) == set()


def test_values_are_those_of_yaml_1_2() -> None:
    text = """
country: NO
answer: yes
switch: on
clock: 1:30:00
date: 2023-08-30
number: 012
octal: 0o14
hexadecimal: 0xC
grouped: 1_000
share: .5
truth: TRUE
quoted: "true"
dated: '2023-08-30'
none: []
unknown: unknown
other: none
"""
    assert sound(text).value == {
        "country": "NO",
        "answer": "yes",
        "switch": "on",
        "clock": "1:30:00",
        "date": "2023-08-30",
        "number": 12,
        "octal": 12,
        "hexadecimal": 12,
        "grouped": "1_000",
        "share": 0.5,
        "truth": True,
        "quoted": "true",
        "dated": "2023-08-30",
        "none": [],
        "unknown": "unknown",
        "other": "none",
    }


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ("a: b", ("a",), (1, 4, 1, 5, "b")),
        ("\ufeffa: b", ("a",), (1, 4, 1, 5, "b")),
        ("é日: 😀 x # c", ("é日",), (1, 5, 1, 8, "😀 x")),
        ("a: 1\r\nb: 2\r\n", ("b",), (2, 4, 2, 5, "2")),
        ("a: 1\rb: 2\r", ("b",), (2, 4, 2, 5, "2")),
        ("a:\t'x\ty'", ("a",), (1, 4, 1, 9, "'x\ty'")),
        ("a:\n  - b\n  - c: 1\n    d: 2\n\n# e\nf: 1", ("a",), (2, 3, 4, 9, "- b\n  - c: 1\n    d: 2")),
        ("a:\n  - b\n  - c: 1\n    d: 2\n\n# e\nf: 1", ("a", 1), (3, 5, 4, 9, "c: 1\n    d: 2")),
        ("a: [b,\n  {c: d}]\n", ("a", 0 + 1), (2, 3, 2, 9, "{c: d}")),
        ("a: |\n  b\n\n\nc: 1", ("a",), (1, 4, 3, 1, "|\n  b\n")),
        ("a: |-\n  b\n\n\nc: 1", ("a",), (1, 4, 2, 4, "|-\n  b")),
        ("a: |+\n  b\n\n \nc: 1", ("a",), (1, 4, 5, 1, "|+\n  b\n\n \n")),
        ("a: b\n  c\n\n\nd: 1", ("a",), (1, 4, 2, 4, "b\n  c")),
    ],
)
def test_places(text: str, path: tuple[str | int, ...], place: tuple[int, int, int, int, str]) -> None:
    document = sound(text, check_content=False)
    span = document.span(path)
    assert (span.line, span.column, span.end_line, span.end_column, document.text[span.start : span.end]) == place
    assert str(span) == f"a.yaml:{place[0]}:{place[1]}"


def test_the_spans_and_keys_of_a_document_are_mappings() -> None:
    document = sound("a:\n  - b: 1\nc: x")
    assert list(document.spans) == [(), ("a",), ("a", 0), ("a", 0, "b"), ("c",)]
    assert list(document.keys) == [("a",), ("a", 0, "b"), ("c",)]
    assert len(document.spans) == 5
    assert ("a", 1) not in document.spans
    assert ("a", -1) not in document.spans
    assert ("c", "d") not in document.spans
    assert ("c", "d") not in document.keys
    assert () not in document.keys
    assert document.keys[("c",)].line == 3
    assert document.span(("a", 7, "x")) == document.spans[("a",)]
    with pytest.raises(KeyError):
        document.spans[("b",)]


def test_a_value_with_a_problem_is_left_out_and_its_key_is_known() -> None:
    document, problems = parse_document("a: TBD\nb: [x, '', y]\nc: 1\nc: 2\nd: null", "a.yaml")
    assert document is not None
    assert document.value == {"b": ["x", "y"], "c": 1}
    assert list(document.keys) == [("a",), ("b",), ("c",), ("d",)]
    assert document.span(("b", 1)).column == 12
    assert [problem.code for problem in problems] == ["DOC-PLACEHOLDER", "DOC-BLANK", "DOC-DUPLICATE-KEY", "DOC-NULL"]


def test_what_stands_before_an_error_of_syntax_is_read() -> None:
    for name, text in (("a.yaml", "a: 1\nb:\n  c: 2\n  d: 'x"), ("a.json", '{"a": 1, "b": {"c": 2, "d": "x')):
        document, problems = parse_document(text, name)
        assert document is not None
        assert document.value == {"a": 1, "b": {"c": 2}}
        assert [problem.code for problem in problems] == ["DOC-SYNTAX"]
        assert problems[0].code in UNREAD


@pytest.mark.parametrize(
    ("line", "slip"),
    [("  tracks:", "\ttracks:"), ("    - {with: [DPRK], level: leader}", "    - {with: [DPRK, level: leader}")],
)
def test_an_error_of_syntax_is_the_only_one_where_nothing_else_is_wrong(line: str, slip: str, tmp_path: Path) -> None:
    text = (EXAMPLES / "singapore-2018" / "proposal.yaml").read_text(encoding="utf-8")
    assert f"\n{line}\n" in text
    (tmp_path / "proposal.yaml").write_text(text.replace(f"\n{line}\n", f"\n{slip}\n", 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_proposal(str(tmp_path / "proposal.yaml"), load_pack())
    assert [problem.code for problem in caught.value.problems] == ["DOC-SYNTAX"]


def test_what_was_read_whole_on_the_line_of_an_error_of_syntax_is_checked() -> None:
    document, problems = parse_document('{"proposal": {"id": 7, "date": "2024-02-30", "title": "x}', "a.json")
    with pytest.raises(InputError) as caught:
        build_proposal(document, problems, load_pack())
    assert sorted(problem.code for problem in caught.value.problems) == ["DOC-DATE", "DOC-SYNTAX", "DOC-TYPE"]


def test_content_is_not_checked_where_it_may_be_blank() -> None:
    document = sound("a: ''\nb: {}\nc: TBD\nd: '-'", check_content=False)
    assert document.value == {"a": "", "b": {}, "c": "TBD", "d": "-"}


@pytest.mark.parametrize(
    "text",
    [
        "n/a.",
        "(TBD)",
        "[tbd]",
        "<to be determined>",
        "To do",
        "XXX",
        "???",
        "-",
        "--",
        "…",
        "—",
        "#N/A",
        "#REF!",
        "미정",
        "해당 없음",
    ],
)
def test_placeholders(text: str) -> None:
    assert told("a.yaml", f"a: '{text}'").startswith("1:4 DOC-PLACEHOLDER ")


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "unknown",
        "NA",
        "other",
        "nothing",
        "0",
        "no",
        "A",
        "X",
        "xx",
        "Todos Santos",
        "tbd-7 reactor",
        "to be agreed",
        "n/a to aid",
    ],
)
def test_texts_that_are_no_placeholders(text: str) -> None:
    assert sound(f"a: '{text}'").value == {"a": text}


@pytest.mark.parametrize("text", ["{}: 1\n", "a: 1\n{}: 2\n"])
def test_a_key_of_more_characters_than_yaml_allows(text: str) -> None:
    last = text.count("\n")
    assert told("a.yaml", text.format("x" * 1100)) == (
        f"{last}:1 DOC-SYNTAX This text is followed by a colon, as a key is; a key has at most 1,024 characters.\n"
        "    Shorten the key. If it is not a key, put the whole text in quotes."
    )


def test_an_unknown_error_of_syntax_is_told_in_the_words_of_the_reader() -> None:
    error = MarkedYAMLError("while reading", None, "found a new kind of error", None)
    start, end, message, hint = explain("a: 1", error, str)
    assert (start, end) == (0, 1)
    assert message == "The file cannot be read as YAML from here on (while reading: found a new kind of error)."
    assert hint == "Compare this line and the one above it with an example that works."


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_limits(suffix: str) -> None:
    name = f"a.{suffix}"
    limits = Limits(max_bytes=10_000, depth=3, nodes=10, scalar=10)
    deep, many, long = '{"a": {"b": [1]}}', '{"a": [1, 2, 3, 4, 5, 6, 7, 8]}', '{"a": "0123456789"}'
    for text in (deep, many, long):
        assert parse_document(text, name, limits=limits)[1] == ()
    document, problems = parse_document('{"a": {"b": [[1]]}, "c": ""}', name, limits=limits)
    assert document is not None
    assert [(p.code, p.span.column) for p in problems if p.span] == [("DOC-TOO-DEEP", 14)]
    assert problems[0].message == "The file is nested more than 3 levels deep here; it is read no further."
    _, problems = parse_document('{"a": [1, 2, 3, 4, 5, 6, 7, 8, 9], "c": ""}', name, limits=limits)
    assert [(p.code, p.span.column) for p in problems if p.span] == [("DOC-TOO-MANY", 32)]
    _, problems = parse_document('{"a": "0123456789x", "b": {"0123456789x": 1}}', name, limits=limits)
    assert [(p.code, p.span.column) for p in problems if p.span] == [("DOC-TOO-LONG", 7), ("DOC-TOO-LONG", 28)]
    assert problems[0].message == "This text has 11 characters; at most 10 are read."


def test_packs_have_larger_limits() -> None:
    text = "a: " + "[" * 40 + "x" + "]" * 40
    assert parse_document(text, "a.yaml")[1][0].code == "DOC-TOO-DEEP"
    assert parse_document(text, "a.yaml", limits=PACK_LIMITS)[1] == ()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        "a: " + "[" * 500_000,
        "{a: " * 200_000,
        "- " * 400_000,
        "? " * 400_000,
        "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 900)),
        "a: [" + "x," * 400_000,
        "a: " + "x" * 1_000_000,
        "a: '" + "x " * 500_000,
        "a: " + "&a " * 300_000,
        "a: !" + "x" * 500_000,
        "#" * 1_000_000,
        "\n" * 1_000_000,
        "a: |\n" + " \n" * 500_000,
        "a: " + "9" * 1_000_000,
        "a: 0x" + "9" * 1_000_000,
        "a: 1" + "e9" * 500_000,
        "".join(f"k{n}: x\n" for n in range(100_000)),
        "a: [" + "'', " * 200_000,
        "\x07 " * 500_000,
        "a: {x,y: " * 100_000,
        'a: "' + "\\x07" * 200_000,
    ],
    ids=range(22),
)
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_no_text_of_a_mebibyte_takes_long(name: str, text: str) -> None:
    started = time.process_time()
    _, problems = parse_document(text[: 1 << 20], name)
    assert problems
    assert time.process_time() - started < 5


def test_json_on_standard_input_is_told_from_yaml() -> None:
    for text, value in (
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ('\n {"a": 1}\n', {"a": 1}),
        ("{a: yes}", {"a": "yes"}),
        ("a: 1", {"a": 1}),
    ):
        document, problems = load_document("-", stdin=io.BytesIO(text.encode()))
        assert document is not None
        assert (document.value, problems) == (value, ())
        assert document.name == "<stdin>"
    _, problems = load_document("-", stdin=io.BytesIO(b'{"a": 1 "b": 2}'))
    assert problems[0].message == 'A comma or "}" is missing here.'
    _, problems = load_document("-", stdin=io.BytesIO(b'{"a": 1, "a": 2}'))
    assert [problem.code for problem in problems] == ["DOC-DUPLICATE-KEY"]
    _, problems = load_document("-", stdin=io.BytesIO(b"{a: [1"))
    assert problems[0].message == 'The bracket "[" that opens here is never closed.'


ELSEWHERE = ("the first line too far in", "a line that begins with %", "an escape that is no character")
"""What PyYAML's own reader, used where libyaml is missing, stops at in another place."""


@pytest.mark.parametrize(("name", "text", "expected"), [case for case in cases() if "yaml:" in case[0]])
def test_the_reader_in_python_says_the_same(
    name: str, text: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    if name.partition(": ")[2] in ELSEWHERE:
        assert "DOC-" in told("a.yaml", text)
    else:
        assert told("a.yaml", text) == expected

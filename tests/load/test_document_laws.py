"""Laws of reading: a span cut out of the file re-parses to its value; nothing raises; YAML is 1.2; JSON is JSON."""

from __future__ import annotations

import io
import json
import re
from importlib import import_module
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.load.writing import MAPPINGS, VALUES, Writer
from tests.searching import laws

from policycheck.errors import Problem
from policycheck.load.characters import replace
from policycheck.load.document import PROPOSAL_LIMITS, _build, load_document, parse_document
from policycheck.load.places import Places
from policycheck.load.scalars import resolve
from policycheck.model.document import Document

pytestmark = pytest.mark.untraced


YAMLISH = st.lists(
    st.sampled_from([*":-[]{}\"'#&*!|>%@`?,~<=.\\\n \t\rab1é", ": ", "- ", "a: ", "\n  ", "\n", "\n- ", " |\n "]),
    max_size=30,
).map("".join)
JSONISH = st.lists(
    st.sampled_from(
        [*'{}[]:,"\\/ \n\ta0-.eu', "true", "null", "NaN", "-Infinity", '"a":', '"b"', "1.5", "0", '"\\ud83d"', "1e9"]
    ),
    max_size=15,
).map("".join)
UNFAITHFUL = re.compile(r"[|>][-+]?[0-9]|\[.*:")
"""What cannot be read the same way by itself: a block scalar that counts its indentation from its parent, and
a pair in brackets without braces, whose value stands on the next line."""
NUMBERISH = (
    r"[-+]?(0o|0x)?[0-9]{0,4}(\.[0-9]{0,3})?([eE][-+]?[0-9]{1,2})?|[-+]?\.(inf|Inf|INF|nan|NaN|NAN)|[0-9]{1,2}:[0-9]{2}"
)
WORDS = re.findall(
    r"\S+", "true True TRUE tRue false False null Null NULL ~ yes NO on off y N .NaN .Nan +0x1 012 08 -0 0o8 0xg 1."
)
MORE_WORDS = [".5", ".", "+", "-.5e1", "1e5", "1:30:00", "2023-08-30", "nullx", "truely"]


def read(text: str, name: str = "a.yaml") -> Any:
    """The value of a text of any shape; content is not checked."""
    built = _build(Places(name, text), PROPOSAL_LIMITS, check_content=False)
    assert not built.complaints.found, [(str(p.span), p.message) for p in built.complaints.found]
    assert built.root is not None
    return built.root[0]


def load(data: str | bytes, *, check_content: bool = False) -> tuple[Document | None, tuple[Problem, ...]]:
    stream = io.BytesIO(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    return load_document("-", stdin=stream, check_content=check_content)


def load_sound(text: str) -> Document:
    document, problems = load(text)
    assert document is not None
    assert not problems, [(str(problem.span), problem.message) for problem in problems]
    return document


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else [])
    return [path, *(found for key, item in items for found in paths(item, (*path, key)))]


def same(left: Any, right: Any) -> bool:
    return bool(left == right and json.dumps(left) == json.dumps(right))


def assert_spans_hold(document: Document, name: str) -> None:
    """Every span, cut out and read by itself (as far in as its first line stands), gives the value or the key."""
    for path, span in document.spans.items():
        cut = " " * (span.column - 1) + document.text[span.start : span.end]
        assert same(read(cut, name), at(document.value, path)), (path, cut)
    for path, span in document.keys.items():
        cut = document.text[span.start : span.end]
        assert cut == path[-1] or read(cut, name) == path[-1]
    assert list(document.spans) == paths(document.value)
    assert list(document.keys) == [path for path in document.spans if path and isinstance(path[-1], str)]


def assert_sensible(document: Document | None, problems: tuple[Problem, ...]) -> None:
    """Whatever was read: problems have words and places in file order; places lie in the text, children in parents."""
    assert document is not None or problems
    for problem in problems:
        assert problem.message
        assert problem.hint
        assert problem.span is not None
    starts = [problem.span.start for problem in problems if problem.span]
    assert starts == sorted(starts)
    if document is not None:
        assert isinstance(document.value, dict)
        for path, span in document.spans.items():
            outer = document.span(path[:-1])
            assert outer.start <= span.start <= span.end <= outer.end <= len(document.text)
        assert set(paths(document.value)) <= set(document.spans)


@given(st.data(), MAPPINGS)
def test_a_span_cut_out_of_yaml_gives_its_value(data: st.DataObject, value: dict[str, Any]) -> None:
    document = load_sound(Writer(data.draw).document(value))
    assert same(document.value, value)
    assert_spans_hold(document, "a.yaml")
    assert_sensible(document, ())


@given(
    MAPPINGS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.integers(20, 100), st.sampled_from([None, False])
)
def test_a_span_cut_out_of_another_writers_yaml_gives_its_value(
    value: dict[str, Any], line_break: str, allow_unicode: bool, width: int, flow: bool | None
) -> None:
    # PyYAML's writer leaves out quotes that YAML 1.2 needs: 0E0 is a number there
    texts = [step for path in paths(value) for step in path if isinstance(step, str)] + [
        at(value, path) for path in paths(value)
    ]
    assume(all(resolve(text) == text for text in texts if isinstance(text, str) and "\n" not in text and text))
    options: dict[str, Any] = {
        "line_break": line_break,
        "allow_unicode": allow_unicode,
        "width": width,
        "default_flow_style": flow,
    }
    document = load_sound(yaml.safe_dump(json.loads(json.dumps(value)), sort_keys=False, **options))
    assert same(document.value, value)
    assert_spans_hold(document, "a.yaml")


@given(MAPPINGS, st.booleans(), st.sampled_from([None, 0, 2, "\t"]), st.sampled_from(["", "\ufeff"]))
def test_a_span_cut_out_of_json_gives_its_value(
    value: dict[str, Any], ensure_ascii: bool, indent: int | str | None, mark: str
) -> None:
    document = load_sound(mark + json.dumps(value, ensure_ascii=ensure_ascii, indent=indent))
    assert same(document.value, value)
    assert_spans_hold(document, "a.json")


@given(st.data(), MAPPINGS)
def test_lines_and_columns_are_those_an_editor_shows(data: st.DataObject, value: dict[str, Any]) -> None:
    document = load_sound(Writer(data.draw).document(value))
    lines = re.split(r"\r\n|\r|\n", document.text)
    for span in document.spans.values():
        assert document.text[span.start :].startswith(lines[span.line - 1][span.column - 1 :])
        assert document.text[: span.end].endswith(lines[span.end_line - 1][: span.end_column - 1])
        breaks = re.findall(r"\r\n|\r|\n", document.text[: span.start])
        assert (span.line, len("".join(breaks))) == (
            len(breaks) + 1,
            span.start - len("".join([*lines[: span.line - 1], lines[span.line - 1][: span.column - 1]])),
        )


@given(st.one_of(st.text(), st.binary(), YAMLISH, JSONISH), st.booleans(), st.sampled_from(["a.json", "a.yaml"]))
@example(b"\xff\xfea\0", True, "a.json")
@example("\ud800", True, "a.json")
@example('{"a": "\\ud800"}', True, "a.json")
def test_nothing_raises(data: str | bytes, check_content: bool, name: str) -> None:
    assert_sensible(*load(data, check_content=check_content))
    text = data if isinstance(data, str) else data.decode("latin-1")
    assert_sensible(*parse_document(text, name, check_content=check_content))


@laws(500)
@given(YAMLISH)
@example("a:\n  b: |+\n   x\n\n  \n  c: >\n   y\n    z \n\n\n# d\n  d: |-\n\n")
def test_in_any_sound_yaml_spans_give_their_values(text: str) -> None:
    document, problems = load("a:" + text)
    if document is not None and not problems and not UNFAITHFUL.search(text):
        assert_spans_hold(document, "a.yaml")


@given(st.one_of(JSONISH, st.text(), VALUES.map(json.dumps)))
def test_json_is_what_the_standard_library_reads(text: str) -> None:
    text = replace(text)
    built = _build(Places("a.json", text), PROPOSAL_LIMITS, check_content=False)
    syntax = [problem for problem in built.complaints.found if problem.code == "DOC-SYNTAX"]
    try:
        value = json.loads(text)
    except ValueError:
        assert syntax
    else:
        assert not syntax
        if not built.complaints.found and value is not None:
            assert built.root is not None
            assert same(built.root[0], value)


@pytest.fixture(scope="module")
def yaml12() -> Any:
    """A YAML 1.2 reader of other authors (py-yaml12). Without it the laws fail: a judge that is missing is no pass."""
    return import_module("yaml12")


@given(st.one_of(st.from_regex(NUMBERISH, fullmatch=True), st.sampled_from(WORDS + MORE_WORDS)))
def test_plain_scalars_are_those_of_yaml_1_2(yaml12: Any, text: str) -> None:
    assume(text != "-")  # begins a list
    theirs = yaml12.parse_yaml(f"- {text}")[0]
    ours = resolve(text)
    assert (type(ours), repr(ours)) == (type(theirs), repr(theirs))


@given(st.data(), MAPPINGS)
def test_the_reader_in_python_agrees_with_libyaml(data: st.DataObject, value: dict[str, Any]) -> None:
    text = Writer(data.draw).document(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)
        slow = load_sound(text)
    fast = load_sound(text)
    assert same(slow.value, fast.value)
    assert dict(slow.spans) == dict(fast.spans)


@given(YAMLISH)
def test_the_reader_in_python_does_not_raise(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)
        assert_sensible(*load(text))

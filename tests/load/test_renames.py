"""Former names: read as present ones, warned of at their place, and rewritten without touching anything else."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.renamed import MINIMAL, changed_pack, renamed_pack

from policycheck import pipeline
from policycheck.errors import InputError
from policycheck.load.document import parse_document
from policycheck.load.mending import mend
from policycheck.load.pack import load_pack
from policycheck.model.assessment import Assessment
from policycheck.model.pack import Pack

OLD = """\
pack_version: 1.0.0
# who and when
proposal: {id: riverside, title: Riverside, actor: Riverside, status: draft, basis: as_written, date: 2026-01-15,
  covers: [warning], sources: [{id: T, cite: The text}]}

"warning":   # the section
  channels: [siren, 'radio']   # how
  'tested': "monthly"
  shelters:
    - beds: 20   # too few
      place: school
    - {"beds": 60, place: beds}
evidence:
  - {for: "warning.shelters[0].beds", says: so, where: page 1, source: T}
"""
NEW = """\
pack_version: 1.0.0
# who and when
proposal: {id: riverside, title: Riverside, actor: Riverside, status: draft, basis: as_written, date: 2026-01-15,
  covers: [warning], sources: [{id: T, cite: The text}]}

"alarm":   # the section
  ways: [horn, 'radio']   # how
  'trial': "each_month"
  places:
    - berths: 20   # too few
      place: school
    - {"berths": 60, place: beds}
evidence:
  - {for: "alarm.places[0].berths", says: so, where: page 1, source: T}
"""


@cache
def packs() -> tuple[Pack, Pack]:
    return load_pack(str(MINIMAL)), load_pack(renamed_pack(Path(mkdtemp()) / "pack"))


def audited(text: str, pack: Pack, name: str = "a.yaml") -> Assessment:
    return pipeline.evaluate(pack, pipeline.proposal_of(text.encode(), name, pack))


def come_to(assessment: Assessment) -> Any:
    """Everything that names do not enter into."""
    return (
        [(one.rule.id, one.outcome, one.support) for grade in assessment.grades for one in grade.findings],
        [(grade.verdict, grade.at_best, grade.score) for grade in assessment.grades],
        [(one.concern.id, one.state) for one in assessment.advisories],
    )


def fixed(text: str, name: str = "a.yaml") -> str:
    document, _ = parse_document(text, name)
    assert document is not None
    return mend(document, packs()[1].vocabulary).text


def refused(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(InputError) as caught:
        audited(text, packs()[1])
    return [(one.code, one.span.line, one.span.column) for one in caught.value.problems if one.span and one.fatal]


def test_former_names_are_read_as_present_ones() -> None:
    before, after = packs()
    assert come_to(audited(OLD, after)) == come_to(audited(OLD, before))


def test_each_former_name_is_warned_of_at_its_place() -> None:
    warnings = audited(OLD, packs()[1]).proposal.warnings
    assert [one.code for one in warnings] == ["DOC-PACK-VERSION"] + ["DOC-RENAMED"] * 9
    assert not any(one.fatal for one in warnings)
    said = [(f"{one.span}", one.message) for one in warnings[1:] if one.span]
    assert said == [
        ("a.yaml:6:1", "'warning' is called 'alarm' now"),
        ("a.yaml:7:3", "'channels' is called 'ways' now"),
        ("a.yaml:7:14", "'siren' is called 'horn' now"),
        ("a.yaml:8:3", "'tested' is called 'trial' now"),
        ("a.yaml:8:13", "'monthly' is called 'each_month' now"),
        ("a.yaml:9:3", "'shelters' is called 'places' now"),
        ("a.yaml:10:7", "'beds' is called 'berths' now"),
        ("a.yaml:12:8", "'beds' is called 'berths' now"),
        ("a.yaml:14:11", "'warning.shelters[0].beds' is called 'alarm.places[0].berths' now"),
    ]
    assert warnings[1].hint == "Write 'alarm', or let policycheck fix write it."


def test_places_of_facts_are_those_of_the_file() -> None:
    finding = audited(OLD, packs()[1]).finding("F1.3")
    assert finding is not None
    first = next(fact for fact in finding.facts if fact.path == "alarm.places[0].berths")
    assert f"{first.span}" == "a.yaml:10:13"


def test_problems_below_a_former_name_stand_at_their_place() -> None:
    assert refused(OLD.replace("beds: 20", "beds: -1")) == [("DOC-RANGE", 10, 13)]
    assert refused(OLD.replace("place: school", "street: school")) == [("DOC-MISSING", 10, 7), ("DOC-UNKNOWN", 11, 7)]


def test_a_fixed_file_is_the_old_one_with_present_names() -> None:
    assert fixed(OLD) == NEW
    assert fixed(NEW) == NEW


def test_a_fixed_file_comes_to_the_same() -> None:
    before, after = packs()
    again = audited(NEW, after)
    assert come_to(again) == come_to(audited(OLD, before))
    assert [one.code for one in again.proposal.warnings] == ["DOC-PACK-VERSION"]


def test_byte_order_mark_line_ends_and_json_stay() -> None:
    text = OLD.replace("\n", "\r\n")
    assert fixed(text) == NEW.replace("\n", "\r\n")
    document, _ = parse_document(b"\xef\xbb\xbf" + OLD.encode(), "a.yaml")
    assert document is not None
    assert mend(document, packs()[1].vocabulary).content == b"\xef\xbb\xbf" + NEW.encode()
    assert fixed('{"warning": {"channels": ["siren"]}}', "a.json") == '{"alarm": {"ways": ["horn"]}}'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('warning: {tested: "mon\\u0074hly"}', 'alarm: {trial: "each_month"}'),
        ("warning:\n  ? tested\n  : monthly", "alarm:\n  ? trial\n  : each_month"),
        ("warning: {channels: [siren,radio]}", "alarm: {ways: [horn,radio]}"),
        ("warning:\n  tested: >-\n    monthly\n  # x\n", 'alarm:\n  trial: "each_month"\n  # x\n'),
    ],
)
def test_odd_ways_to_write_a_name(old: str, new: str) -> None:
    assert fixed(old) == new


def test_a_result_that_does_not_say_the_same_is_not_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policycheck.load.mending._written", lambda *_: "[oops]")
    with pytest.raises(InputError) as caught:
        fixed(OLD)
    (problem,) = caught.value.problems
    assert (problem.code, f"{problem.span}") == ("USE-FIX", "a.yaml:6:1")


def test_both_names_at_once_are_an_error() -> None:
    both = OLD.replace("  shelters:", "  ways: [radio]\n  shelters:")
    assert refused(both) == [("DOC-RENAMED-TWICE", 7, 3)]
    with pytest.raises(InputError) as caught:
        fixed(both)
    assert [one.code for one in caught.value.problems] == ["DOC-RENAMED-TWICE"]


def test_the_same_value_by_both_names_is_one_value_twice() -> None:
    assert refused(OLD.replace("[siren, 'radio']", "[siren, horn]")) == [("DOC-REPEAT", 7, 13)]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("tested:\n", "tested:\n        x-renamed-from: channels\n", "properties.warning.properties.tested"),
        ("{const: radio,", "{const: radio, x-renamed-from: siren,", "$defs.Channel.oneOf[1]"),
        ("\n  warning:\n", "\n  warning:\n    x-renamed-from: evidence\n", "properties.warning"),
    ],
)
def test_a_former_name_that_is_in_use_is_refused(old: str, new: str, line: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_pack(changed_pack(tmp_path / "pack", {"vocabulary.schema.yaml": {old: new}}))
    (problem,) = caught.value.problems
    assert problem.code == "PACK-RENAMED"
    assert problem.span is not None
    assert problem.span.file.endswith("vocabulary.schema.yaml")
    assert problem.span.line > 1


NAMES = st.fixed_dictionaries(
    {},
    optional={
        "channels": st.sampled_from(["[siren]", "[radio, siren]", "[]", "[none]", "[message]"]),
        "tested": st.sampled_from(["monthly", '"yearly"', "never", "not_stated", "'monthly'"]),
        "shelters": st.lists(st.integers(0, 99), max_size=3).map(
            lambda beds: f"[{', '.join(f'{{place: p{at}, beds: {one}}}' for at, one in enumerate(beds))}]"
        ),
    },
)


@given(NAMES, st.booleans())
def test_law_fixing_changes_nothing_but_names(fields: dict[str, str], flow: bool) -> None:
    pairs = [f"{key}: {value}" for key, value in fields.items()]
    section = (
        f"warning: {{{', '.join(pairs)}}}" if flow else "\n".join(["warning:", *(f"  {one} # x" for one in pairs)])
    )
    text = OLD[: OLD.index('"warning"')] + (section if pairs else "") + "\n"
    before, after = packs()
    told = come_to(audited(text, before))
    assert come_to(audited(text, after)) == told
    assert come_to(audited(fixed(text), after)) == told
    assert fixed(fixed(text)) == fixed(text)
    codes = {one.code for one in audited(fixed(text), after).proposal.warnings}
    assert "DOC-RENAMED" not in codes


@pytest.mark.parametrize(("version", "codes"), [("2", []), ("2.9.1", []), ("1.9", ["DOC-PACK-VERSION"])])
def test_a_proposal_for_another_major_version_is_warned_of(version: str, codes: list[str]) -> None:
    assessment = audited(NEW.replace("1.0.0", f'"{version}"'), packs()[1])
    assert [one.code for one in assessment.proposal.warnings] == codes
    assert assessment.proposal.pack_version == version
    assert f'"pack_version": "{version}"' in pipeline_json(assessment)


def pipeline_json(assessment: Assessment) -> str:
    from policycheck import render

    return render(assessment, "json").decode()


@pytest.mark.parametrize("version", ["1.0", "v1", '"1.0.0.0"', "[]"])
def test_what_is_no_version_is_refused(version: str) -> None:
    (found,) = refused(NEW.replace("1.0.0", version))
    assert found[0] in {"DOC-TYPE", "DOC-FORM"}

"""`agree`: what is printed in each format, which files belong together, and the words for what cannot be compared."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from tests.cli.conftest import PASSING

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]
Agree = Callable[..., tuple[int, str, str]]

OTHER = PASSING.replace("spare: true", "spare: false").replace("[Bee, Cod]", "[Cod, bee]")
SAID = """\
Agreement of 2 coders on 1 document, by lighthouse 2.0.1
  A  passing.yaml
  B  other.yaml

The codings differ in 2 outcomes and 1 verdict.

Figures
  Equal fields              91.6 % (11 of 12)
  Equal outcomes            60 % (3 of 5)
  Krippendorff's alpha      -0.122 (5 outcomes)
  Weighted kappa, A and B   0.000 (5 outcomes)
"""
DIFFERING = """\
  L2      Have a spare
          A  met
          B  contradicted
          by lamp.spare
  L4      Test the spare
          A  met
          B  not met
          by lamp.spare

Fields that differ
  lamp.spare: spare lamp
    A  yes
       at passing.yaml:14:10
       cites "she is there" (page 1, LOG), contested
         at passing.yaml:17
    B  no
       at other.yaml:14:10
"""


@pytest.fixture
def agree(room: Path, capfd: Capture) -> Agree:
    """The command by the pack of the room; its code, what it printed and what it said."""
    (room / "other.yaml").write_text(OTHER, encoding="utf-8")

    def compared(*arguments: str, pack: str = "pack") -> tuple[int, str, str]:
        code = run(["agree", *arguments, *(["--pack", pack] if pack else [])])
        said = capfd.readouterr()
        return code, said.out, said.err

    return compared


def coders(room: Path, **folders: dict[str, str]) -> None:
    """A folder for each coder, with files of these texts."""
    for name, files in folders.items():
        (room / name).mkdir()
        for file, text in files.items():
            (room / name / file).write_text(text, encoding="utf-8")


def renamed(text: str, name: str) -> str:
    return text.replace("north_rock", name)


def data(agree: Agree, *arguments: str) -> Any:
    code, out, err = agree(*arguments, "-f", "json")
    assert code in {0, 1}, err
    assert "error" not in err
    return json.loads(out)


def test_the_terminal_puts_codings_side_by_side(agree: Agree) -> None:
    code, out, err = agree("passing.yaml", "other.yaml")
    assert (code, err) == (1, "")
    assert out.startswith(SAID)
    assert DIFFERING in out


def test_the_same_is_a_yes_and_has_no_coefficient(agree: Agree) -> None:
    code, out, err = agree("passing.yaml", "same_id.yaml")
    assert (code, err) == (0, "")
    assert "The codings agree on every outcome." in out
    assert "All fields and outcomes are the same: north_rock." in out
    assert "alpha      none (all of these outcomes are the same one" in " ".join(out.split("\n"))


def test_other_words_and_another_order_are_no_difference(agree: Agree, room: Path) -> None:
    text = PASSING.replace("keeper: Ann", "keeper: Mrs Ann").replace("[Bee, Cod]", "[cod, Bee]")
    (room / "worded.yaml").write_text(text, encoding="utf-8")
    found = data(agree, "passing.yaml", "worded.yaml")
    assert found["agrees"] is True
    otherwise = [row["path"] for row in found["documents"][0]["fields"] if row["likeness"] != "same"]
    assert otherwise == ["lamp.keeper"]
    assert found["equal_fields"] == {"same": 11, "of": 11, "share": "1", "worded_otherwise": 1}


def test_what_is_out_of_scope_is_missing(agree: Agree, room: Path) -> None:
    (room / "less.yaml").write_text(PASSING.replace("[lamp, boats]", "[lamp]"), encoding="utf-8")
    found = data(agree, "passing.yaml", "less.yaml")
    states = {row["id"]: row["states"] for row in found["documents"][0]["states"]}
    assert (states["B1"], states["H1"]) == (["met", "out_of_scope"], ["out_of_scope", "out_of_scope"])
    assert found["equal_outcomes"]["of"] == 5, "H1 is out of scope for both, L5 applies to neither"
    assert found["alpha"]["outcomes"] == 4


def test_json_holds_places_and_evidence(agree: Agree) -> None:
    found = data(agree, "passing.yaml", "other.yaml")
    row = next(one for one in found["documents"][0]["fields"] if one["path"] == "lamp.spare")
    assert row["readings"][1] == {
        "path": "lamp.spare",
        "stated": True,
        "shown": "no",
        "place": {"file": "other.yaml", "line": 14, "column": 10},
        "evidence": [
            {
                "says": "she is there",
                "where": "page 1",
                "source": "LOG",
                "contested": True,
                "place": {"file": "other.yaml", "line": 17, "column": 12},
            }
        ],
        "more_evidence": 0,
    }


def test_of_much_evidence_the_nearest_is_shown_and_the_rest_counted(agree: Agree, room: Path) -> None:
    entry = "{{for: {0}, says: so, where: {1}, source: LOG}}"
    many = ", ".join(
        [entry.format("lamp", f"page {page}") for page in range(6)] + [entry.format("lamp.spare", "line 1")]
    )
    (room / "cited.yaml").write_text(f"{OTHER.partition('evidence:')[0]}evidence: [{many}]\n", encoding="utf-8")
    code, out, _ = agree("passing.yaml", "cited.yaml")
    assert code == 1
    assert 'B  no\n       at cited.yaml:14:10\n       cites "so" (line 1, LOG)\n' in out
    assert out.endswith("and 2 more\n")


def test_silence_has_the_evidence_that_names_it(agree: Agree, room: Path) -> None:
    """What is cited for the section is no evidence that a field in it is absent."""
    text = PASSING.replace("  keeper: Ann\n", "")
    (room / "silent.yaml").write_text(text, encoding="utf-8")
    row = next(
        one for one in data(agree, "passing.yaml", "silent.yaml")["documents"][0]["fields"] if "keeper" in one["path"]
    )
    assert [(one["stated"], len(one["evidence"])) for one in row["readings"]] == [(True, 1), (False, 0)]


def test_what_is_odd_in_a_coding_is_said(agree: Agree) -> None:
    code, _, err = agree("passing.yaml", "warned.yaml")
    assert (code, "warned.yaml" in err, "warning:" in err) == (0, True, True)


# ---------------------------------------------------------------- several documents


def test_folders_are_coders_and_files_are_grouped_by_id(agree: Agree, room: Path) -> None:
    south = renamed(PASSING, "south_rock")
    coders(
        room,
        ann={"n.yaml": PASSING, "s.yaml": south, "only.yaml": renamed(PASSING, "west_rock")},
        ben={"1.yaml": south, "2.yaml": OTHER, "notes.json": '{"a": [1]}'},
    )
    found = data(agree, "ann", "ben")
    assert [one["id"] for one in found["documents"]] == ["north_rock", "south_rock"]
    assert [one["name"] for one in found["coders"]] == ["ann", "ben"]
    assert found["notes"] == ["west_rock is left out: only ann/only.yaml codes it."]
    assert [(one["id"], one["equal_pairs"]["share"]) for one in found["rules"]][:3] == [
        ("L2", "1/2"),
        ("L4", "1/2"),
        ("L1", "1"),
    ], "the one that lies further apart comes first"
    assert [one["mean_steps_apart"] for one in found["rules"]][:3] == ["2", "3/2", "0"]


def test_a_folder_is_of_one_coder(agree: Agree, room: Path) -> None:
    coders(room, ann={"n.yaml": PASSING, "o.yaml": OTHER}, ben={"n.yaml": PASSING})
    code, out, err = agree("ann/", "ben/")
    assert code == 2
    assert "ann/o.yaml codes north_rock too, as ann/n.yaml does; it is left out [AGREE-TWICE]" in err
    assert "  A  ann\n  B  ben\n" in out
    assert "The codings agree on every outcome." in out


def test_files_of_several_documents_are_grouped_too(agree: Agree, room: Path) -> None:
    coders(
        room,
        a={"n.yaml": PASSING, "s.yaml": renamed(PASSING, "south_rock")},
        b={"s.yaml": renamed(OTHER, "south_rock")},
    )
    found = data(agree, "a/n.yaml", "a/s.yaml", "other.yaml", "b/s.yaml")
    assert [one["name"] for one in found["coders"]] == ["coder 1", "coder 2"]
    assert [[one["file"] for one in document["codings"]] for document in found["documents"]] == [
        ["a/n.yaml", "other.yaml"],
        ["a/s.yaml", "b/s.yaml"],
    ]


def test_three_coders_have_a_kappa_for_each_pair(agree: Agree) -> None:
    found = data(agree, "passing.yaml", "other.yaml", "same_id.yaml")
    assert [one["coders"] for one in found["weighted_kappa"]] == [["A", "B"], ["A", "C"], ["B", "C"]]


# ---------------------------------------------------------------- what cannot be compared


CANNOT = {
    "passing.yaml": "passing.yaml is the only coding of north_rock",
    "passing.yaml failing.yaml": "these are codings of different documents: passing.yaml codes north_rock",
    "passing.yaml passing.yaml": "passing.yaml is named twice",
    "passing.yaml ./passing.yaml": "passing.yaml is named twice",
    "passing.yaml a_folder": "files and folders are named together",
    "a_folder": "there is no proposal in the folder a_folder",
    "passing.yaml missing.yaml": "missing.yaml",
    "passing.yaml broken.yaml": "broken.yaml",
    "- -": "standard input (-) can be read only once",
    "passing.yaml other.yaml -o x.pdf": "no format has this ending",
    "passing.yaml other.yaml -o other.yaml": "no format has this ending",
}


@pytest.mark.parametrize(("line", "said"), CANNOT.items())
def test_what_cannot_be_compared(line: str, said: str, agree: Agree) -> None:
    code, out, err = agree(*line.split())
    assert (code, out) == (2, "")
    assert said in err


def test_codings_by_different_packs_are_refused(agree: Agree, room: Path) -> None:
    named = f"pack: ./pack\n{PASSING.lstrip()}"
    (room / "named.yaml").write_text(named, encoding="utf-8")
    (room / "pack2").mkdir()
    for file in (room / "pack").iterdir():
        (room / "pack2" / file.name).write_text(file.read_text("utf-8").replace("2.0.1", "2.0.2"), encoding="utf-8")
    (room / "second.yaml").write_text(named.replace("./pack", "./pack2"), encoding="utf-8")
    code, out, err = agree("named.yaml", "second.yaml", pack="")
    assert (code, out) == (2, "")
    assert "named.yaml is judged by lighthouse 2.0.1, second.yaml by lighthouse 2.0.2" in err


def test_what_can_be_compared_is_compared_beside_a_bad_file(agree: Agree) -> None:
    code, out, err = agree("passing.yaml", "other.yaml", "broken.yaml")
    assert code == 2
    assert out.startswith(SAID)
    assert "broken.yaml:" in err


def test_without_the_extra_all_but_the_coefficients_is_there(agree: Agree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    code, out, err = agree("passing.yaml", "other.yaml")
    assert code == 2
    assert "krippendorff and scikit-learn are not installed [AGREE-EXTRA]" in err
    assert "pip install 'policycheck[agree]'" in err
    assert "none (krippendorff and scikit-learn are not installed)" in " ".join(out.split())
    assert DIFFERING in out


def test_a_coding_is_not_overwritten(agree: Agree, room: Path) -> None:
    (room / "passing.txt").write_text(PASSING, encoding="utf-8")
    for outputs, what in ((("a.html", "./a.html"), "another output of this run"), (("passing.txt",), "a coding")):
        code, _, err = agree("passing.txt", "other.yaml", *(word for name in outputs for word in ("-o", name)))
        assert (code, f"this would overwrite {what}" in err) == (2, True)
    assert not (room / "a.html").exists()
    assert (room / "passing.txt").read_text("utf-8") == PASSING


# ---------------------------------------------------------------- formats


HOSTILE = "<script>alert(1)</script>|`x` @all\u202e"


@pytest.fixture
def hostile(agree: Agree, room: Path) -> Agree:
    text = OTHER.replace("keeper: Ann", f'keeper: "{HOSTILE}"').replace("she is there", f'"{HOSTILE}"')
    (room / "hostile.yaml").write_text(text, encoding="utf-8")
    return agree


def test_markdown_is_tables_in_which_text_stays_text(hostile: Agree) -> None:
    code, out, _ = hostile("passing.yaml", "hostile.yaml", "-f", "markdown")
    page = cmarkgfm.github_flavored_markdown_to_html(out)
    assert code == 1
    assert page.count("<table>") == 4
    assert "<script" not in page
    assert "@all" not in out
    assert "`hostile.yaml:14:10`" in out


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.shown = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name in {"src", "action"} for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_html_has_no_script_and_text_stays_text(hostile: Agree, room: Path) -> None:
    code, out, err = hostile("passing.yaml", "hostile.yaml", "-o", "a.html")
    assert (code, out, err) == (1, "", "")
    page = _Tags()
    page.feed((room / "a.html").read_text("utf-8"))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.shown
    assert "[U+202E]" in page.shown
    assert page.tags.count("table") == 3


def test_every_format_goes_to_a_file_or_to_standard_output(agree: Agree, room: Path) -> None:
    """The same bytes both ways, and each time."""
    names = {"terminal": "a.txt", "markdown": "a.md", "html": "a.html", "json": "a.json"}
    outputs = [word for name in names.values() for word in ("-o", name)]
    assert agree("passing.yaml", "other.yaml", *outputs)[:2] == (1, "")
    for form, name in names.items():
        assert agree("passing.yaml", "other.yaml", "-f", form)[1] == (room / name).read_text("utf-8")


# ---------------------------------------------------------------- what is behind an outcome

EXAMPLES = Path(__file__).parents[2] / "examples"


def behind(agree: Agree, room: Path, example: str, words: dict[str, str]) -> dict[str, list[str]]:
    """The fields behind each outcome that differs, where a second coder put other words into an example."""
    text = (EXAMPLES / example / "proposal.yaml").read_text("utf-8")
    (room / "one.yaml").write_text(text, encoding="utf-8")
    for was, now in words.items():
        assert was in text
        text = text.replace(was, now)
    (room / "two.yaml").write_text(text, encoding="utf-8")
    _, out, _ = agree("one.yaml", "two.yaml", "-f", "json", pack="")
    states = json.loads(out)["documents"][0]["states"]
    return {
        row["id"]: row["differing_fields"]
        for row in states
        if len(set(row["states"])) > 1 and row["kind"] not in {"package", "recommendation"}
    }


def test_a_field_that_the_rule_does_not_read_is_not_behind_its_outcome(agree: Agree, room: Path) -> None:
    """The shares and the kinds of benefits differ in the same lists, and these entries read neither."""
    words = {"share: 0.4, reversal: time": "share: 0.3, reversal: time", "do: dismantle_weapons": "do: declare"}
    found = behind(agree, room, "reference-complete", words | {"give: diplomatic_recognition": "give: arms_limits"})
    assert found["R2.11"] == found["A24"] == ["incentives.phases[P3].dprk_steps[dismantle_weapons].do"]


def test_what_narrows_a_list_is_behind_an_outcome(agree: Agree, room: Path) -> None:
    found = behind(agree, room, "singapore-2018", {"give: leader_summit": "give: food_aid"})
    was, now = (f"incentives.phases[P1].benefits[{name}].give" for name in ("leader_summit", "food_aid"))
    assert {name: fields for name, fields in found.items() if fields} == {
        "R2.10": [was, now],
        "A7": [was],
        "A14": [now],
        "T3": [now],
    }


def test_an_answer_is_behind_what_became_of_a_concern(agree: Agree, room: Path) -> None:
    answer = "\nrisks:\n  - {topic: seoul_sidelined, mitigation: A liaison group meets each week.}\n\nevidence:\n"
    assert behind(agree, room, "singapore-2018", {"\nevidence:\n": answer}) == {
        "A4": ["risks[seoul_sidelined].mitigation"]
    }

"""`explain`, `rules list`, `rules show`, `schema`, and the help of every command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.cli.text import columns

from policycheck.cli.commands import policycheck
from policycheck.cli.door import run
from policycheck.cli.entries import entries
from policycheck.cli.explain import explain_entry
from policycheck.pipeline import DEFAULT_PACK, load_pack, load_proposal
from policycheck.rendering.page import Page

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]


def shown(capture: Capture, *arguments: str) -> str:
    assert run(list(arguments)) == 0
    said = capture.readouterr()
    assert said.err == ""
    return said.out


# ---------------------------------------------------------------- explain

L1 = """\
L1  Burn all night
A rule of L (Keep the light). Weight 4, critical.

Question
  Does the lamp burn through a long night?

Met when
  the hours of light is 14.5 or more

Partly met when
  the hours of light is 8 or more

Caps
  If it is not met, the proposal does not meet L.
  If it is not stated, the proposal at most partly meets L.
  If it is partly met, the proposal at most largely meets L.

Why
  Ships come in the small hours.

Remedy
  State the hours.

Clauses, in our words
  LH-1  A light is lit every night.
    page 1.
  LH: On Lighthouses

Authorities
  TRINITY  Rules of 1836 (cited from memory, check before use; confidence low)
"""
L4 = """\
Waits for
  L2 (Have a spare). While that one is not met or contradicted, this one counts
  as not met; while it is not stated, so is this.
"""
CLAUSE = """\
LH-1  page 1
A clause of LH (On Lighthouses). Its role: requirement of L.

Says, in our words
  A light is lit every night.

Carried by
  L      Keep the light
  L1     Burn all night
  L2     Have a spare
  L3     Name the keeper
  L4     Test the spare
  T1     Light against cost
"""


def test_a_rule_in_english(room: Path, capfd: Capture) -> None:
    assert shown(capfd, "explain", "L1", "--pack", "pack") == L1
    assert shown(capfd, "explain", "l1", "--pack", "pack") == L1


def test_a_rule_that_waits_for_another(room: Path, capfd: Capture) -> None:
    assert L4 in shown(capfd, "explain", "L4", "--pack", "pack")


def test_a_clause_and_who_carries_it(room: Path, capfd: Capture) -> None:
    assert shown(capfd, "explain", "LH-1", "--pack", "pack") == CLAUSE
    assert "Nothing. It gives context only." in shown(capfd, "explain", "LH-3", "--pack", "pack")


def test_recommendations_advisories_tensions_and_sources(room: Path, capfd: Capture) -> None:
    parts = {
        "B": ("A recommendation of the pack lighthouse, with 1 rule.", "boats or everything", "There are no boats."),
        "A1": ("An advisory of level high.", "Raised when", "with the topic oil", "LH-2  Oil runs out in winter."),
        "T1": ("A tension across L and H.", "Raised when", "Say who pays.", "with the topic cost"),
        "TRINITY": ("Rules of 1836", "on lamps", "L1     Burn all night"),
        "UNUSED": ("Supports\n  Nothing.",),
        "LH": ("On Lighthouses", "A. Keeper", "LH-4       Fog calls for sound."),
    }
    for identifier, wanted in parts.items():
        text = shown(capfd, "explain", identifier, "--pack", "pack")
        for words in wanted:
            assert words in text, identifier


def test_of_several_strands_one_is_enough(capfd: Capture) -> None:
    for identifier, words in {
        "R2": "In scope when the proposal covers\n  sanctions, incentives or everything.",
        "A11": "of a proposal that covers incentives, sanctions or everything.",
    }.items():
        assert words in shown(capfd, "explain", identifier)


def test_everything_in_the_shipped_pack_can_be_explained_in_80_columns() -> None:
    pack = load_pack()
    for one in entries(pack):
        page = Page()
        explain_entry(page, one, pack)
        text = page.text()
        assert text.startswith(f"{one.id}  ")
        assert max(columns(line) for line in text.splitlines()) <= 80


# ---------------------------------------------------------------- rules


def test_the_list(room: Path, capfd: Capture) -> None:
    text = shown(capfd, "rules", "list", "--pack", "pack")
    assert text.startswith("lighthouse 2.0.1: How to keep a lighthouse\n\nL  Keep the light\n")
    assert "\n  L2      1.5  major     Have a spare\n" in text
    assert "\nAdvisories\n  A1      high      Oil in winter\n" in text
    assert "\nTensions\n  T1      L-H       Light against cost\n" in text


def test_the_list_of_the_shipped_pack_names_everything_in_80_columns(capfd: Capture) -> None:
    text, pack = shown(capfd, "rules", "list"), load_pack()
    assert max(columns(line) for line in text.splitlines()) <= 80
    listed = [line.split()[0] for line in text.splitlines() if re.match(r"  \S", line)]
    rules = [rule.id for recommendation in pack.recommendations for rule in recommendation.rules]
    assert listed == rules + [concern.id for concern in pack.concerns]


def test_show_prints_whole_lines_of_the_file(room: Path, capfd: Capture) -> None:
    text = shown(capfd, "rules", "show", "l2", "--pack", "pack")
    place, _, body = text.partition("\n")
    file, number = place.removeprefix("# ").rsplit(":", 1)
    lines = (room / file).read_text(encoding="utf-8").splitlines()
    assert file == "pack/light.yaml"
    assert body.splitlines() == lines[int(number) - 1 : int(number) - 1 + len(body.splitlines())]
    assert yaml.safe_load(text)[0]["title"] == "Have a spare"


def test_show_a_recommendation_without_its_rules(room: Path, capfd: Capture) -> None:
    text = shown(capfd, "rules", "show", "B", "--pack", "pack")
    assert set(yaml.safe_load(text)) == {"id", "title", "when", "when_note", "strands", "sections", "clauses"}


def test_everything_in_the_shipped_pack_can_be_shown(capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    pack = load_pack()
    some = [*list(entries(pack))[::40], pack.recommendations[0], pack.recommendations[-1].rules[-1], pack.tensions[-1]]
    for one in some:
        text = shown(capfd, "rules", "show", one.id)
        assert text.startswith(f"# rules/{pack.id}/")
        value = yaml.safe_load(text)
        assert (value[0] if isinstance(value, list) else value)["id"] == one.id


def test_a_far_pack_is_named_in_full(room: Path, capfd: Capture) -> None:
    assert re.match(r"# /.*/rules/", shown(capfd, "rules", "show", "R1"))


# ---------------------------------------------------------------- schema


SCHEMAS = ["proposal", "envelope", "pack", "profile", "tests", "results"]


@pytest.mark.parametrize("what", SCHEMAS)
def test_schemas_are_sound(what: str, capfd: Capture) -> None:
    schema = json.loads(shown(capfd, "schema", what))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_no_two_schemas_share_an_id(capfd: Capture) -> None:
    ids = [json.loads(shown(capfd, "schema", what))["$id"] for what in SCHEMAS]
    assert len(set(ids)) == len(SCHEMAS)


def test_the_schema_of_proposals_is_what_proposals_are_held_to(room: Path, capfd: Capture) -> None:
    schema = json.loads(shown(capfd, "schema", "--pack", "pack"))
    judge = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    value = load_proposal("passing.yaml", load_pack("pack")).document.value
    assert judge.is_valid(value)
    value["lamp"]["colour"] = "red"
    assert not judge.is_valid(value)


def test_schema_is_utf_8_whatever_the_terminal(room: Path) -> None:
    import subprocess
    import sys

    from tests.cli.conftest import environment

    done = subprocess.run(
        [sys.executable, "-m", "policycheck", "schema"],
        capture_output=True,
        check=True,
        env=environment(PYTHONIOENCODING="ascii"),
    )
    json.loads(done.stdout.decode("utf-8"))


# ---------------------------------------------------------------- help

COMMANDS = [
    f"{name} {inner}".strip()
    for name, command in policycheck.commands.items()
    for inner in ("", *(command.commands if isinstance(command, click.Group) else ()))
]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_a_screen_and_names_the_exit_codes(
    command: str, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text = shown(capfd, *command.split(), "--help")
    assert text == shown(capfd, *command.split(), "-h")
    assert len(text.splitlines()) <= 40
    assert max(len(line) for line in text.splitlines()) <= 80
    for code in (0, 1, 2, 70, 130):
        assert re.search(rf"^    {code}  ", text, re.MULTILINE)
    arguments = r"(PROPOSAL|CODING|RULE|RECOMMENDATION|ARGS\])\.\.\."
    assert "..." not in re.sub(arguments, "", text), "no description is cut off"


def test_help_names_the_pack_that_is_the_default(capfd: Capture) -> None:
    assert f"[default: {DEFAULT_PACK}]" in shown(capfd, "schema", "--help")

"""`init`, `interview`, `next` and `evaluate --set`, as a person at a keyboard or a pipe sees them."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path

import pytest

from policycheck.cli.door import run
from policycheck.pipeline import Auditor
from policycheck.rendering import FORMATS

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch

DARK = """\
# A rock without a light.
pack: pack
proposal:
  id: dark  # no name yet
  title: A dark rock
  actor: keeper
  status: draft
  basis: as_written
  date: 2020-02-29
  covers: [lamp, sound]

lamp: {hours: 2}  # in summer
# The end.
"""


@pytest.fixture
def dark(room: Path) -> Path:
    (room / "dark.yaml").write_text(DARK, encoding="utf-8")
    return room / "dark.yaml"


def typed(patch: Patch, *lines: str) -> None:
    content = "".join(line + "\n" for line in lines).encode()
    patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


FIRST = """\
A dark rock
  L  0 % to 52.9 %, does not meet.
  H  0 % to 100 %, does not meet, at best meets.

Answer what the document says. Every answer is written into the file at once. At
any question: back (to the one before), stop (and go on another day).

1. Horn: loudness of the horn
  H1 asks: Is it loud?
  horn.loud, 4 open
  Type yes or no. Enter: it does not say.
  >   H was 0 % to 100 %, does not meet, at best meets. Now: 100 %, meets.
  What does the document say on it? (Enter: no evidence) > \
  Where in it? (article, page, paragraph) > \
  Which document is it? (as one cites it) >\x20
2. Lamp: spare lamp
"""


def test_an_interview_asks_writes_and_can_be_resumed(dark: Path, monkeypatch: Patch, capsys: Capture) -> None:
    typed(monkeypatch, "yes", "It is heard for miles.", "page 3", "The log of 1836", "stop")
    assert run(["interview", "dark.yaml"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(FIRST)
    assert said.out.endswith("To go on: policycheck interview dark.yaml\n")
    assert said.err == ""
    written = dark.read_text(encoding="utf-8")
    lines = iter(written.splitlines())
    assert all(line in lines for line in DARK.splitlines())
    typed(monkeypatch, "stop")
    assert run(["interview", "dark.yaml"]) == 0
    again = capsys.readouterr().out
    assert "1. Lamp: spare lamp" in again
    assert "Horn" not in again
    assert dark.read_text(encoding="utf-8") == written


def test_the_way_to_go_on_keeps_the_pack_that_was_given(room: Path, monkeypatch: Patch, capsys: Capture) -> None:
    """Without it the file, which names no pack, would be judged by the usual one."""
    (room / "my rock.yaml").write_text(DARK.replace("pack: pack\n", ""), encoding="utf-8")
    typed(monkeypatch, "stop")
    assert run(["interview", "my rock.yaml", "--pack", "pack"]) == 0
    told = capsys.readouterr().out
    again = told.splitlines()[-1].removeprefix("To go on: ")
    assert again == "policycheck interview 'my rock.yaml' --pack pack"
    typed(monkeypatch, "stop")
    assert run(shlex.split(again)[1:]) == 0
    assert capsys.readouterr().out == told


def test_back_takes_the_answer_out_of_the_file(dark: Path, monkeypatch: Patch, capsys: Capture) -> None:
    typed(monkeypatch, "back", "perhaps", "yes", "", "back", "no", "")
    assert run(["interview", "dark.yaml"]) == 0
    out = capsys.readouterr().out
    assert "This is where the interview began." in out
    assert "Type yes or no." in out
    assert "Back: the last answer is taken out." in out
    assert "loud: false" in dark.read_text(encoding="utf-8")


def test_to_the_end_and_to_the_report(dark: Path, monkeypatch: Patch, capsys: Capture) -> None:
    typed(monkeypatch, "yes", "", "", "", "gas", "", "audit.odt", "audit.json")
    assert run(["interview", "dark.yaml"]) == 0
    said = capsys.readouterr()
    assert "Nothing that the proposal leaves open can move a verdict now." in said.out
    assert "no format has this ending" in said.err
    result = json.loads((dark.parent / "audit.json").read_text(encoding="utf-8"))
    assert result["proposal"]["id"] == "dark"
    assert "fuel: gas" in dark.read_text(encoding="utf-8")


def test_a_pipe_that_ends_leaves_every_answer(dark: Path, monkeypatch: Patch, capsys: Capture) -> None:
    typed(monkeypatch, "yes")
    assert run(["interview", "dark.yaml"]) == 0
    assert "Stopped. dark.yaml holds every answer." in capsys.readouterr().out
    assert "loud: true" in dark.read_text(encoding="utf-8")


def test_an_interruption_leaves_every_answer(dark: Path, monkeypatch: Patch, capsys: Capture) -> None:
    answers = iter(["yes"])

    def interrupted(*_: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("builtins.input", interrupted)
    assert run(["interview", "dark.yaml"]) == 130
    assert "loud: true" in dark.read_text(encoding="utf-8")


def test_an_interview_begins_a_proposal(room: Path, monkeypatch: Patch, capsys: Capture) -> None:
    header = ("rock", "TBD", "A rock", "1", "draft", "as_written", "2020-02-29", "boats")
    typed(monkeypatch, *header, "Bee, Cod", "", "")
    assert run(["interview", "--pack", "pack"]) == 0
    out = capsys.readouterr().out
    assert "is a placeholder" in out
    assert "Written: rock.yaml" in out
    found = Auditor().audit("rock.yaml").proposal
    assert (found.header.title, found.header.covers, found.pack) == ("A rock", ("boats",), "pack")
    assert found.document.value["boats"] == {"names": ["Bee", "Cod"]}


@pytest.mark.parametrize("arguments", [["interview", "-"], ["interview", "missing.yaml"], ["next", "broken.yaml"]])
def test_what_cannot_be_asked_about(room: Path, arguments: list[str], capsys: Capture) -> None:
    assert run([*arguments, "--pack", "pack"]) == 2
    assert "error: " in capsys.readouterr().err


NEXT = """\
A dark rock
  L  0 % to 52.9 %, does not meet.
  H  0 % to 100 %, does not meet, at best meets.

What to state next, of 4 open questions:
  1. Horn: loudness of the horn
     horn.loud
     Read by H1. With true: H 100 %, meets.
"""


def test_next_prints_the_order_without_asking(dark: Path, capsys: Capture) -> None:
    assert run(["next", "dark.yaml", "--limit", "1"]) == 0
    said = capsys.readouterr()
    assert said.out == NEXT + "\n3 more: --limit 0 prints all of them.\n"
    assert dark.read_text(encoding="utf-8") == DARK
    assert run(["next", "dark.yaml", "-f", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["rank"] for row in rows] == [1, 2, 3, 4]
    assert rows[0]["field"] == "horn.loud"
    assert rows[0]["after"] == {"H": {"as_stated": "1", "at_best": "1"}}


def test_next_has_nothing_to_say(room: Path, capsys: Capture) -> None:
    text = DARK.replace("lamp, sound", "sound").replace("lamp: {hours: 2}", "horn: {loud: true}")
    (room / "loud.yaml").write_text(text, encoding="utf-8")
    assert run(["next", "loud.yaml"]) == 0
    assert "Nothing that the proposal leaves open can move a verdict." in capsys.readouterr().out


# ---------------------------------------------------------------- init


def test_init_writes_a_proposal_and_its_schema(room: Path, capsys: Capture) -> None:
    arguments = [
        "init",
        "plans/rock.yaml",
        "--pack",
        "pack",
        "--covers",
        "lamp",
        "--id",
        "rock",
        "--date",
        "2020-02-29",
    ]
    assert run(arguments) == 0
    assert "policycheck interview plans/rock.yaml" in capsys.readouterr().out
    text = (room / "plans" / "rock.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=lighthouse.schema.json\n")
    assert json.loads((room / "plans" / "lighthouse.schema.json").read_text(encoding="utf-8"))["properties"]["lamp"]
    found = Auditor().audit("plans/rock.yaml")
    assert (found.pack.id, found.proposal.header.id, found.proposal.pack) == ("lighthouse", "rock", "../pack")
    assert run(arguments) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--covers", "lmap"], "Did you mean lamp?"),
        (["--date", "today"], "would not be valid"),
        (["--actor", "nobody"], "would not be valid"),
    ],
)
def test_init_refuses_what_would_not_be_valid(room: Path, option: list[str], said: str, capsys: Capture) -> None:
    assert run(["init", "rock.yaml", "--pack", "pack", *option]) == 2
    assert said in capsys.readouterr().err
    assert not (room / "rock.yaml").exists()


# ---------------------------------------------------------------- what if


@pytest.mark.parametrize("form", [known.name for known in FORMATS if known.name != "pdf"])
def test_a_what_if_is_printed_as_such(dark: Path, form: str, capsys: Capture) -> None:
    settings = ["--set", "horn.loud=true", "--set", "lamp.hours="]
    assert run(["evaluate", "dark.yaml", "--no-gate", "-f", form, *settings]) == 0
    out = capsys.readouterr().out
    assert "dark.what-if" in out
    if form in {"terminal", "json", "markdown", "html"}:
        assert "What if horn.loud = true, lamp.hours were not stated? A dark rock" in " ".join(out.split())
    assert dark.read_text(encoding="utf-8") == DARK


def test_a_what_if_goes_to_a_file_of_its_own_and_is_verified(dark: Path, capsys: Capture) -> None:
    assert run(["evaluate", "dark.yaml", "--no-gate", "-o", "out/", "-f", "html", "--set", "lamp.hours=15"]) == 0
    assert [path.name for path in (dark.parent / "out").iterdir()] == ["dark.what-if.html"]
    assert run(["verify", "--with-pack", "out/dark.what-if.html"]) == 0
    assert "byte for byte the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("lamp.hours", "USE-SET"),
        ("=3", "USE-SET"),
        ("lamp..hours=3", "USE-SET"),
        ("lamp.huors=3", "USE-SET"),
        ("lamp[0]=3", "USE-SET"),
        ("lamp.keeper=TBD", "USE-SET"),
        ("lamp.hours=[3", "USE-SET"),
        ("lamp.hours=1\nb: 2", "USE-SET"),
        ("lamp.hours=99", "DOC-"),
        ("lamp.spare=", "USE-EDIT"),
    ],
)
def test_what_cannot_be_set(dark: Path, setting: str, code: str, capsys: Capture) -> None:
    assert run(["evaluate", "dark.yaml", "--set", setting]) == 2
    assert code in capsys.readouterr().err


def problems_of(capsys: Capture, *settings: str) -> list[str]:
    """The errors that evaluating the rock with these settings prints."""
    assert run(["evaluate", "dark.yaml", *(part for setting in settings for part in ("--set", setting))]) == 2
    return [line for line in capsys.readouterr().err.splitlines() if "error: " in line]


@pytest.mark.parametrize("setting", ["proposal.date=2018-13-13", "lamp.hours=99", "horn.loud=loud"])
def test_an_error_in_what_is_set_is_not_blamed_on_the_file(dark: Path, setting: str, capsys: Capture) -> None:
    assert dark.exists()
    (said,) = problems_of(capsys, setting)
    assert said.startswith(f"error: --set {setting}: ")


def test_the_errors_of_the_file_keep_their_places_beside_one_in_what_is_set(dark: Path, capsys: Capture) -> None:
    dark.write_text(DARK.replace("2020-02-29", "2020-02-30"), encoding="utf-8")
    (own,) = problems_of(capsys, "lamp.hours=3")
    assert own.startswith("dark.yaml:9:9: error: there is no day '2020-02-30'")
    sources = "proposal.sources=[{id: A, cite: a}]"
    assert problems_of(capsys, sources, "lamp.hours=3") == [own]
    set_wrong, after = problems_of(capsys, sources, "lamp.hours=99")
    assert set_wrong.startswith("error: --set lamp.hours=99: ")
    assert after == own


def test_lines_put_in_before_an_error_do_not_move_it(dark: Path, capsys: Capture) -> None:
    dark.write_text(DARK.replace("hours: 2", "huors: 2"), encoding="utf-8")
    (own,) = problems_of(capsys, "proposal.title=A rock")
    assert own.startswith("dark.yaml:12:8: error: ")
    assert problems_of(capsys, "proposal.author=Ann", "horn.loud=true") == [own]


def test_what_a_setting_takes_from_the_file_is_said_at_its_place(dark: Path, capsys: Capture) -> None:
    assert dark.exists()
    (said,) = problems_of(capsys, "proposal.author=Ann", "proposal.date=")
    assert said.startswith("dark.yaml:3:1: error: --set proposal.author=Ann --set proposal.date=: ")

"""`diff`: what is printed in each format, every kind of side, and the words for what cannot be compared."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from tests.cli.conftest import PASSING

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]
EXAMPLES = Path(__file__).parents[2] / "examples"
Diff = Callable[..., tuple[int, str, str]]

WORSE = PASSING.replace("spare: true", "spare: false").replace("hours: 15", "hours: 2")
SAID = """\
passing.yaml → worse.yaml
North Rock: "light" & 등대 (north_rock)

4 outcomes and 1 verdict changed: 0 better, 4 worse, 1 neither.

Inputs
  proposal  another text under the same name (north_rock)
  pack      the same (lighthouse 2.0.1)
  profile   none, then mine
  waivers   the same (none)
  as-of     the same (2020-02-29)

Verdicts
  L       ✘ meets → does not meet

Scores, as stated
  L       100 % → 25 %: -3/4 (-75 points)
            proposal: -13/15 (-86.6 points)
            profile: +7/60 (+11.6 points)
  package 100 % → 62.5 %: -3/8 (-37.5 points)
            proposal: -13/30 (-43.3 points)
            profile: +7/120 (+5.8 points)

Changed by proposal: 4 outcomes, 1 verdict, 2 scores
  Rules by outcome: contradicted +1, not met +2, met -3.
  L       ✘ meets → does not meet
  L1      Burn all night
          ✘ met → not met
            lamp.hours: 15 → 2
              at worse.yaml:12:10
  L2      Have a spare
          ✘ met → contradicted
            lamp.spare: yes → no
              at worse.yaml:14:10
  L4      Test the spare
          ✘ met → not met
            It waits for L2.
            lamp.spare: yes → no
              at worse.yaml:14:10
  T1      Light against cost (tension)
          – answered → not raised
            lamp.hours: 15 → 2
              at worse.yaml:12:10

Changed by profile: 2 scores
"""
MINE = "id: mine\ntitle: Mine\nweights: equal\n"


@pytest.fixture
def diff(room: Path, capfd: Capture) -> Diff:
    """The command by the pack of the room; its code, what it printed and what it said."""
    for name, text in {"worse.yaml": WORSE, "mine.yaml": MINE}.items():
        (room / name).write_text(text, encoding="utf-8")

    def compared(*arguments: str, pack: str = "pack") -> tuple[int, str, str]:
        code = run(["diff", *arguments, *(["--pack", pack] if pack else [])])
        said = capfd.readouterr()
        return code, said.out, said.err

    return compared


def results(room: Path, name: str, *more: str) -> str:
    """The results file of that proposal."""
    run(["evaluate", f"{name}.yaml", "--pack", "pack", "-o", f"{name}.json", "-q", *more])
    return f"{name}.json"


def data(diff: Diff, *arguments: str, pack: str = "pack") -> Any:
    code, out, err = diff(*arguments, "-f", "json", pack=pack)
    assert (code, err) in {(0, ""), (1, "")}, err
    return json.loads(out)


def test_the_terminal_says_what_changed_and_why(diff: Diff) -> None:
    assert diff("passing.yaml", "worse.yaml", "--profile", "none", "--profile", "mine.yaml") == (1, SAID, "")


def test_entries_of_two_packs_that_share_an_id_are_not_compared(diff: Diff) -> None:
    sides = (str(EXAMPLES / name / "proposal.yaml") for name in ("singapore-2018", "tidal-flat-plan"))
    found = data(diff, *sides, pack="")
    moves = [(one["before"], one["after"]) for one in found["whole"]["outcomes"]]
    assert len(moves) > 100
    assert all("absent" in move for move in moves)


def test_the_same_is_a_yes(diff: Diff) -> None:
    code, out, err = diff("passing.yaml", "same_id.yaml")
    assert (code, err) == (0, "")
    assert "Nothing came out otherwise." in out


def test_another_text_that_comes_out_the_same_is_a_yes_too(diff: Diff, room: Path) -> None:
    (room / "commented.yaml").write_text(f"# seen\n{PASSING}", encoding="utf-8")
    found = data(diff, "passing.yaml", "commented.yaml")
    assert found["same"] is True
    assert [part["causes"] for part in found["parts"]] == [["proposal"]]


def test_json_has_exact_scores_and_both_places(diff: Diff) -> None:
    found = data(diff, "passing.yaml", "worse.yaml")
    score = found["whole"]["scores"][0]
    assert (score["id"], score["before"], score["after"], score["change"]) == ("L", "1", "2/15", "-13/15")
    field = found["whole"]["outcomes"][0]["fields"][0]
    assert field == {
        "path": "lamp.hours",
        "before": "15",
        "after": "2",
        "place_before": {"file": "passing.yaml", "line": 12, "column": 10},
        "place_after": {"file": "worse.yaml", "line": 12, "column": 10},
    }


def test_a_field_that_one_side_had_no_need_to_read_is_not_called_changed(diff: Diff, room: Path) -> None:
    """An advisory that waits for two fields: the one that decided against it was enough before."""
    advisories = room / "pack" / "advisories.yaml"
    both = "{all: [{field: horn, stated: true}, {field: lamp.hours, at_least: 12}]}"
    text = advisories.read_text("utf-8").replace("{field: lamp.fuel, is: oil}", both)
    advisories.write_text(text, encoding="utf-8")
    new = f"{PASSING}horn: {{loud: true}}\n"
    (room / "new.yaml").write_text(new, encoding="utf-8")
    (room / "old.yaml").write_text(new.replace("hours: 15", "hours: 9"), encoding="utf-8")
    outcomes = data(diff, "old.yaml", "new.yaml")["whole"]["outcomes"]
    raised = next(one for one in outcomes if one["id"] == "A1")
    assert [field["path"] for field in raised["fields"]] == ["lamp.hours"]


def test_markdown_is_tables_in_which_text_stays_text(diff: Diff, room: Path) -> None:
    (room / "hostile.yaml").write_text(WORSE.replace("keeper: Ann", "keeper: '<b>|`x` @all'"), encoding="utf-8")
    _, out, _ = diff("passing.yaml", "hostile.yaml", "-f", "markdown")
    page = cmarkgfm.github_flavored_markdown_to_html(out)
    assert page.count("<table>") == 4
    assert "<b>" not in page.replace("<br>", "")
    assert "`lamp.hours`: `15`, then `2` at `hostile.yaml:12`" in out


# ---------------------------------------------------------------- results and reports


def test_a_results_file_tells_the_cause_by_digests(diff: Diff, room: Path) -> None:
    file = results(room, "passing")
    found = data(diff, file, "worse.yaml")
    assert [part["causes"] for part in found["parts"]] == [["proposal"]]
    found = data(diff, file, results(room, "worse", "--profile", "mine.yaml"), pack="")
    assert [(part["causes"], bool(part["why_together"])) for part in found["parts"]] == [
        (["proposal", "profile"], True)
    ]


def test_a_results_file_whose_inputs_do_not_explain_it_is_told(diff: Diff, room: Path) -> None:
    file = results(room, "passing")
    (room / file).write_text((room / file).read_text("utf-8").replace('"outcome": "met"', '"outcome": "not_met"', 1))
    found = data(diff, file, "passing.yaml")
    assert [part["name"] for part in found["parts"]] == ["unexplained"]
    assert "changed by hand" in found["parts"][0]["why_together"]


def test_a_report_carries_all_inputs(diff: Diff, room: Path) -> None:
    run(["evaluate", "passing.yaml", "--pack", "pack", "--profile", "mine.yaml", "-o", "old.html", "-q"])
    found = data(diff, "old.html", "worse.yaml")
    assert found["old"]["profile"]["id"] == "mine"


def test_a_results_file_cannot_be_judged_anew(diff: Diff, room: Path) -> None:
    file = results(room, "passing")
    for more in (("worse.yaml", "--as-of", "2021-01-01", "--as-of", "2021-01-02"), (file,)):
        code, _, err = diff(file, *more)
        assert (code, "passing.json holds results, which cannot be judged again" in err) == (2, True)


# ---------------------------------------------------------------- revisions


@pytest.fixture
def repository(room: Path, diff: Diff) -> Path:
    """A repository with a revision `v1`, in which the pack weighs otherwise, and changed files beside it."""
    (room / "plans").mkdir()
    plan = room / "plans" / "north.yaml"
    plan.write_text(f"pack: ../pack\n{PASSING.lstrip()}", encoding="utf-8")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"], ["tag", "v1"]):
        subprocess.run([*git, *words], cwd=room, check=True, capture_output=True)
    light = room / "pack" / "light.yaml"
    light.write_text(light.read_text("utf-8").replace("weight: 1.5", "weight: 3"), encoding="utf-8")
    plan.write_text(f"pack: ../pack\n{WORSE.lstrip()}", encoding="utf-8")
    return room


def test_a_revision_has_its_own_proposal_and_pack(diff: Diff, repository: Path) -> None:
    found = data(diff, "v1:plans/north.yaml", "plans/north.yaml", pack="")
    assert [part["causes"] for part in found["parts"]] == [["proposal"], ["pack"]]
    assert found["parts"][0]["scores"][0]["change"] == "-13/15"
    assert found["old"]["name"] == "v1:plans/north.yaml"


def test_two_revisions_of_a_proposal(diff: Diff, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path is seen from the working folder, as git has it; a profile is taken from the revision."""
    monkeypatch.chdir(repository / "plans")
    assert data(diff, "v1", "HEAD", "north.yaml", pack="")["same"] is True
    code, _, err = diff("v1", "HEAD", "north.yaml", "--profile", "absent.yaml", pack="")
    assert (code, "there is no file 'absent.yaml' in the revision 'v1'" in err) == (2, True)


CANNOT = {
    "nothing.yaml worse.yaml extra.yaml": "there is no revision 'nothing.yaml'",
    "--output=x:plans/north.yaml worse.yaml": "No such option",
    "v9:plans/north.yaml plans/north.yaml": "there is no revision 'v9'",
    "v1:plans/south.yaml plans/north.yaml": "there is no file 'plans/south.yaml' in the revision 'v1'",
    "v1:plans plans/north.yaml": "there is no file 'plans' in the revision 'v1'",
    "v1:../plans/north.yaml plans/north.yaml": "is not in the repository",
    "missing.yaml plans/north.yaml": "missing.yaml: No such file or directory",
    "broken.yaml plans/north.yaml": "broken.yaml",
    "- -": "standard input (-) can be read only once",
    "passing.yaml worse.yaml --as-of a --as-of b --as-of c": "can be given once for both sides, or twice",
    "passing.yaml worse.yaml --pack pack --waivers mine.yaml": "[WAIVER-UNKNOWN]",
}


@pytest.mark.parametrize("words", CANNOT)
def test_what_cannot_be_compared_is_said(words: str, diff: Diff, repository: Path) -> None:
    code, out, err = diff(*words.split(), pack="")
    assert (code, out) == (2, "")
    assert CANNOT[words] in err


@pytest.mark.parametrize("name", ["-v1", "--help", "", "a\nb", "v1^{/x\0}"])
def test_a_name_that_is_no_revision_never_reaches_git_as_an_option(name: str, repository: Path) -> None:
    from policycheck.comparison.git import revision
    from policycheck.errors import InputError

    with pytest.raises(InputError):
        revision(name)


def test_outside_a_repository(diff: Diff, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(room.parent))
    code, _, err = diff("main:passing.yaml", "worse.yaml")
    assert (code, "this is no git repository" in err) == (2, True)


def test_without_git(diff: Diff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    code, _, err = diff("main:passing.yaml", "worse.yaml")
    assert (code, "git is not on this machine" in err) == (2, True)


# ---------------------------------------------------------------- which field changed


@pytest.fixture
def changed(tmp_path: Path, diff: Diff) -> Callable[..., dict[str, list[tuple[str, str, str]]]]:
    """The fields behind each entry that moved, where words of an example are replaced: path, before, after."""

    def moves(example: str, words: dict[str, str], *, results: bool = False) -> dict[str, list[tuple[str, str, str]]]:
        text = (EXAMPLES / example / "proposal.yaml").read_text("utf-8")
        (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
        for was, now in words.items():
            assert was in text
            text = text.replace(was, now)
        (tmp_path / "new.yaml").write_text(text, encoding="utf-8")
        old, new = (str(tmp_path / f"{name}.yaml") for name in ("old", "new"))
        if results:
            run(["evaluate", old, "-o", f"{old}.json", "-q"])
            old = f"{old}.json"
        found = data(diff, old, new, pack="")["whole"]["outcomes"]
        return {
            one["id"]: [(field["path"], field["before"], field["after"]) for field in one["fields"]] for one in found
        }

    return moves


Changed = Callable[..., dict[str, list[tuple[str, str, str]]]]
STEP = ("incentives.phases[2].dprk_steps[0].do", "dismantlement of weapons", "declaration of programmes")
GIVE = ("incentives.phases[0].benefits[0].give", "leader summit", "food aid")


def test_a_change_deep_in_a_list_is_named(changed: Changed) -> None:
    """A list that a rule read as a whole is compared inside; so is what a concern read that came to nothing."""
    found = changed("reference-complete", {"do: dismantle_weapons": "do: declare"})
    assert found == {"R2.8": [STEP], "R2.9": [STEP], "R2.11": [STEP], "A24": [STEP]}


def test_a_concern_that_is_raised_no_more_says_the_new_value(changed: Changed) -> None:
    found = changed("singapore-2018", {"give: leader_summit": "give: food_aid"})
    assert found["A7"] == [GIVE]
    assert set(found) == {"R2.10", "A7", "A14", "T3"}


def test_a_field_that_the_entry_does_not_read_is_not_named(changed: Changed) -> None:
    words = {
        "give: sanctions_lift, share: 0.4": "give: sanctions_lift, share: 0.3",
        "do: dismantle_weapons": "do: declare",
    }
    found = changed("reference-complete", words)
    assert found["R2.11"] == [STEP]
    assert ("incentives.phases[2].benefits[0].share", "0.4", "0.3") in found["R2.8"]


def test_an_item_that_came_and_one_that_went(changed: Changed) -> None:
    found = changed(
        "reference-complete",
        {"        - {give: liaison_office}\n": "", "{give: diplomatic_recognition}": "{give: food_aid}"},
    )
    paths = {one for fields in found.values() for one in fields}
    assert ("incentives.phases[0].benefits", "2 benefits", "1 benefit") in paths
    assert ("incentives.phases[0].benefits[1].give", "liaison office", "not there") in paths


def test_beside_a_results_file_the_proposal_still_says_what_it_states(changed: Changed) -> None:
    found = changed("singapore-2018", {"give: leader_summit": "give: food_aid"}, results=True)
    assert GIVE in found["A7"]


def test_an_answer_is_named(changed: Changed) -> None:
    answer = "\nrisks:\n  - {topic: seoul_sidelined, mitigation: A liaison group meets each week.}\n\nevidence:\n"
    found = changed("singapore-2018", {"\nevidence:\n": answer})
    assert found == {"A4": [("risks[0].mitigation", "not stated", '"A liaison group meets each week."')]}

"""Many files: folders, patterns, a configuration, what a branch touched, and reports on several proposals."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import FILES, PASSING
from tests.rendering import judges

from policycheck.cli.door import run
from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor
from policycheck.rendering import FORMATS

Capture = pytest.CaptureFixture[str]

PROFILE = "id: {0}\ntitle: Named {0}\ngate: {{score: 0.{1}}}\n"


@pytest.fixture(autouse=True)
def plans(room: Path) -> Path:
    """A repository: `plans/` with a proposal that passes, one that fails, one that is broken, and no proposal."""
    folder = room / "plans"
    (folder / "old").mkdir(parents=True)
    (room / ".git").mkdir()
    for name, kind in (("good", "passing"), ("old/bad", "failing"), ("broken", "broken")):
        (folder / f"{name}.yaml").write_text(FILES[f"{kind}.yaml"], encoding="utf-8")
    (folder / "data.json").write_text('{"numbers": [1]}', encoding="utf-8")
    for number, name in enumerate(("flag", "top", "entry"), 1):
        (room / f"{name}.yaml").write_text(PROFILE.format(name, number), encoding="utf-8")
    return folder


def configure(text: str) -> None:
    Path(".policycheck.yaml").write_text(text, encoding="utf-8")


def evaluate(capture: Capture, line: str) -> tuple[int, str, str]:
    code = run(["evaluate", *line.split()])
    said = capture.readouterr()
    return code, said.out, said.err


def result(capture: Capture, line: str) -> Any:
    _, out, err = evaluate(capture, f"{line} -f json")
    assert out, err
    return json.loads(out)


# ---------------------------------------------------------------- folders and patterns


def test_a_folder_holds_proposals_broken_ones_and_others(capfd: Capture) -> None:
    code, out, err = evaluate(capfd, "plans --pack pack")
    assert code == 2
    assert out.count("North Rock: ") == 2
    assert "plans/broken.yaml: not evaluated, 2 errors." in err
    told = "Of 3 proposals, failed: plans/old/bad.yaml; with exit code 2: plans/broken.yaml.\n"
    assert err.endswith(f"Passed over, plainly no proposals: plans/data.json\n{told}")


def test_patterns_are_expanded_and_each_file_is_taken_once(capfd: Capture) -> None:
    code, _, err = evaluate(capfd, "plans/**/b*d.yaml plans/good.yaml plans/*d.yaml --pack pack -o r/ -f csv")
    assert code == 1
    assert err.count("Written:") == 2
    code, _, err = evaluate(capfd, "plans/*.yml plans/good.yaml --pack pack --explain-exit -f csv")
    assert code == 2
    assert "error: nothing matches plans/*.yml [USE-NOTHING]" in err
    assert "plans/good.yaml: Gate passed." in err
    assert "exit code 2: what was asked for is not all there" in err


def test_where_all_is_passed_over_nothing_was_evaluated(capfd: Capture) -> None:
    code, _, err = evaluate(capfd, "plans/*.json plans/good.yaml -q --pack pack")
    assert (code, "error: plans/*.json comes to no proposal [USE-NOTHING]" in err) == (2, True)
    code, _, err = evaluate(capfd, "plans/data.json --pack pack")
    assert (code, "[DOC-MISSING]" in err) == (2, True), "what is named is never passed over"


def test_a_name_acts_on_no_terminal(plans: Path, capfd: Capture) -> None:
    (plans / "a\x1b[31m\n.yaml").write_text("proposal: {", encoding="utf-8")
    assert evaluate(capfd, "plans --pack pack")[2].count("\x1b") == 0


# ---------------------------------------------------------------- the configuration


def test_what_comes_before_what(capfd: Capture) -> None:
    """Command line, entry for the path, top of the configuration, proposal, default: for every key."""

    def basis(line: str = "") -> tuple[str, str | None, dict[str, str]]:
        found = result(capfd, f"plans/good.yaml {line}")
        gate = {setting["key"]: f"{setting['value']} {setting['set_by']}" for setting in found["gate"]["settings"]}
        return found["pack"]["reason"], found["profile"] and found["profile"]["id"], gate

    usual = {"critical": "contradicted default", "not_stated": "fail default", "verdict": "partly_meets default"}
    Path("plans/good.yaml").write_text(f"pack: ../pack\n{PASSING}", encoding="utf-8")
    assert basis() == ("named by the proposal", None, usual)
    configure("pack: ./pack\nprofile: top.yaml\ngate: {verdict: meets, stated: 0.2}\n")
    top = usual | {"score": "0.2 profile", "verdict": "meets configuration", "stated": "0.2 configuration"}
    assert basis() == ("named by the configuration", "top", top)
    configure(
        "profile: top.yaml\ngate: {verdict: meets, stated: 0.2}\n"
        "paths: [{match: plans/, pack: pack, profile: entry.yaml, gate: {score: 0.1, stated: 0.3}}]\n"
    )
    entry = top | {"score": "0.1 configuration", "stated": "0.3 configuration"}
    assert basis() == ("named by the configuration for plans/", "entry", entry)
    flags = "--pack pack --profile flag.yaml --gate stated=0.4"
    assert basis(flags) == ("given on the command line", "flag", entry | {"stated": "0.4 command line"})
    assert basis("--no-config") == ("named by the proposal", None, usual)
    Path("other.yaml").write_text("profile: flag.yaml\n", encoding="utf-8")
    assert basis("--config other.yaml") == ("named by the proposal", "flag", usual | {"score": "0.1 profile"})


WAIVERS = """\
waivers:
  - {{id: {0}, rule: L1, scope: {1}, reason: Known., requested_by: A, approved_by: B,
     from: 2024-01-01, until: 2024-03-01, ticket: T-1}}
"""


def test_it_names_waivers_for_a_path_too(capfd: Capture) -> None:
    for name, scope in (("all", "north_rock"), ("old", "south_rock")):
        Path(f"{name}-waivers.yaml").write_text(WAIVERS.format(f"W-{name}", scope), encoding="utf-8")
    configure("pack: pack\nwaivers: all-waivers.yaml\npaths: [{match: plans/old/, waivers: old-waivers.yaml}]\n")

    def used(path: str) -> str:
        return str(result(capfd, f"{path} --as-of 2024-02-01")["waivers"]["file"])

    assert (used("plans/good.yaml"), used("plans/old/bad.yaml")) == ("all-waivers.yaml", "old-waivers.yaml")
    assert used("plans/old/bad.yaml --waivers all-waivers.yaml") == "all-waivers.yaml"
    code, _, err = evaluate(capfd, "plans/good.yaml")
    assert (code, "--as-of" in err) == (2, True), "they are never judged without a date"
    code, _, err = evaluate(capfd, "plans --as-of 2024-02-01 -o csv:all-waivers.yaml")
    assert (code, "this would overwrite what the configuration names" in err) == (2, True)


def test_it_names_proposals_and_outputs(room: Path, capfd: Capture) -> None:
    outputs = "[{path: out/all.sarif}, {path: out/, format: csv}, {path: out/all.xml}]"
    configure(f"proposals: [plans]\npack: pack\noutputs: {outputs}\n")
    code, out, err = evaluate(capfd, "")
    assert (code, out) == (2, "")
    assert err.startswith("Configuration: .policycheck.yaml\n")
    assert "Written: out/all.sarif, out/all.xml\n" in err
    assert sorted(file.name for file in (room / "out").iterdir()) == [
        "all.sarif",
        "all.xml",
        "north_rock.csv",
        "south_rock.csv",
    ]
    code, out, err = evaluate(capfd, "plans/good.yaml -f csv -q")
    assert (code, out.count("\n"), err) == (0, 8, ""), "outputs on the command line stand in place of its own"
    configure("outputs: [{path: report}]\n")
    assert evaluate(capfd, "plans")[2].endswith(
        "[CONFIG-OUTPUT]\n  help: Add the format: {path: reports/, format: json}\n"
    )


def test_an_entry_that_fits_no_file_is_told(capfd: Capture) -> None:
    configure(
        "pack: pack\npaths: [{match: plans/od/, gate: {score: 0.9}}, {match: '**/bad.yaml', gate: {score: 0.1}}]\n"
    )
    code, _, err = evaluate(capfd, "plans/good.yaml")
    assert code == 0
    assert err.count("CONFIG-MATCH") == 1
    assert ".policycheck.yaml:2:17: warning: 'plans/od/**' fits no file" in err
    assert "CONFIG-MATCH" not in evaluate(capfd, "plans/good.yaml -q")[2]
    configure(
        "pack: pack\npaths: [{match: plans/old/, gate: {score: 0.9}}, {match: plans/good.yaml, gate: {score: 0.1}}]\n"
    )
    assert "CONFIG-MATCH" not in evaluate(capfd, "plans/good.yaml")[2], "another file that it fits is there"


def test_from_below_it_judges_as_from_above(plans: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    configure("pack: pack\nproposals: [plans/good.yaml]\npaths: [{match: '**/good.yaml', gate: {score: 0.9}}]\n")
    monkeypatch.chdir(plans / "old")
    code, out, err = evaluate(capfd, "--explain-exit")
    assert "Configuration: ../../.policycheck.yaml" in err
    assert "score (configuration): the score of every recommendation in scope is at least 90 %" in err
    assert code == 0, out


def test_a_bad_one_stops_the_run_and_says_why(capfd: Capture) -> None:
    configure("pakc: pack\n")
    code, out, err = evaluate(capfd, "plans/good.yaml --pack pack")
    assert (code, out) == (2, "")
    assert ".policycheck.yaml:1:1: error: the configuration has no field 'pakc' [CONFIG-UNKNOWN]" in err
    assert "Did you mean pack?" in err
    assert evaluate(capfd, "plans/good.yaml --pack pack --config no.yaml")[0] == 2
    assert "do not go together" in evaluate(capfd, "plans/good.yaml --config a --no-config")[2]
    configure("gate: {recommendations: {X: {score: 0.5}}}\n")
    code, _, err = evaluate(capfd, "plans/good.yaml --pack pack")
    assert (code, "policycheck.yaml:1:26: error: the pack lighthouse has no recommendation 'X'" in err) == (2, True)


def test_a_report_by_a_configuration_is_verified(capfd: Capture) -> None:
    configure("pack: pack\ngate: {score: 0.123456789012345, critical: []}\n")
    assert run(["evaluate", "plans/good.yaml", "-q", "-o", "a.html"]) == 0
    Path(".policycheck.yaml").unlink()
    assert run(["verify", "a.html", "--with-pack"]) == 0


def test_its_schema_is_printed(capfd: Capture) -> None:
    assert run(["schema", "configuration"]) == 0
    assert json.loads(capfd.readouterr().out)["$id"] == "urn:policycheck:configuration:1"


# ---------------------------------------------------------------- what a branch touched


def test_only_what_a_branch_touched(room: Path, plans: Path, capfd: Capture) -> None:
    (room / ".git").rmdir()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for line in ("init -q", "add .", "commit -qm 1"):
        subprocess.run([*git, *line.split()], check=True, capture_output=True)
    line = "plans --pack pack --changed-since HEAD"
    code, out, err = evaluate(capfd, f"{line} -f csv --explain-exit -o all.xml")
    assert (code, out.count("\n")) == (0, 1)
    assert err.startswith("Changed since HEAD: 0 of 4 files. Nothing to evaluate.\n")
    assert "exit code 0: the branch touched no proposal, so there is nothing that could fail." in err
    assert judges.junit_schema((room / "all.xml").read_bytes()) == []
    (plans / "old" / "bad.yaml").write_text(FILES["failing.yaml"] + "# x\n", encoding="utf-8")
    code, _, err = evaluate(capfd, f"{line} -f csv")
    assert (code, err.splitlines()[:2]) == (
        1,
        ["Changed since HEAD: 1 of 4 files.", "plans/old/bad.yaml: Gate failed:"],
    )
    with (room / "pack" / "pack.yaml").open("a", encoding="utf-8") as pack:
        pack.write("# x\n")
    code, _, err = evaluate(capfd, f"{line} -f csv")
    said = "Changed since HEAD: 4 of 4 files: pack/pack.yaml did, and every proposal may be judged by it."
    assert (code, err.splitlines()[0]) == (2, said)
    assert evaluate(capfd, "gone.yaml --changed-since HEAD")[0] == 2
    assert evaluate(capfd, "plans --changed-since=--x")[0] == 2
    assert evaluate(capfd, "- --changed-since HEAD")[0] == 2


# ---------------------------------------------------------------- reports on several proposals


JOINT = [known.name for known in FORMATS if known.is_joint]
JUDGE = {
    "sarif": judges.sarif_schema,
    "sarif-full": judges.sarif_schema,
    "junit": judges.junit_schema,
    "github": judges.github_toolkit,
    "csv": judges.csv_parser,
}


@pytest.mark.parametrize("form", JOINT)
def test_one_report_on_all_of_them(form: str, room: Path, capfd: Capture) -> None:
    code, out, err = evaluate(capfd, f"plans --pack pack -f {form} -o {form}:file")
    assert code == 2
    assert err.endswith("Written: file\nPassed over, plainly no proposals: plans/data.json\n")
    data = (room / "file").read_bytes()
    assert out.encode() == data
    assert JUDGE.get(form, lambda _: [])(data) == []
    for name in ("north_rock", "south_rock", *(() if form == "csv" else ("broken.yaml",))):
        assert name in out


def test_what_stands_in_them(room: Path, capfd: Capture) -> None:
    evaluate(capfd, "plans --pack pack -o a.full.sarif -o a.xml -o a.csv -o a.github.txt -o a.md")
    (whole,) = json.loads((room / "a.full.sarif").read_bytes())["runs"]
    assert [one["exitCode"] for one in whole["invocations"]] == [0, 1, 2]
    assert [one["location"]["uri"] for one in whole["artifacts"]] == ["plans/good.yaml", "plans/old/bad.yaml"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in whole["results"]]
    assert {(place["uri"], place["index"]) for place in places} == {("plans/good.yaml", 0), ("plans/old/bad.yaml", 1)}
    assert whole["automationDetails"] == {"id": "policycheck/lighthouse/"}
    assert [one["id"] for one in whole["properties"]["proposals"]] == ["north_rock", "south_rock"]
    prints = [next(iter(result["partialFingerprints"].values())) for result in whole["results"]]
    assert len(set(prints)) == len(prints)
    suites = (room / "a.xml").read_text(encoding="utf-8")
    assert suites.index('name="plans/broken.yaml: not evaluated" tests="2"') < suites.index('name="north_rock L ')
    assert (room / "a.csv").read_text(encoding="utf-8").count("proposal,recommendation") == 1
    first, *_ = (room / "a.github.txt").read_text(encoding="utf-8").splitlines()
    assert first.startswith("::error title=plans/broken.yaml%3A not evaluated [DOC-VALUE],file=plans/broken.yaml,line=")
    page = (room / "a.md").read_text(encoding="utf-8")
    assert page.startswith("# Audits: 3\n")
    assert "| `south_rock` in `plans/old/bad.yaml` | **failed** |" in page
    assert page.count("\n---\n\n## Audit: ") == 2


def test_a_pack_with_another_profile_is_another_run(room: Path, capfd: Capture) -> None:
    configure("pack: pack\npaths: [{match: plans/old/, profile: entry.yaml}]\n")
    evaluate(capfd, "plans -o a.sarif -q")
    runs = json.loads((room / "a.sarif").read_bytes())["runs"]
    names = [one["automationDetails"]["id"] for one in runs]
    assert names == ["policycheck/lighthouse/north_rock/", "policycheck/lighthouse/south_rock/"]


def test_the_multitool_consents(room: Path, capfd: Capture, tmp_path_factory: pytest.TempPathFactory) -> None:
    evaluate(capfd, "plans --pack pack -o a.sarif -q")
    evaluate(capfd, "plans/broken.yaml failing.yaml --pack pack -o b.sarif -q")
    files = {name: (room / f"{name}.sarif").read_bytes() for name in ("a", "b")}
    found = judges.sarif_multitool(files, tmp_path_factory.mktemp("judge"))
    assert {one.partition(":")[0] for complaints in found.values() for one in complaints} == {"SARIF2005"}


def test_two_with_one_id_could_not_be_told_apart(capfd: Capture) -> None:
    code, out, err = evaluate(capfd, "passing.yaml same_id.yaml --pack pack -f csv")
    assert (code, out.count("\n")) == (2, 8)
    assert "same_id.yaml has the id of passing.yaml" in err


def test_a_bug_in_one_leaves_the_others(capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Auditor.audit

    def audit(self: Auditor, source: str) -> Assessment:
        if source == "plans/good.yaml":
            raise ZeroDivisionError("nobody thought of this")
        return real(self, source)

    monkeypatch.setattr(Auditor, "audit", audit)
    code, out, _ = evaluate(capfd, "plans --pack pack -f csv")
    assert (code, "south_rock" in out) == (70, True)


@pytest.mark.parametrize("line", ["-o all.json", "-f json", "-o all.pdf", "-o all.txt"])
def test_formats_that_have_none(line: str, capfd: Capture) -> None:
    code, out, err = evaluate(capfd, f"plans --pack pack {line}")
    assert (code, out) == (2, "")
    assert "Give a folder" in err

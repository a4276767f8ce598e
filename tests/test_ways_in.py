"""The ways in, run from their files: the GitHub action, the pre-commit hook, the GitLab job, completion in shells."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.conftest import FILES, PASSING
from tests.rendering.judges import sarif_schema
from tests.rendering.lighthouse import write_files
from tests.test_docs import fences, rows

from policycheck.cli.completion import SHELLS

pytestmark = [pytest.mark.untraced, pytest.mark.skipif(sys.platform == "win32", reason="these need a POSIX shell")]

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GITLAB = ROOT / "docs" / "examples" / "gitlab-ci.yml"
PAGE = ROOT / "docs" / "ci.md"
MATCHER = ROOT / ".ci" / "problem-matcher.json"
HOSTILE = "$(touch pwned) `touch pwned` ::warning::x & <b>.yaml"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository of proposals, and a `policycheck` to be found on the PATH in `bin/` beside it."""
    place = tmp_path / "repository"
    (place / "proposals").mkdir(parents=True)
    write_files(place)
    (place / "proposal.yaml").unlink()
    program(tmp_path / "bin")
    return place


def program(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "policycheck").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policycheck "$@"\n', encoding="utf-8")
    (folder / "policycheck").chmod(0o755)


def put(place: Path, *names: str) -> None:
    for name in names:
        (place / "proposals" / name).write_text(FILES[name], encoding="utf-8")


def environment(place: Path, **more: str) -> dict[str, str]:
    """That of a program, with `policycheck` on the PATH and nothing of the user's git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "PIP_"))}
    path = f"{place.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    nobody = {"NAME": "A", "EMAIL": "a@b"}
    git = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in nobody.items()}
    apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(place.parent)}
    return kept | git | apart | {"PATH": path, "PYTHONIOENCODING": "utf-8"} | more


def call(place: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=place, env=environment(place, **more), capture_output=True, encoding="utf-8", check=False
    )


# ---------------------------------------------------------------- their own schemas


@pytest.mark.parametrize(("schema", "file"), [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", GITLAB)])
def test_the_published_schemas_accept_the_files(schema: str, file: Path, tmp_path: Path) -> None:
    def judged(path: Path) -> int:
        line = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
        return subprocess.run(line, capture_output=True, check=False).returncode

    assert judged(file) == 0
    broken = tmp_path / "broken.yml"
    broken.write_text(
        re.sub(r"(?m)^( *)(run|script):.*", r"\1\2: 5", file.read_text(encoding="utf-8"), count=1) + "\nrunz: []\n"
    )
    assert judged(broken) == 1, "the judge rejects a broken file"


def test_pre_commit_accepts_the_hooks(tmp_path: Path) -> None:
    def judged(path: Path) -> int:
        line = [sys.executable, "-m", "pre_commit", "validate-manifest", str(path)]
        return subprocess.run(line, capture_output=True, check=False).returncode

    assert judged(HOOKS) == 0
    (tmp_path / "broken.yaml").write_text("- {id: policycheck, name: x}\n", encoding="utf-8")
    assert judged(tmp_path / "broken.yaml") == 1


# ---------------------------------------------------------------- the page


def test_the_page_shows_the_inputs_and_the_job() -> None:
    wanted = [
        [name, one["description"], "required" if one.get("required") else one["default"]]
        for name, one in INPUTS.items()
    ]
    assert rows(PAGE, "| input | what | default |") == wanted
    head, _, job = GITLAB.read_text(encoding="utf-8").partition("\n")
    assert head.startswith("#")
    assert job in list(fences(PAGE, "yaml"))
    assert all(f"policycheck completion {shell}" in PAGE.read_text(encoding="utf-8") for shell in SHELLS)


# ---------------------------------------------------------------- the action


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(ACTION)["runs"]["steps"]
    return found


SCRIPTS = [step for step in steps() if "run" in step]
INPUTS: dict[str, Any] = read(ACTION)["inputs"]


def test_no_input_becomes_text_of_a_script() -> None:
    given: list[str] = []
    for step in SCRIPTS:
        assert "${{" not in step["run"], "an expression inside `run:` lets its value act as a script"
        assert step["shell"] == "bash"
        given += step["env"].values()
    assert {re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)[1] for value in given} <= INPUTS.keys()  # type: ignore[index]
    used = set(re.findall(r"inputs\.([a-z-]+)", ACTION.read_text(encoding="utf-8")))
    assert used == INPUTS.keys(), "every input is used"


def test_reports_are_kept_and_uploaded_even_where_the_gate_fails() -> None:
    others = [step for step in steps() if "uses" in step]
    assert [step["uses"].partition("@")[0] for step in others] == [
        "actions/upload-artifact",
        "github/codeql-action/upload-sarif",
    ]
    assert all("always()" in step["if"] for step in others)
    assert others[0]["with"]["path"] == "${{ steps.evaluate.outputs.reports }}"
    assert others[1]["with"]["sarif_file"] == "${{ steps.evaluate.outputs.sarif }}"


class Runner:
    """What GitHub's runner does for the scripts of an action."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.temp = place.parent / "runner"
        self.temp.mkdir()
        self.summary = ""
        self.outputs: dict[str, str] = {}
        self.more: dict[str, str] = {}

    def run(self, step: Mapping[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        values = {name: str(one.get("default", "")) for name, one in INPUTS.items()} | inputs
        given = {name: values[re.sub(r"\W*inputs\.|\W*$", "", value)] for name, value in step["env"].items()}
        files = {name: self.temp / name.lower() for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        for file in files.values():
            file.write_bytes(b"")
        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        runner = {"RUNNER_TEMP": str(self.temp), "GITHUB_ACTION_PATH": str(ROOT)} | self.more
        shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", str(script))
        done = call(self.place, *shell, **given, **runner, **{name: str(file) for name, file in files.items()})
        self.summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        written = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        self.outputs = dict(line.split("=", 1) for line in written)
        return done


@pytest.fixture
def runner(place: Path) -> Runner:
    """A runner on which policycheck is installed where the action puts it."""
    made = Runner(place)
    program(made.temp / "policycheck" / "bin")
    return made


def commands(out: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The workflow commands that GitHub would act on, as name and the rest, and the lines while it does not."""
    acted: list[tuple[str, str]] = []
    stopped: list[str] = []
    token = ""
    for line in out.splitlines():
        found = re.match(r"\s*::([^ :]+) ?(.*)", line)
        if token and line.strip() != f"::{token}::":
            stopped.append(line)
        elif token:
            token = ""
        elif found and found[1] == "stop-commands":
            token = found[2].removeprefix("::")
        elif found:
            acted.append((found[1], found[2]))
    assert not token, "commands work again in the end"
    return acted, stopped


EVALUATE = SCRIPTS[1]


def test_the_scripts_of_the_action(place: Path, runner: Runner) -> None:
    """One proposal fails, one of a hostile name cannot be evaluated, and one is not there."""
    put(place, "failing.yaml")
    (place / "proposals" / HOSTILE).write_text(FILES["broken.yaml"], encoding="utf-8")
    done = runner.run(EVALUATE, proposals="proposals/*.yaml\n\nproposals/none.yaml", pack="pack")
    assert done.returncode == 2, done.stderr
    assert done.stderr == ""
    assert not list(place.rglob("pwned"))
    assert runner.outputs == {
        "exit-code": "2",
        "reports": "policycheck-reports",
        "sarif": "policycheck-reports/sarif",
    }
    acted, stopped = commands(done.stdout)
    assert {name for name, _ in acted} == {"add-matcher", "remove-matcher", "error", "notice"}
    assert any(name == "error" and "file=proposals/failing.yaml,line=" in rest for name, rest in acted)
    assert any("proposals/none.yaml" in line for line in stopped)
    problems = matched(stopped)
    assert (f"proposals/{HOSTILE}", "error") in {(one["file"], one["severity"]) for one in problems}
    assert all(one["line"].isdigit() and one["code"] for one in problems)

    assert runner.summary.count("## Audit: ") == 1
    assert "## Could not be evaluated" in runner.summary
    assert "&lt;b&gt;.yaml" in runner.summary
    assert "<b>" not in runner.summary

    reports = place / "policycheck-reports"
    assert (reports / "south_rock.pdf").read_bytes().startswith(b"%PDF-")
    assert sarif_schema((reports / "sarif" / "south_rock.sarif").read_bytes()) == []
    named = {one["file"]: one["sha256"] for one in json.loads((reports / "south_rock.json").read_bytes())["reports"]}
    for file in ("south_rock.pdf", "sarif/south_rock.sarif"):
        assert named[file] == sha256((reports / file).read_bytes()).hexdigest()


def matched(lines: list[str]) -> list[dict[str, str]]:
    """What the problem matcher of the action makes of these lines."""
    (pattern,) = json.loads(MATCHER.read_text(encoding="utf-8"))["problemMatcher"][0]["pattern"]
    parts = {key: number for key, number in pattern.items() if key != "regexp"}
    found = [re.match(pattern["regexp"], line) for line in lines]
    return [{key: match[number] for key, number in parts.items()} for match in found if match]


@pytest.mark.parametrize(
    ("file", "inputs", "code"),
    [
        ("passing.yaml", {}, 0),
        ("passing.yaml", {"gate": "L.score=0.1\nL.verdict=meets; touch pwned", "reports": "$(touch pwned)"}, 2),
        ("failing.yaml", {"gate": "verdict=none\ncritical=none\nstated=0"}, 0),
        ("failing.yaml", {"profile": "equal-weights"}, 1),
        ("failing.yaml", {"enforce": "false", "as-of": "2024-01-01"}, 0),
    ],
)
def test_inputs_of_the_action(file: str, inputs: dict[str, str], code: int, place: Path, runner: Runner) -> None:
    put(place, file)
    done = runner.run(EVALUATE, proposals="proposals/**/*.yaml", pack="pack", pdf="false", **inputs)
    assert (done.returncode, runner.outputs["exit-code"]) == (code, str(code)), done.stdout
    assert not list(place.rglob("pwned"))
    assert not list(place.rglob("*.pdf"))


def test_the_action_installs_policycheck(place: Path) -> None:
    """Offline: pip and the libraries are those that are here already."""
    runner = Runner(place)
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_COMPILE": "1"}
    runner.more = offline | {"PYTHONPATH": sysconfig.get_path("purelib")}
    python = place.parent / "bin" / "python-without-pip"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@" --without-pip\n', encoding="utf-8")
    python.chmod(0o755)
    done = runner.run(SCRIPTS[0], python=str(python), pdf="false")
    assert done.returncode == 0, done.stdout + done.stderr
    installed = runner.temp / "policycheck" / "bin"
    where = call(
        place, str(installed / "python"), "-c", "import policycheck; print(policycheck.__file__)", **runner.more
    )
    assert where.stdout.startswith(str(runner.temp))
    assert call(place, str(installed / "policycheck"), "--version", **runner.more).stdout.startswith("policycheck ")


# ---------------------------------------------------------------- pre-commit


def test_the_hook_stops_a_commit_and_lets_one_pass(place: Path) -> None:
    """The hook file itself, from a repository; only its environment is the one that is here (`language: system`)."""
    hooks = place.parent / "hooks"
    hooks.mkdir()
    shutil.copy(HOOKS, hooks)
    call(hooks, "git", "init", "-q")
    call(hooks, "git", "add", ".")
    call(hooks, "git", "commit", "-q", "-m", "hooks")
    revision = call(hooks, "git", "rev-parse", "HEAD").stdout.strip()
    hook = {"id": "policycheck", "language": "system", "args": ["--pack", "pack"]}
    config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": [hook]}]}
    (place / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    call(place, "git", "init", "-q")
    installed = call(place, sys.executable, "-m", "pre_commit", "install")
    assert installed.returncode == 0, installed.stdout + installed.stderr

    def commit(*names: str) -> subprocess.CompletedProcess[str]:
        put(place, *names)
        call(place, "git", "add", ".")
        return call(place, "git", "commit", "-m", "a commit", PRE_COMMIT_HOME=str(place.parent / "cache"))

    stopped = commit("failing.yaml", "broken.yaml")
    assert stopped.returncode == 1
    assert "Gate failed" in stopped.stderr
    assert re.search(r"^proposals/broken.yaml:\d+:\d+: error: .* \[", stopped.stderr, re.MULTILINE)
    assert "exit code: 2" in stopped.stderr
    for name in ("failing.yaml", "broken.yaml"):
        (place / "proposals" / name).write_text(PASSING, encoding="utf-8")
    (place / "notes.yaml").write_text("not: a proposal\n", encoding="utf-8")
    passed = commit()
    assert passed.returncode == 0, passed.stderr
    assert "policycheck" in passed.stderr
    assert "Passed" in passed.stderr


# ---------------------------------------------------------------- GitLab


def test_the_job_for_gitlab(place: Path) -> None:
    put(place, "failing.yaml")
    (line,) = read(GITLAB)["policycheck"]["script"]
    done = call(place, "bash", "-euo", "pipefail", "-c", f"{line} --pack pack")
    assert done.returncode == 1, done.stderr
    artifacts = read(GITLAB)["policycheck"]["artifacts"]
    assert list(place.glob(artifacts["reports"]["junit"])) == [place / "reports" / "south_rock.xml"]
    assert artifacts["paths"] == ["reports/"]


# ---------------------------------------------------------------- shells


CASES = {
    "policycheck rules t": {"test"},
    "policycheck evaluate --format sarif": {"sarif", "sarif-full"},
    "policycheck explain --pack fair": {"fair-data"},
}
BASH = """
eval "$(policycheck completion bash)"
compopt() { :; }
for line in "$@"; do
  COMP_WORDS=($line); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
  _policycheck_completion policycheck
  echo "${COMPREPLY[@]}"
done
"""
ZSH = """
autoload -U compinit && compinit -D
eval "$(policycheck completion zsh)"
_describe() { print -r -- "${completions_with_descriptions[@]%%:*}" }
compadd() { print -r -- "${completions[@]}" }
_path_files() { : }
for line in "$@"; do
  words=(${=line}); CURRENT=${#words}
  _policycheck_completion
done
"""
FISH = """
policycheck completion fish | source
for line in $argv; echo (complete -C $line | string split -f 1 \\t); end
"""


@pytest.mark.parametrize(
    ("shell", "words"), [("bash", ["-c", BASH, "-"]), ("zsh", ["-c", ZSH, "-"]), ("fish", ["-c", FISH])]
)
def test_a_shell_offers_what_fits(shell: str, words: list[str], place: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    done = call(place, shell, *words, *CASES)
    assert done.stderr == ""
    assert [set(line.split()) for line in done.stdout.splitlines()] == list(CASES.values())


def test_a_shell_offers_files_where_files_belong(place: Path) -> None:
    asked = {"COMP_WORDS": "policycheck evaluate prop", "COMP_CWORD": "2"}
    assert call(place, "policycheck", _POLICYCHECK_COMPLETE="bash_complete", **asked).stdout == "file,prop\n"
    asked = {"COMP_WORDS": "policycheck rules docs -o p", "COMP_CWORD": "4"}
    assert call(place, "policycheck", _POLICYCHECK_COMPLETE="bash_complete", **asked).stdout == "dir,p\n"

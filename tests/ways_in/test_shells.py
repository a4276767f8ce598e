"""Completion of words in shells, in those that are here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.ways_in.conftest import OURS, call

pytestmark = OURS

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

"""A memo with front matter is a proposal: places, changes and problems are those of the Markdown file."""

from __future__ import annotations

import pytest
from tests.rendering.lighthouse import PROPOSAL
from tests.verification.reports import lighthouse

from policycheck.load.editing import edited
from policycheck.load.front_matter import memo_start
from policycheck.load.mending import mend
from policycheck.load.proposal import document_of
from policycheck.model.change import Set
from policycheck.pipeline import proposal_of

MEMO = "\n# The memo\n\nfuel: none of this is read: [\n\n---\n\nA rule above, 끝 🚨.\n"
TEXT = f"---\n{PROPOSAL.strip()}\n---\n{MEMO}"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_those_of_the_file(newline: str, mark: str) -> None:
    content = (mark + TEXT.replace("\n", newline)).encode()
    proposal = proposal_of(content, "memo.md", lighthouse())
    plain = proposal_of(PROPOSAL.strip().encode(), "plain.yaml", lighthouse())
    assert proposal.document.value == plain.document.value
    for path, span in plain.document.spans.items():
        found = proposal.document.spans[path]
        assert (found.line, found.column) == (span.line + 1, span.column)
    assert proposal.document.content == content
    start = memo_start("memo.md", proposal.document.text)
    assert start is not None
    assert proposal.document.text[start:] == MEMO.replace("\n", newline)


def test_the_memo_stays_when_the_front_matter_changes() -> None:
    document, _ = document_of(TEXT.encode(), "memo.md")
    assert document is not None
    for change in (Set(("lamp", "hours"), 3), Set(("boats",), {"names": ["Bee"]})):
        changed = edited(document, [change])
        assert changed.text.endswith(f"\n---\n{MEMO}")
        assert changed.text.startswith("---\nproposal:")
        assert changed.value != document.value
    assert mend(document, lighthouse().vocabulary).content == TEXT.encode()


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("# A memo\n\nproposal: none\n", "DOC-FRONT", "line of three hyphens (---) at the very beginning"),
        ("\n---\na: 1\n---\n", "DOC-FRONT", "at the very beginning"),
        ("----\na: 1\n----\n", "DOC-FRONT", "at the very beginning"),
        ("---\na: 1\n", "DOC-FRONT-OPEN", "between the proposal's keys and the memo"),
        ("---", "DOC-FRONT-OPEN", "between the proposal's keys and the memo"),
        ("---\n---\nMemo\n", "DOC-FILE-EMPTY", "keys and values"),
        ("---\n- a\n---\n", "DOC-ROOT", "outermost line"),
    ],
)
def test_what_is_wrong_with_front_matter_is_said(text: str, code: str, says: str) -> None:
    document, problems = document_of(text.encode(), "memo.MD")
    assert document is None
    assert [problem.code for problem in problems] == [code]
    assert says in problems[0].hint


def test_only_markdown_has_front_matter() -> None:
    document, problems = document_of(TEXT.encode(), "memo.yaml")
    assert document is not None
    assert {problem.code for problem in problems} == {"DOC-SECOND"}
    assert memo_start("memo.yaml", TEXT) is None

"""`policycheck explain PROPOSAL RULE`: the full reasoning on one finding, in prose."""

from __future__ import annotations

import json

import click

from policycheck.cli import screen
from policycheck.cli.drafting import stdin
from policycheck.cli.entries import entry
from policycheck.model.assessment import Assessment, Finding
from policycheck.model.outcome import OPEN
from policycheck.model.pack import Advisory, Pack, Rule, Tension
from policycheck.pipeline import Auditor
from policycheck.rendering.page import Page
from policycheck.rendering.reasoning import Reasoning, reasoning


def run_reasoning(source: str, identifier: str, pack: str, form: str) -> int:
    """Print why a rule came to what it came to in this proposal."""
    found = Auditor(pack=pack, stdin=stdin()).audit(source)
    one = entry(found.pack, identifier)
    if not isinstance(one, Rule):
        kind = "an advisory" if isinstance(one, Advisory) else "a tension" if isinstance(one, Tension) else "no rule"
        raise click.UsageError(f"{one.id} is {kind}. Of a proposal only rules are explained; without it, every entry.")
    finding = next(each for grade in found.grades for each in grade.findings if each.rule is one)
    told = reasoning(found.pack, finding)
    if form == "json":
        screen.show((json.dumps(_data(finding, told), indent=2, ensure_ascii=False) + "\n").encode())
    else:
        screen.show(_page(found, finding, told))
    return 0


def _page(found: Assessment, finding: Finding, told: Reasoning) -> str:
    page, rule = screen.page(), finding.rule
    page.block(rule.title, first=f"{rule.id}  ", indent=len(rule.id) + 2, style="strong")
    page.block(f"{found.proposal.header.title}: {finding.outcome.words}.", style="dim")
    _section(page, "Question", (rule.question,))
    _section(page, "What was read", told.read or ("Nothing that the proposal states.",))
    _section(page, "What decided", told.decided)
    _clauses(page, found.pack, told)
    is_open = finding.outcome in OPEN
    _section(page, "What would change it" if is_open else "Remedy where it is not met", told.change)
    if finding.response:
        _section(page, "The author's response", (finding.response,))
    return page.text()


def _section(page: Page, heading: str, paragraphs: tuple[str, ...]) -> None:
    if paragraphs:
        page.heading(heading)
    for paragraph in paragraphs:
        page.block(paragraph, indent=2)


def _clauses(page: Page, pack: Pack, told: Reasoning) -> None:
    page.heading("Which clauses ask for it, in our words")
    for name, says in told.asked:
        page.block(says, first=f"  {name}  ", indent=4)
        page.block(f"{pack.sources.clauses[name].where}.", indent=4, style="dim")


def _data(finding: Finding, told: Reasoning) -> dict[str, object]:
    return {
        "rule": finding.rule.id,
        "outcome": finding.outcome.value,
        "question": finding.rule.question,
        "read": told.read,
        "why": told.decided,
        "asked": [{"clause": name, "says": says} for name, says in told.asked],
        "change": told.change,
    }

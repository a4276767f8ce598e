"""The rules, advisories and tensions of a pack as SARIF describes them, with help in text and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Severity
from policycheck.model.pack import Advisory, Rule, Sources, Tension
from policycheck.rendering.markdown_text import prose
from policycheck.rendering.sarif_text import said
from policycheck.rendering.standing import sentence
from policycheck.rendering.visible import plain

LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "warning",
    Severity.MINOR: "note",
}

Part = dict[str, Any]
Concerned = Advisory | Tension


def rules(assessment: Assessment, *, full: bool) -> list[Part]:
    """Everything that a result can be of, in the order of the pack."""
    sources = assessment.pack.sources
    found = [_rule(rule, sources) for rule in _rules(assessment)]
    return found + [_concern(concern, sources) for concern in _concerns(assessment, full=full)]


def rule_ids(assessment: Assessment, *, full: bool) -> Iterator[str]:
    """The ids of the same, in the same order."""
    yield from (rule.id for rule in _rules(assessment))
    yield from (concern.id for concern in _concerns(assessment, full=full))


def _rules(assessment: Assessment) -> Iterator[Rule]:
    return (finding.rule for grade in assessment.grades for finding in grade.findings)


def _concerns(assessment: Assessment, *, full: bool) -> Iterator[Concerned]:
    return (one.concern for one in (*assessment.advisories, *assessment.tensions) if full)


def concern_rule(concern: Concerned) -> Part:
    """What belongs to the concern itself."""
    level = {"level": concern.level.value} if isinstance(concern, Advisory) else {"across": list(concern.across)}
    return {"topic": concern.slug, **level, "clauses": [plain(clause) for clause in concern.clauses]}


def _rule(rule: Rule, sources: Sources) -> Part:
    asked = [("Question", rule.question), ("Why", rule.why), ("Remedy", rule.remedy)]
    level = {"defaultConfiguration": {"level": LEVELS[rule.severity]}}
    about: Part = {
        "severity": rule.severity.value,
        "weight": float(rule.weight),
        "clauses": [plain(clause) for clause in rule.clauses],
    }
    return _entry(rule, sentence(rule.question), _help(asked, rule, sources)) | level | {"properties": about}


def _concern(concern: Concerned, sources: Sources) -> Part:
    asked = [("Why", concern.why), ("Remedy", concern.remedy)]
    level = {"defaultConfiguration": {"level": "none"}}
    return (
        _entry(concern, sentence(concern.why), _help(asked, concern, sources))
        | level
        | {"properties": concern_rule(concern)}
    )


def _entry(entry: Rule | Concerned, full: str, help_: Part) -> Part:
    return {
        "id": entry.id,
        "shortDescription": said(sentence(entry.title)),
        "fullDescription": said(full),
        "help": help_,
    }


def _help(asked: Iterable[tuple[str, str]], entry: Rule | Concerned, sources: Sources) -> Part:
    """Question, reason and remedy, then the clauses that ask for it, in text and in Markdown."""
    clauses = [sources.clauses[name] for name in entry.clauses if name in sources.clauses]
    lines = [(title, text) for title, text in asked]
    lines += [(f"{clause.id}, {clause.where}", clause.says) for clause in clauses]
    text = "\n".join(f"{plain(title)}: {sentence(words)}" for title, words in lines)
    marked = "\n\n".join(f"**{prose(title)}:** {prose(words, 1000)}" for title, words in lines)
    return {**said(text), "markdown": marked}

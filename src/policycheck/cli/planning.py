"""`policycheck plan`: the cheapest changes with which a verdict is reached, over all rules together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from policycheck.authoring.bench import realised
from policycheck.authoring.edits import Edits
from policycheck.authoring.plan import Plan, Target, plan, reaches
from policycheck.authoring.repair import Bound
from policycheck.authoring.silence import silenced
from policycheck.authoring.standing import is_in_scope
from policycheck.authoring.told import row
from policycheck.cli import screen
from policycheck.cli.drafting import difference, put_drafts, put_edits, stdin, write_copy
from policycheck.cli.entries import entry
from policycheck.cli.guard import NO, YES
from policycheck.errors import InputError
from policycheck.evaluation.words import listed
from policycheck.load.sources import same_file
from policycheck.model.assessment import Assessment, Finding
from policycheck.model.outcome import GRADES, Outcome, PackageVerdict, Verdict
from policycheck.model.pack import Advisory, Recommendation
from policycheck.model.proposal import Proposal
from policycheck.pipeline import Auditor, evaluate
from policycheck.rendering.page import Page

_TARGETS: dict[str, Target] = {one.value: one for one in (*GRADES[1:], *PackageVerdict)}


def run_plan(source: str, target: str, names: Sequence[str], pack: str, output: str, form: str, **bounds: int) -> int:
    """Print the cheapest plan, others that cost as much, and what changes in the text. `bounds` as for plan()."""
    if output and source != "-" and same_file(output) == same_file(source):
        raise click.UsageError(f"-o {output}: this would overwrite the proposal itself. Name another file.")
    found = Auditor(pack=pack, stdin=stdin(), explain=False).audit(source)
    aim = _TARGETS[target]
    aims = [_recommendation(found, name) for name in names]
    _must_fit(found, aim, aims)
    if reaches(found, aim, aims or _asked_of(found)):
        words = f"Nothing to change: {_words(aim)} is reached already."
        data = {"verdict": target, "cost": 0, "edits": [], "alternatives": [], "words": words}
        screen.show(f"{json.dumps(data, indent=2) if form == 'json' else words}\n")
        return YES
    made = plan(found.pack, found.proposal, aim, aims, **bounds)
    chosen = _realised(found, made)
    if output and chosen is not None:
        write_copy(output, chosen[1].document)
    if form == "json":
        screen.show((json.dumps(_row(found, made, chosen), indent=2, ensure_ascii=False) + "\n").encode())
    else:
        screen.show(_page(found, made, chosen))
    if chosen is None:
        return NO
    if form != "json":
        screen.show(difference(found.proposal.document, chosen[1].document, output))
    return YES


def _asked_of(found: Assessment) -> list[Recommendation]:
    """Every recommendation that is in scope and applies."""
    covers = found.proposal.header.covers
    return [
        grade.recommendation
        for grade in found.grades
        if is_in_scope(found.pack, grade.recommendation, covers) and grade.verdict is not Verdict.NOT_APPLICABLE
    ]


def _recommendation(found: Assessment, name: str) -> Recommendation:
    one = entry(found.pack, name)
    if not isinstance(one, Recommendation):
        raise click.UsageError(f"{one.id} is no recommendation. Name one, such as {found.pack.recommendations[0].id}.")
    return one


def _must_fit(found: Assessment, aim: Target, aims: Sequence[Recommendation]) -> None:
    """Complain where no change of what is proposed could lead there: the scope is a matter of fact."""
    covers = found.proposal.header.covers
    if isinstance(aim, PackageVerdict) and (aims or found.pack.comprehensive not in covers):
        why = "it is about all recommendations" if aims else f"the proposal does not cover {found.pack.comprehensive}"
        grades = ", ".join(one.value for one in GRADES[1:])
        raise click.UsageError(f"--target {aim.value}: {why}. Ask for one of {grades}.")
    verdicts = {grade.recommendation: grade.verdict for grade in found.grades}
    if not aims and not _asked_of(found):
        raise click.UsageError("no recommendation is in scope for this proposal.")
    for one in aims:
        if not is_in_scope(found.pack, one, covers) or verdicts[one] is Verdict.NOT_APPLICABLE:
            raise click.UsageError(f"{one.id} is {verdicts[one].words} for this proposal.")


def _realised(found: Assessment, made: Plan) -> tuple[Edits, Proposal] | None:
    """The first of the plans that the text takes, read again; it reaches the verdict, or it is none."""
    for edits in made.plans:
        try:
            proposal = realised(found.pack, found.proposal, edits)
        except InputError:
            continue
        if reaches(evaluate(found.pack, proposal, explain=False), made.target, made.recommendations, found):
            return edits, proposal
    return None


def _words(target: Target) -> str:
    return f"'{target.words}'"


def outcome_of(made: Plan, *, written: bool) -> str:
    """What the search came to, in sentences that claim no more than was tried."""
    if not made.plans and made.whole:
        return f"No changes that a drafter may make reach {_words(made.target)}."
    if not made.plans:
        return f"None found that reaches {_words(made.target)}. {reached_bounds(made)}"
    if not written:
        return "A plan was found, but the layout of the file cannot take it."
    if made.cost == 1:
        least = "No plan can cost less."
    elif made.whole:
        least = "No cheaper plan exists among the changes that a drafter may make."
    else:
        least = f"A cheaper one may exist. {reached_bounds(made)}"
    fields = f"{made.cost} field{'s' * (made.cost > 1)}"
    return f"{_words(made.target).capitalize()} is reached with {fields} changed, evaluated again. {least}"


def reached_bounds(made: Plan) -> str:
    """The bounds that the search reached, and which option raises each, in sentences."""
    said = []
    for bound, what in (
        (Bound.TRIES, "The tries were used up"),
        (Bound.WAYS, "There were too many ways to choose from"),
    ):
        names = [name for name, reached in made.cut.items() if reached is bound]
        if names:
            said.append(f"{what} for {_named(names)}: raise --tries.")
    if made.stopped:
        times = "once" if made.rounds == 1 else f"{made.rounds} times"
        said.append(f"The solver chose {times}, as often as it may: raise --rounds.")
    return " ".join(said)


_NAMED = 5


def _named(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    more = len(names) - _NAMED
    return listed([*names[:_NAMED], f"{more} more"] if more > 1 else names, "and")


def _page(found: Assessment, made: Plan, chosen: tuple[Edits, Proposal] | None) -> str:
    page = screen.page()
    page.block(found.proposal.header.title, style="strong")
    page.block(outcome_of(made, written=chosen is not None))
    if chosen is None:
        return page.text()
    page.heading("The plan")
    put_edits(page, found.pack, found.proposal, chosen[0])
    _put_rules(page, found, chosen[1])
    for number, others in enumerate([one for one in made.plans if one != chosen[0]], 1):
        page.heading(f"Instead, for the same cost ({number})")
        put_edits(page, found.pack, found.proposal, others - chosen[0])
        if left := len(others & chosen[0]):
            page.block(f"and {left} of the plan above", indent=4, style="dim")
    put_drafts(page, [chosen[0]])
    page.gap()
    page.block("What changes in the text:")
    return page.text()


def _put_rules(page: Page, found: Assessment, proposal: Proposal) -> None:
    """The rules that come out otherwise, with the remedies of those that are met now, and the verdicts."""
    after = evaluate(found.pack, proposal, explain=False)
    page.heading("What it does")
    now = {one.rule: one.outcome for grade in after.grades for one in grade.findings}
    moved: list[Finding] = [
        one for grade in found.grades if grade.graded for one in grade.findings if now[one.rule] is not one.outcome
    ]
    for one in moved:
        words = f"{one.outcome.words} -> {now[one.rule].words}."
        if now[one.rule] is Outcome.MET:
            words += f" {one.rule.remedy}"
        page.block(words, first=f"  {one.rule.id}  ", indent=len(one.rule.id) + 4)
    for before, grade in zip(found.grades, after.grades, strict=True):
        if before.verdict is not grade.verdict:
            name = grade.recommendation.id
            page.block(f"{before.verdict.words} -> {grade.verdict.words}", first=f"  {name}  ", indent=len(name) + 4)
    for advisory in silenced(found, after):
        words = f"{advisory.title}: raised no longer, but only because the plan leaves something unsaid."
        page.block(words, first=f"  {advisory.id}  ", indent=len(advisory.id) + 4)


def _silenced(found: Assessment, chosen: tuple[Edits, Proposal] | None) -> tuple[Advisory, ...]:
    """The advisories that the plan leaves undecided."""
    return silenced(found, evaluate(found.pack, chosen[1], explain=False)) if chosen else ()


def _row(found: Assessment, made: Plan, chosen: tuple[Edits, Proposal] | None) -> dict[str, Any]:
    base = found.proposal.values
    return {
        "verdict": made.target.value,
        "recommendations": [one.id for one in made.recommendations],
        "cost": made.cost,
        "cheapest": made.whole,
        "rounds": made.rounds,
        "cut": {name: bound.value for name, bound in made.cut.items()},
        "stopped": made.stopped,
        "edits": [row(found.pack, base, one) for one in sorted(chosen[0])] if chosen else [],
        "alternatives": [
            [row(found.pack, base, one) for one in sorted(way)]
            for way in made.plans
            if chosen is None or way != chosen[0]
        ],
        "left_unsaid": [one.id for one in _silenced(found, chosen)],
        "words": outcome_of(made, written=chosen is not None),
    }

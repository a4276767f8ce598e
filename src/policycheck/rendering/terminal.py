"""The terminal summary: verdict first, then each recommendation, then the findings that matter. Plain text.

`paint` colours a piece of text; without it the text is plain. Every colour has a symbol beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policycheck.model.assessment import Assessment, Finding, Grade, Raised
from policycheck.model.outcome import Concern, Level, Outcome, Support, Verdict
from policycheck.model.pack import Advisory
from policycheck.rendering.concerns import is_reconciled
from policycheck.rendering.figures import cells, percent, shortfall
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.page import Page, Paint, Sign, no_paint
from policycheck.rendering.standing import facts_read, first_place
from policycheck.rendering.terminal_basis import (
    BAD,
    GOOD,
    NOTE,
    before,
    put_foot,
    put_gate,
    put_profile,
    put_quotations,
    put_waivers,
    waived_words,
)
from policycheck.rendering.waivers import figures
from policycheck.score.foremost import foremost

BAR = 20
_MOST_FACTS = 4
_ROOMY = 78
"""Columns that let the verdict stand beside the bar."""

_HALF: Sign = ("◐", "~", "fair")
_NONE: Sign = ("–", "-", "dim")
_GRAVE: Sign = ("⚠", "!", "bad")
_OUTCOMES: dict[Outcome, Sign] = {
    Outcome.MET: GOOD,
    Outcome.PARTLY_MET: _HALF,
    Outcome.NOT_STATED: ("?", "?", "fair"),
    Outcome.NOT_MET: BAD,
    Outcome.CONTRADICTED: ("⊗", "X", "bad"),
    Outcome.NOT_APPLICABLE: _NONE,
}
_VERDICTS: dict[Verdict, Sign] = {
    Verdict.MEETS: GOOD,
    Verdict.LARGELY_MEETS: ("◕", "~", "good"),
    Verdict.PARTLY_MEETS: _HALF,
    Verdict.DOES_NOT_MEET: BAD,
    Verdict.NOT_ADDRESSED: BAD,
    Verdict.NOT_APPLICABLE: _NONE,
    Verdict.OUT_OF_SCOPE: _NONE,
}
_FILLED = ("█", "▒", "·")
_FILLED_ASCII = ("#", "-", ".")
_OPEN = (Outcome.CONTRADICTED, Outcome.NOT_MET, Outcome.NOT_STATED, Outcome.PARTLY_MET)
_IN_ORDER = (*_OPEN, Outcome.MET, Outcome.NOT_APPLICABLE)

SYMBOLS = "".join([sign[0] for sign in (_GRAVE, NOTE, *_OUTCOMES.values(), *_VERDICTS.values())] + list(_FILLED))
"""Every symbol of the summary: an output that cannot encode them wants `ascii_only`."""


def render_text(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """The summary as UTF-8 text, 80 columns wide, without colour."""
    return render_terminal(assessment).encode()


def render_terminal(
    assessment: Assessment,
    *,
    paint: Paint = no_paint,
    width: int = 80,
    ascii_only: bool = False,
    every: bool = False,
) -> str:
    """The summary. `every` prints all findings, met ones too; `ascii_only` replaces the symbols."""
    page = Page(paint, width, ascii_only=ascii_only)
    _head(page, assessment)
    for grade in assessment.grades:
        _grade(page, grade)
    chosen = _chosen(assessment, every=every)
    if chosen:
        page.heading("Findings" if every else "Findings that matter")
    for grade, finding in chosen:
        _finding(page, finding, grade, assessment)
    _rest(page, assessment, {finding.rule.id for _, finding in chosen})
    _concerns(page, "Advisories", assessment, assessment.advisories, every=every)
    _concerns(page, "Tensions", assessment, assessment.tensions, every=every)
    put_foot(page, assessment)
    return page.text()


def _head(page: Page, assessment: Assessment) -> None:
    """What was judged, and what came of it."""
    header = assessment.proposal.header
    page.block(header.title, style="strong")
    basis = header.basis.replace("_", " ")
    page.block(
        f"{header.id}, dated {header.date}, by {header.actor}, judged {basis}; covers {', '.join(header.covers)}.",
        style="dim",
    )
    page.gap()
    if assessment.package_verdict is not None:
        page.block(f"Package verdict: {assessment.package_verdict.words}.", style="strong")
        if assessment.package_reasons != assessment.gate.failures:  # else they follow as those of the gate
            for reason in assessment.package_reasons:
                page.block(reason, indent=2)
    elif assessment.graded:
        page.block("No package verdict: the proposal does not claim to cover everything.")
    put_gate(page, assessment)
    put_quotations(page, assessment)
    put_waivers(page, assessment)
    put_profile(page, assessment)


def _grade(page: Page, grade: Grade) -> None:
    """One recommendation: bar, score, verdict, and what holds the verdict down."""
    recommendation = grade.recommendation
    page.gap()
    page.block(recommendation.title, first=f"{recommendation.id}  ", indent=4, style="strong")
    verdict = page.sign(
        _VERDICTS[grade.verdict], grade.verdict.words + (f", {grade.qualifier}" * bool(grade.qualifier))
    )
    if grade.score is None:
        page.line(f"    {verdict}")
    else:
        low, high = grade.score.as_stated, grade.score.at_best
        interval = percent(low) if low == high else f"{percent(low)} to {percent(high)}"
        page.line(f"    {_bar(page, grade)}  {interval:<18}" + (f"  {verdict}" if page.width >= _ROOMY else ""))
        if page.width < _ROOMY:
            page.line(f"    {verdict}")
        page.block(_counted(grade), indent=4, style="dim")
        page.block(_outlook(grade), indent=4, style="dim")
    if grade.waived is not None:
        page.block(f"With waivers: {figures(grade.waived)}. {grade.waived.note}".rstrip(), indent=4)
    if grade.note:
        page.block(grade.note, indent=4, style="dim")


def _bar(page: Page, grade: Grade) -> str:
    """What is earned as stated, then what stating more could earn."""
    assert grade.score is not None
    full, reach = cells(grade.score.as_stated, BAR), cells(grade.score.at_best, BAR)
    done, could, rest = _FILLED_ASCII if page.ascii_only else _FILLED
    return page.paint(done * full, _VERDICTS[grade.verdict][2]) + could * (reach - full) + rest * (BAR - reach)


def _counted(grade: Grade) -> str:
    counts = dict.fromkeys(_IN_ORDER, 0)
    for finding in grade.findings:
        counts[finding.outcome] += 1
    return ", ".join(f"{count} {outcome.words}" for outcome, count in counts.items() if count) + "."


def _outlook(grade: Grade) -> str:
    """The verdict at best, and what keeps the verdict from the next one up and from that."""
    text = f"At best: {grade.at_best.words}."
    distance = grade.distance
    if distance is not None and distance.next_verdict is not None:
        holds = [f"{shortfall(distance.gap)} points short"] if distance.gap else []
        if distance.capped_by:
            holds.append(f"capped by {_listed(distance.capped_by)}")
        text += f" Next up, {distance.next_verdict.words}: {', and '.join(holds)}."
        if distance.decided_by and distance.capped_by != (distance.decided_by,):
            text += f" Decided first by {distance.decided_by}."
    if grade.between and (distance is None or grade.between != (distance.decided_by,)):
        text += f" Stands between it and {grade.at_best.words}: {', '.join(grade.between)}."
    return text


def _listed(ids: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join(part for part in (", ".join(ids[:-1]), ids[-1]) if part)


def _chosen(assessment: Assessment, *, every: bool) -> list[tuple[Grade, Finding]]:
    """The findings to print in full: all of them in the pack's order, or those that matter, then those waived."""
    known = [(grade, finding) for grade in assessment.grades for finding in grade.findings]
    if every:
        return [pair for pair in known if not pair[1].because_of or assessment.waiver(pair[1].rule.id)]
    chosen = list(foremost(assessment.grades))
    told = {finding.rule.id for _, finding in chosen}
    return chosen + [pair for pair in known if pair[1].rule.id not in told and assessment.waiver(pair[1].rule.id)]


def _finding(page: Page, finding: Finding, grade: Grade, assessment: Assessment) -> None:
    rule = finding.rule
    about = f"{rule.severity.value}, weight {float(rule.weight):g}"
    cap = rule.caps.get(finding.outcome)
    if cap is not None and grade.graded:
        about += f", caps {grade.recommendation.id} at {cap.words}"
    page.gap()
    page.block(rule.title, first=f"{rule.id}  ", indent=6, style="strong")
    page.signed(_OUTCOMES[finding.outcome], about, before="  ", words=f"{finding.outcome.words}, ", indent=4)
    was = before(assessment, finding)
    _labelled(page, "before", [was] if was else [])
    _labelled(page, "WAIVED", waived_words(assessment, finding.rule.id))
    _labelled(page, "asked", [rule.question])
    _facts(page, finding)
    _labelled(page, "why", finding.why)
    if finding.outcome in _OPEN:
        _labelled(page, "remedy", [finding.remedy])
    if finding.support in {Support.UNEVIDENCED, Support.CONTESTED}:
        _labelled(page, "evidence", [finding.support.value])
    _labelled(page, "source", [", ".join(rule.clauses)])
    _labelled(page, "author", [finding.response] if finding.response else [])


def _facts(page: Page, finding: Finding) -> None:
    """The place of the finding as `file:line:column`, to be copied; then line, column, field and value of each fact.

    What decided comes first, stated or not. What is not stated and did not decide is left out, unless all is.
    """
    facts, decided = facts_read(finding), len(finding.deciding)
    told = [fact for number, fact in enumerate(facts) if fact.stated or number < decided] or list(facts)
    shown = told[:_MOST_FACTS]
    place = first_place(facts)
    if place is not None:
        page.whole(str(place), first=_label("at"))
    for number, fact in enumerate(shown):
        where = f"{fact.span.line}:{fact.span.column} " if fact.span is not None else ""
        first = _label("found" if number == 0 else "") + f"{where:<8}"
        page.block(f"{fact.path}: {fact.shown}", first=first, indent=21)
    if len(told) > len(shown):
        page.block(f"and {len(told) - len(shown)} more", indent=13, style="dim")


def _labelled(page: Page, label: str, texts: Iterable[str]) -> None:
    """Paragraphs beside a label; the label stands once."""
    for number, text in enumerate(texts):
        page.block(text, first=_label("" if number else label), indent=13)


def _label(word: str) -> str:
    return f"    {word:<9}"


def _rest(page: Page, assessment: Assessment, printed: set[str]) -> None:
    """The findings not printed in full that leave something open, one line each, so that none is lost."""
    others = [
        finding
        for grade in assessment.grades
        for finding in grade.findings
        if grade.graded and finding.outcome in _OPEN and finding.rule.id not in printed
    ]
    if others:
        page.heading("Other findings")
    for finding in others:
        waits = f" (waits for {finding.because_of})" if finding.because_of else ""
        was = before(assessment, finding)
        about = finding.rule.title + waits + (f" ({was})" if was else "")
        start, words = f"  {finding.rule.id:<6} ", f"{finding.outcome.words:<14}"
        page.signed(_OUTCOMES[finding.outcome], about, before=start, words=words, indent=25)


def _concerns(page: Page, title: str, assessment: Assessment, concerns: Sequence[Raised], *, every: bool) -> None:
    raised = [one for one in concerns if one.state is Concern.RAISED]
    settled = [one for one in concerns if one.state is Concern.ANSWERED]
    if not (raised or settled):
        return
    reconciled = [one.concern.id for one in settled if is_reconciled(assessment, one)]
    answered = [one.concern.id for one in settled if one.concern.id not in reconciled]
    more = f", reconciled: {len(reconciled)}" if reconciled else ""
    page.heading(f"{title} raised: {len(raised)}, answered: {len(answered)}{more}")
    if raised:
        page.block("Follow the remedy, or answer under risks, with the topic and a mitigation.", style="dim")
    minor = [one.concern.id for one in raised if _minor(one)]
    for one in raised:
        if every or not _minor(one):
            _concern(page, one)
    if minor and not every:
        page.block(f"Minor notes: {', '.join(minor)}.", indent=2)
    if answered:
        page.block(f"Answered: {', '.join(answered)}.", indent=2)
    if reconciled:
        page.block(f"Reconciled by what the proposal provides: {', '.join(reconciled)}.", indent=2)


def _concern(page: Page, raised: Raised) -> None:
    concern = raised.concern
    level = concern.level if isinstance(concern, Advisory) else None
    about = f"{concern.id}  {concern.title} ({f'{level.value}, ' if level else ''}topic {concern.slug})"
    page.signed(_GRAVE if level is Level.HIGH else NOTE, about, indent=6)
    for sentence in raised.why:
        page.block(sentence, indent=6, style="dim")
    page.block(concern.remedy, first="      remedy: ", indent=6)


def _minor(raised: Raised) -> bool:
    return isinstance(raised.concern, Advisory) and raised.concern.minor_note

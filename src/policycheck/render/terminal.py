"""The terminal summary: verdict first, then each recommendation, then the findings that matter. Plain text.

`paint` colours a piece of text; without it the text is plain. Every colour has a symbol beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from textwrap import TextWrapper

from policycheck.model.assessment import Assessment, Fact, Finding, Grade, Raised
from policycheck.model.outcome import Concern, Level, Outcome, Severity, Support, Verdict
from policycheck.model.pack import Advisory
from policycheck.render.figures import cells, percent
from policycheck.render.visible import plain

Paint = Callable[[str, str], str]
"""(text, style) -> text. Styles: good, fair, bad, dim, strong."""

BAR = 20
_MOST_FACTS = 4

_SYMBOLS = {
    Outcome.MET: ("✔", "+", "good"),
    Outcome.PARTLY_MET: ("◐", "~", "fair"),
    Outcome.NOT_STATED: ("?", "?", "fair"),
    Outcome.NOT_MET: ("✘", "x", "bad"),
    Outcome.CONTRADICTED: ("⊗", "X", "bad"),
    Outcome.NOT_APPLICABLE: ("–", "-", "dim"),
}
_VERDICTS = {
    Verdict.MEETS: ("✔", "+", "good"),
    Verdict.LARGELY_MEETS: ("◕", "~", "good"),
    Verdict.PARTLY_MEETS: ("◐", "~", "fair"),
    Verdict.DOES_NOT_MEET: ("✘", "x", "bad"),
    Verdict.NOT_ADDRESSED: ("✘", "x", "bad"),
    Verdict.NOT_APPLICABLE: ("–", "-", "dim"),
    Verdict.OUT_OF_SCOPE: ("–", "-", "dim"),
}


def render_text(assessment: Assessment) -> bytes:
    """The summary as UTF-8 text, 80 columns wide, without colour."""
    return render_terminal(assessment).encode()


def render_terminal(
    assessment: Assessment,
    *,
    paint: Paint = lambda text, style: text,
    width: int = 80,
    ascii_only: bool = False,
    every: bool = False,
) -> str:
    """The summary. `every` prints all findings, met ones too; `ascii_only` replaces the symbols."""
    page = _Page(paint, width, ascii_only)
    _head(page, assessment)
    page.gap()
    for grade in assessment.grades:
        _grade(page, grade)
    chosen = _chosen(assessment, every=every)
    if chosen:
        page.heading("Findings" if every else "Findings that matter")
    for grade, findings in chosen:
        for finding in findings:
            _finding(page, finding, grade)
    _rest(page, assessment, {finding.rule.id for _, findings in chosen for finding in findings})
    _concerns(page, "Advisories", assessment.advisories)
    _concerns(page, "Tensions", assessment.tensions)
    _foot(page, assessment)
    return page.text()


class _Page:
    """Lines of output, wrapped to the width."""

    def __init__(self, paint: Paint, width: int, ascii_only: bool) -> None:
        self.paint = paint
        self.width = width
        self.ascii_only = ascii_only
        self._lines: list[str] = []

    def line(self, text: str = "") -> None:
        self._lines.append(text.rstrip())

    def gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, text: str) -> None:
        self.gap()
        self.line(self.paint(text, "strong"))
        self.gap()

    def block(self, text: str, *, first: str = "", indent: int = 0, style: str = "") -> None:
        """A paragraph; `first` stands before its first line, the others are indented by `indent`."""
        wrapper = TextWrapper(
            self.width,
            initial_indent=first,
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
            break_long_words=True,
        )
        for line in wrapper.wrap(plain(text)) or [first]:
            self.line(self.paint(line, style) if style else line)

    def sign(self, signs: tuple[str, str, str], words: str = "") -> str:
        symbol, letter, style = signs
        shown = letter if self.ascii_only else symbol
        return self.paint(f"{shown} {words}".rstrip(), style)

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def _head(page: _Page, assessment: Assessment) -> None:
    header, pack = assessment.proposal.header, assessment.pack
    page.block(header.title, style="strong")
    basis = header.basis.replace("_", " ")
    page.block(
        f"{header.id}, dated {header.date}, by {header.actor}, judged {basis}; covers {', '.join(header.covers)}.",
        style="dim",
    )
    page.block(f"Pack {pack.id} {pack.version} ({assessment.pack_reason}); as of {assessment.as_of}.", style="dim")
    page.gap()
    if assessment.package_verdict is not None:
        page.block(
            f"Package verdict: {assessment.package_verdict.words}. {' '.join(assessment.package_reasons)}",
            style="strong",
        )
    elif assessment.graded:
        page.block("No package verdict: the proposal does not claim to cover everything.")
    if not assessment.graded:
        page.line(page.sign(("✘", "x", "bad"), "Nothing to grade: no recommendation has a grade."))
    elif assessment.gate.passed:
        page.line(page.sign(("✔", "+", "good"), "Gate passed."))
    else:
        page.line(page.sign(("✘", "x", "bad"), "Gate failed:"))
        for failure in assessment.gate.failures:
            page.block(failure, first="  ", indent=2)


def _grade(page: _Page, grade: Grade) -> None:
    recommendation = grade.recommendation
    page.block(f"{recommendation.id}  {recommendation.title}", indent=4, style="strong")
    words = grade.verdict.words + (f", {grade.qualifier}" if grade.qualifier else "")
    verdict = page.sign(_VERDICTS[grade.verdict], words)
    if grade.score is None:
        page.line(f"    {verdict}")
        if grade.note:
            page.block(grade.note, first="    ", indent=4, style="dim")
        return
    low, high = grade.score.as_stated, grade.score.at_best
    interval = percent(low) if low == high else f"{percent(low)} to {percent(high)}"
    page.line(f"    {_bar(page, grade)}  {interval:<18}  {verdict}")
    page.block(_standing(grade), first="    ", indent=4, style="dim")


def _bar(page: _Page, grade: Grade) -> str:
    assert grade.score is not None
    full, reach = cells(grade.score.as_stated, BAR), cells(grade.score.at_best, BAR)
    done, could, rest = ("#", "-", ".") if page.ascii_only else ("█", "▒", "·")
    return page.paint(done * full, _VERDICTS[grade.verdict][2]) + could * (reach - full) + rest * (BAR - reach)


def _standing(grade: Grade) -> str:
    """Counts by outcome, the verdict at best, and what holds the verdict down."""
    counts = dict.fromkeys(Outcome, 0)
    for finding in grade.findings:
        counts[finding.outcome] += 1
    said = [f"{count} {outcome.words}" for outcome, count in reversed(counts.items()) if count]
    text = f"{', '.join(reversed(said))}. At best: {grade.at_best.words}."
    distance = grade.distance
    if distance is not None and distance.next_verdict is not None:
        holds = [f"{percent(distance.gap)} short of the band"] if distance.gap else []
        if distance.capped_by:
            holds.append(f"capped by {', '.join(distance.capped_by)}")
        text += f" To {distance.next_verdict.words}: {' and '.join(holds)}."
    return text


def _chosen(assessment: Assessment, *, every: bool) -> list[tuple[Grade, list[Finding]]]:
    """The findings to print: all of them, or those that hold a verdict down or break something."""
    out = []
    for grade in assessment.grades:
        wanted = [f for f in grade.findings if (not f.because_of if every else grade.graded and _matters(f, grade))]
        if wanted:
            out.append((grade, wanted))
    return out


def _matters(finding: Finding, grade: Grade) -> bool:
    if finding.because_of or finding.outcome in {Outcome.MET, Outcome.NOT_APPLICABLE}:
        return False
    caps = grade.distance.capped_by if grade.distance else ()
    decisive = finding.rule.id in {*caps, *grade.between} or finding.rule.severity is Severity.CRITICAL
    return decisive or finding.outcome is Outcome.CONTRADICTED


def _finding(page: _Page, finding: Finding, grade: Grade) -> None:
    rule = finding.rule
    about = f"{finding.outcome.words}, {rule.severity.value}, weight {float(rule.weight):g}"
    cap = rule.caps.get(finding.outcome)
    if cap is not None and grade.graded:
        about += f", caps {grade.recommendation.id} at {cap.words}"
    page.block(f"{rule.id}  {rule.title}", indent=6, style="strong")
    page.line(f"  {page.sign(_SYMBOLS[finding.outcome], about)}")
    _labelled(page, "asked", rule.question)
    for fact in _shown_facts(finding.facts):
        _labelled(page, "found", f"{fact.path}: {fact.shown} ({fact.span})")
    for sentence in finding.why:
        _labelled(page, "why", sentence)
    if finding.outcome not in {Outcome.MET, Outcome.NOT_APPLICABLE}:
        _labelled(page, "remedy", rule.remedy)
    if finding.support in {Support.UNEVIDENCED, Support.CONTESTED}:
        _labelled(page, "evidence", finding.support.value)
    _labelled(page, "source", ", ".join(rule.clauses))
    if finding.response:
        _labelled(page, "author", finding.response)
    page.gap()


def _shown_facts(facts: Sequence[Fact]) -> Sequence[Fact]:
    stated = [fact for fact in facts if fact.stated]
    return (stated or facts)[:_MOST_FACTS]


def _labelled(page: _Page, label: str, text: str) -> None:
    page.block(text, first=f"    {label:<9}", indent=13)


def _rest(page: _Page, assessment: Assessment, printed: Iterable[str]) -> None:
    """The findings not printed, by outcome, so that none is lost."""
    seen = set(printed)
    for grade in assessment.grades:
        if not grade.graded:
            continue
        for outcome in (Outcome.CONTRADICTED, Outcome.NOT_MET, Outcome.NOT_STATED, Outcome.PARTLY_MET):
            ids = [_with_parent(f) for f in grade.findings if f.outcome is outcome and f.rule.id not in seen]
            if ids:
                page.block(f"Also {outcome.words} in {grade.recommendation.id}: {', '.join(ids)}.", indent=2)


def _with_parent(finding: Finding) -> str:
    return f"{finding.rule.id} (waits for {finding.because_of})" if finding.because_of else finding.rule.id


def _concerns(page: _Page, title: str, concerns: Sequence[Raised]) -> None:
    open_ones = [raised for raised in concerns if raised.state is Concern.RAISED and not _minor(raised)]
    minor = [raised.concern.id for raised in concerns if raised.state is Concern.RAISED and _minor(raised)]
    answered = [raised.concern.id for raised in concerns if raised.state is Concern.ANSWERED]
    if not (open_ones or minor or answered):
        return
    page.heading(f"{title} raised: {len(open_ones) + len(minor)}, answered: {len(answered)}")
    for raised in open_ones:
        concern = raised.concern
        level = concern.level if isinstance(concern, Advisory) else None
        grave = ("⚠", "!", "bad") if level is Level.HIGH else ("△", "!", "fair")
        name = f"{concern.id}  {concern.title}" + (f" ({level.value})" if level else "")
        page.block(name, first=f"{page.sign(grave)} ", indent=6)
        for sentence in raised.why[:2]:
            page.block(sentence, first="      ", indent=6, style="dim")
    if minor:
        page.block(f"Minor notes: {', '.join(minor)}.", indent=2)
    if answered:
        page.block(f"Answered: {', '.join(answered)}.", indent=2)


def _minor(raised: Raised) -> bool:
    return isinstance(raised.concern, Advisory) and raised.concern.minor_note


def _foot(page: _Page, assessment: Assessment) -> None:
    page.gap()
    page.block(
        "The bar: earned as stated, then what stating more could earn. A verdict says how far the proposal is "
        f"consistent with the documents of the pack {assessment.pack.id}, not that it is right.",
        style="dim",
    )

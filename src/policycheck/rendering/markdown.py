"""The audit in Markdown, for the comment of a pull request: the verdict, what decides it and how to mend it, the rest.

A comment on GitHub holds 65,536 characters. What does not fit is counted, and the reader is told where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policycheck.model.assessment import Assessment, Fact
from policycheck.model.outcome import OPEN, Concern
from policycheck.rendering.cards import Card, ConcernView, concern_view
from policycheck.rendering.markdown_lookups import put_quotations
from policycheck.rendering.markdown_text import Sheet, code, head, prose, row
from policycheck.rendering.markdown_waivers import put_figures_with_waivers, put_waivers
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.since import about_baseline, since
from policycheck.rendering.standing import facts_read, first_place
from policycheck.rendering.view import Section, section
from policycheck.rendering.waivers import justification
from policycheck.score.foremost import foremost

LIMIT = 60_000
"""Characters of a whole report."""

MOST_FACTS = 3
"""Facts of one finding that are printed."""

_TITLE_CAP = 160
_LONG = 600
_NONE = "–"
_WHOLE = "The whole report: `policycheck evaluate FILE -o report.html`, or `.pdf`, or `.json`."


def render_markdown(assessment: Assessment, options: Options = PLAIN) -> bytes:
    """The report as UTF-8 Markdown of at most LIMIT characters."""
    parts = tuple(section(assessment, grade) for grade in assessment.grades)
    foot = _foot(assessment, options)
    sheet = Sheet(LIMIT - len(foot) - len(_left_out(10**9)))
    sheet.put(_head(assessment, options))
    sheet.series("", [f"- {prose(reason)}\n" for reason in _reasons(assessment)], "reasons")
    sheet.put(_about(assessment))
    _baseline(sheet, assessment)
    put_waivers(sheet, assessment)
    put_quotations(sheet, assessment)
    _basis(sheet, assessment)
    _recommendations(sheet, parts)
    put_figures_with_waivers(sheet, assessment)
    _deciding(sheet, parts)
    _others(sheet, parts)
    _concerns(sheet, [concern_view(assessment, one) for one in (*assessment.advisories, *assessment.tensions)])
    _responses(sheet, assessment)
    _settled(sheet, parts)
    return (sheet.text() + _left_out(sheet.left_out) + foot).encode()


def _head(assessment: Assessment, options: Options) -> str:
    """The verdict, before all else."""
    gate = "passed" if assessment.gate.passed else "failed"
    if assessment.gate.with_waivers:
        gate += " with waivers"
    if not assessment.gate.passed and not assessment.gate.enforced:
        gate += ", not enforced"
    verdict = assessment.package_verdict
    title = prose(assessment.proposal.header.title, _TITLE_CAP)
    return _handling(options) + (
        f"## Audit: {verdict.words if verdict else f'gate {gate}'}\n\n**{title}**\n\n**Gate {gate}.**"
        + ("" if verdict else " No package verdict: the proposal does not claim to cover everything.")
        + "\n\n"
    )


def _handling(options: Options) -> str:
    marks = ["**Draft**"] * options.draft + [f"**{prose(options.banner)}**"] * bool(options.banner)
    return f"> {' · '.join(marks)}\n\n" if marks else ""


def _reasons(assessment: Assessment) -> tuple[str, ...]:
    """Why the gate and the package came to this, each reason once."""
    return tuple(dict.fromkeys((*assessment.gate.failures, *assessment.package_reasons)))


def _about(assessment: Assessment) -> str:
    header, pack = assessment.proposal.header, assessment.pack
    covers = ", ".join(code(strand) for strand in header.covers[:20])
    return (
        f"\n{code(header.id)} in {code(assessment.proposal.document.name)}, dated {prose(header.date)}, "
        f"judged {prose(header.basis.replace('_', ' '))}; covers {covers or 'nothing'}. "
        f"Pack {code(pack.id)} {prose(pack.version)}, as of {prose(assessment.as_of)}.\n"
    )


def _baseline(sheet: Sheet, assessment: Assessment) -> None:
    """What came out otherwise than in the baseline, and what is known from it."""
    if assessment.baseline is None:
        return
    sheet.put(f"\n### Since the baseline\n\n{prose(about_baseline(assessment), _LONG)}\n")
    rows = [
        row((f"**{prose(one.id)}**", one.before.replace("_", " ") or _NONE, one.after.replace("_", " ") or _NONE))
        for one in since(assessment)
    ]
    sheet.series("\n" + head(("Changed", "In the baseline", "Now")), rows, "changes")
    known = [f"- {prose(sentence)}\n" for sentence in assessment.gate.known]
    sheet.series(f"\n<details>\n<summary>{len(known):,} known</summary>\n\n", known, "known", "\n</details>\n")


def _basis(sheet: Sheet, assessment: Assessment) -> None:
    """Each condition of a gate that is not the default one, and what a profile changed in the pack."""
    gate, profile = assessment.gate, assessment.pack.profile
    if not gate.rules.is_default:
        rows = [
            row((code(check.key), prose(check.asked), prose(check.found), "passed" if check.passed else "**failed**"))
            for check in gate.checks
        ]
        rows += [row((code(one.key), prose(one.sentence), _NONE, _NONE)) for one in gate.rules.settings]
        sheet.series("\n### The gate\n\n" + head(("Key", "Asked", "Found", "Result")), rows, "conditions")
    if profile is not None:
        changes = [
            row((prose(one.what), prose(one.pack), prose(one.profile), prose(one.reason) or _NONE))
            for one in profile.changes
        ]
        opening = f"\n### Profile {code(profile.id)}, {prose(profile.title)}\n"
        table = head(("What", "In the pack", "With the profile", "Reason"))
        sheet.put(opening)
        sheet.series("\n" + table, changes, "changes of the profile")


def _recommendations(sheet: Sheet, parts: Sequence[Section]) -> None:
    titles = ("Recommendation", "Verdict", "As stated", "At best", "To the next verdict")
    sheet.series("\n" + head(titles), [row(_recommendation(part)) for part in parts], "recommendations")


def _recommendation(part: Section) -> Iterator[str]:
    grade = part.grade
    yield f"**{prose(grade.recommendation.id)}** {prose(grade.recommendation.title)}"
    yield f"**{grade.verdict.words}**" + (f", {prose(grade.qualifier)}" if grade.graded and grade.qualifier else "")
    if grade.graded and part.as_stated:
        yield part.as_stated
        yield f"{part.at_best}, {grade.at_best.words}"
        yield _outlook(part)
    else:
        yield from (_NONE, _NONE, prose(grade.note) or _NONE)


def _outlook(part: Section) -> str:
    distance = part.grade.distance
    if distance is None or distance.next_verdict is None:
        return _NONE
    holds = [f"{part.gap} points short"] if part.gap else []
    if distance.capped_by:
        holds.append("capped by " + ", ".join(prose(rule) for rule in distance.capped_by))
    return f"{distance.next_verdict.words}: {'; '.join(holds)}"


def _deciding(sheet: Sheet, parts: Sequence[Section]) -> None:
    """The findings that matter, in full."""
    known = {card.finding.rule.id: (part, card) for part in parts for card in part.cards}
    found = [_finding(*known[finding.rule.id]) for _, finding in foremost(part.grade for part in parts)]
    sheet.series("\n### Findings that matter\n", found, "findings")


def _finding(part: Section, card: Card) -> str:
    finding, rule, facts = card.finding, card.finding.rule, facts_read(card.finding)
    holds = f", holds {prose(part.grade.recommendation.id)} at *{card.cap}*" if card.cap else ""
    lines = [
        f"\n**{prose(rule.id)} {prose(rule.title)}**: {finding.outcome.words} ({rule.severity.value}{holds})\n",
        *([f"- **Waived** by {prose(justification(card.use.waiver))}"] if card.use else ()),
        f"- Question: {prose(rule.question)}",
        *(f"- Found: {_fact(fact)}" for fact in facts[:MOST_FACTS]),
        *([f"- {_more_read(len(facts) - MOST_FACTS)}"] if len(facts) > MOST_FACTS else ()),
        *(f"- Why: {prose(why)}" for why in finding.why),
        *([f"- Waits for {prose(finding.because_of)}."] if finding.because_of else ()),
        f"- **Remedy:** {prose(card.finding.remedy)}",
        f"- Clauses: {', '.join(prose(clause) for clause in rule.clauses)}",
    ]
    return "\n".join(lines) + "\n"


def _more_read(count: int) -> str:
    return "1 more field was read." if count == 1 else f"{count} more fields were read."


def _fact(fact: Fact) -> str:
    value = code(fact.shown) if fact.stated else prose(fact.shown or "not stated")
    return f"{code(fact.path)} is {value}" + (f" at {_place((fact,))}" if fact.span else "")


def _place(facts: Sequence[Fact]) -> str:
    """The place of a finding as `file:line`."""
    place = first_place(facts)
    return code(f"{place.file}:{place.line}") if place else _NONE


def _others(sheet: Sheet, parts: Sequence[Section]) -> None:
    """The other findings that leave something to do, one line each, the worst outcome first."""
    told = {finding.rule.id for _, finding in foremost(part.grade for part in parts)}
    rows = [
        row((_named(card), card.finding.outcome.words, prose(card.finding.remedy), _place(facts_read(card.finding))))
        for part in parts
        for card in (() if part.in_annex else part.failed)
        if card.finding.rule.id not in told
    ]
    sheet.series("\n### Other findings\n\n" + head(("Rule", "Outcome", "Remedy", "Where")), rows, "findings")


def _named(card: Card) -> str:
    waived = f", **waived** by {prose(card.use.waiver.id)}" if card.use else ""
    return f"**{prose(card.finding.rule.id)}** {prose(card.finding.rule.title)}{waived}"


def _concerns(sheet: Sheet, concerns: Sequence[ConcernView]) -> None:
    """The advisories and tensions that are raised, then those answered or reconciled."""
    order = {Concern.RAISED: 0, Concern.ANSWERED: 1}
    chosen = sorted((one for one in concerns if one.raised.state in order), key=lambda one: order[one.raised.state])
    rows = [
        row(
            (
                f"**{prose(one.raised.concern.id)}** {prose(one.raised.concern.title)}",
                one.words + (f", {one.level}" if one.level else ""),
                prose(one.raised.answer or one.raised.concern.remedy),
                _place(one.raised.facts),
            )
        )
        for one in chosen
    ]
    opening = "\n### Advisories and tensions\n\n" + head(("Advisory or tension", "State", "Remedy or answer", "Where"))
    sheet.series(opening, rows, "advisories and tensions")


def _responses(sheet: Sheet, assessment: Assessment) -> None:
    """What the author answers, in the order of the proposal. It changes nothing."""
    rows = [row((prose(said.finding), prose(said.text))) for said in assessment.proposal.responses]
    sheet.series("\n### Responses of the author\n\n" + head(("Finding", "Response")), rows, "responses")


def _settled(sheet: Sheet, parts: Sequence[Section]) -> None:
    """Rules met, rules that do not apply, and all of recommendations that do not, folded away."""
    rows = [
        row((_named(card), card.finding.outcome.words, prose(" ".join(card.finding.why)) or _NONE))
        for part in parts
        for card in part.cards
        if card.finding.outcome not in OPEN or part.in_annex
    ]
    opening = f"\n<details>\n<summary>{len(rows):,} rules met or without bearing on a verdict</summary>\n\n"
    sheet.series(opening + head(("Rule", "Outcome", "Why")), rows, "rules", "\n</details>\n")


def _left_out(count: int) -> str:
    """What to say where not everything fitted; nothing where it did."""
    return f"\n**{count:,} entries are left out, because a comment has a limit.** {_WHOLE}\n" if count else ""


def _foot(assessment: Assessment, options: Options) -> str:
    return (
        "\nA verdict says how far the proposal is consistent with the documents of the pack "
        f"{prose(assessment.pack.title)}, not that it is right.\n" + ("\n" + _handling(options)).rstrip("\n") + "\n"
    )

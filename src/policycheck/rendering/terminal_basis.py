"""The parts of the terminal summary that say by what was judged: waivers, the gate, a profile, the pack."""

from __future__ import annotations

from policycheck.model.assessment import Assessment, Finding
from policycheck.model.gate import BASELINE, Gate
from policycheck.rendering.lookups import loss, lost, quotations
from policycheck.rendering.page import Page, Sign
from policycheck.rendering.waivers import RULE_OF_READING, justification, place, plainly, tally

GOOD: Sign = ("✔", "+", "good")
BAD: Sign = ("✘", "x", "bad")
NOTE: Sign = ("△", "!", "fair")


def put_waivers(page: Page, assessment: Assessment) -> None:
    """What waivers did, and what is odd about them."""
    waivers = assessment.waivers
    if waivers is None:
        return
    page.gap()
    page.block(f"Waivers: {tally(assessment)}")
    if waivers.uses:
        page.block(RULE_OF_READING, indent=2)
    verdict = waivers.package_verdict
    if verdict is not None and waivers.uses:
        page.block(f"Package with waivers: {verdict.words}.", indent=2)
    for use in waivers.uses:
        said = (
            f"{use.rule}, {use.outcome.words}, by {use.waiver.id} until {use.waiver.last}. {plainly(assessment, use)}"
        )
        page.block(said.rstrip(), first="  WAIVED ", indent=4)
    for one in waivers.findings:
        said = f"on {one.waiver.rule}, {one.remark.words}: {one.message}. {one.hint}"
        page.signed(NOTE, said, before="  ", words=f"{one.waiver.id} ", indent=4)
        page.whole(f"    {place(one.waiver)}", style="dim")


def put_quotations(page: Page, assessment: Assessment) -> None:
    """How many quotations were found in their sources, and which were not."""
    if said := quotations(assessment):
        page.gap()
        page.block(said)
        for entry in lost(assessment):
            page.signed(BAD, loss(entry), before="  ", words="", indent=4)


def waived_words(assessment: Assessment, rule: str) -> list[str]:
    """The waiver on a rule's finding, in paragraphs; none where there is none."""
    use = assessment.waiver(rule)
    return [] if use is None else [part for part in (justification(use.waiver), plainly(assessment, use)) if part]


def put_gate(page: Page, assessment: Assessment) -> None:
    """Whether the gate passed, and each condition where they are not the default ones."""
    if not assessment.judged:
        why = "every rule that counts is waived." if assessment.graded else "no recommendation has a grade."
        page.signed(BAD, why, words="Nothing to grade: ", indent=2)
    elif assessment.gate.passed:
        page.line(page.sign(GOOD, f"{assessment.gate.passed_words}."))
    else:
        page.line(page.sign(BAD, f"{assessment.gate.failed_words}:"))
    if assessment.gate.rules.is_default and assessment.baseline is None:
        for failure in assessment.gate.failures:
            page.block(failure, indent=2)
    elif assessment.graded:
        _conditions(page, assessment.gate)
    if assessment.baseline is not None:
        from policycheck.rendering.since import about_baseline

        page.block(about_baseline(assessment), indent=2)


def _conditions(page: Page, gate: Gate) -> None:
    """Every condition of a gate that is not the default one, and what was found."""
    for check in gate.checks:
        shown = check.passed or check.key == BASELINE
        said = f"({check.set_by}) {check.asked}{f'; found: {check.found}.' if shown else ':'}"
        page.signed(GOOD if check.passed else BAD, said, before="  ", words=f"{check.key} ", indent=4)
        for failure in check.failures:
            page.block(failure.sentence, indent=6)
        for failure in check.known:
            page.block(f"Known: {failure.sentence}", indent=6, style="dim")
    for demand in gate.rules.settings:
        page.block(f"{demand.key} ({demand.set_by}) {demand.sentence}", indent=4)


def put_profile(page: Page, assessment: Assessment) -> None:
    """What the profile changed in the pack: all of it."""
    profile = assessment.pack.profile
    if profile is None:
        return
    page.gap()
    count = len(profile.changes)
    gate = f" and {_counted(len(profile.gate), 'condition')} of the gate" if profile.gate else ""
    differs = f"{_counted(count, 'departure')} from the pack{gate}{':' if count else '.'}"
    page.block(f"Profile {profile.id} ({profile.title}): {differs}")
    for change in profile.changes:
        page.block(change.sentence, first="  ", indent=4)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def before(assessment: Assessment, finding: Finding) -> str:
    """What the baseline says, where there is one and it says something else."""
    if assessment.baseline is None:
        return ""
    from policycheck.rendering.since import before_words

    return before_words(assessment, finding.rule.id, finding.outcome)


def _option(pack: str) -> str:
    """How to ask for that pack on the command line; nothing for the default one."""
    from shlex import quote

    return f" --pack {quote(pack)}" if pack else ""


def put_foot(page: Page, assessment: Assessment) -> None:
    """Which pack, and how to read on."""
    pack = assessment.pack
    page.gap()
    profile = f" with the profile {pack.profile.id}" if pack.profile else ""
    page.block(
        f"Judged by the pack {pack.id} {pack.version} ({assessment.pack_reason}){profile}, as of {assessment.as_of}. "
        "The bar shows what is earned as stated, then what stating more could earn. A verdict says how far the "
        "proposal is consistent with the documents of the pack, not that it is right. To read a rule, an advisory or "
        "a clause:",
        style="dim",
    )
    page.whole(f"  policycheck explain ID{_option(assessment.pack_name)}", style="dim")

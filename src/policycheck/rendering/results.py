"""The published result as pydantic models: the one definition from which its JSON Schema is made.

`python -m policycheck.rendering.results` prints that schema; `schemas/results.schema.json` holds it, and a test holds
the two equal. The models are no dump of the assessment: what stands here is promised to readers of the JSON. A change
to the keys or what they mean takes a new number in `URN`.
"""

from __future__ import annotations

import json
from typing import Final, Literal

from pydantic import Field, JsonValue
from pydantic.json_schema import GenerateJsonSchema

from policycheck.model.outcome import Concern, Level, Outcome, PackageVerdict, Severity, Support, Verdict
from policycheck.rendering.results_basis import (
    Authority,
    Clause,
    Date,
    Digest,
    Document,
    Exact,
    PackInfo,
    Part,
    ProfileInfo,
    ProposalInfo,
    Scale,
)
from policycheck.rendering.results_waivers import WaiversInfo, WithWaivers

URN: Final = "urn:policycheck:results:3"

Ids = tuple[str, ...]
Lines = tuple[str, ...]


class Place(Part):
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    file: str = Field(description="The file's name as it was given, with `/` between folders.")
    line: int = Field(ge=1, description="The line where it begins.")
    column: int = Field(ge=1, description="The column where it begins.")
    end_line: int = Field(ge=1, description="The line where it ends.")
    end_column: int = Field(ge=1, description="The column after its last character.")


class Notice(Part):
    """Something odd in the proposal that does not keep it from being used."""

    code: str = Field(description="What kind of oddity: stable, for programs.")
    message: str = Field(description="What is odd, in words.")
    place: Place | None = Field(description="Where it stands.")
    hint: str | None = Field(description="What to do about it.")


class Fact(Part):
    """A field that a condition read."""

    path: str = Field(description="The field, list positions from 0: `a.b[0].c`.")
    title: str = Field(description="The vocabulary's words for the field; may be empty.")
    value: JsonValue = Field(description="The value as written; null where the field is absent.")
    shown: str = Field(description="The value in words.")
    place: Place | None = Field(description="Where the value stands or, for an absent field, where it would stand.")
    stated: bool = Field(description="False where the field is absent.")


class Package(Part):
    """What the recommendations come to together."""

    verdict: PackageVerdict | None = Field(description="Null unless the proposal claims to cover everything.")
    reasons: Lines = Field(description="What the verdict rests on, in words.")
    score: Exact | None = Field(description="The mean of the graded scores, for trend; it decides nothing.")


class Setting(Part):
    """A key of the gate, and who set it."""

    key: str = Field(description="The key, as on the command line.")
    value: str = Field(description="Its value, as on the command line; `none` where nothing is asked.")
    set_by: str = Field(description="default, profile, configuration or command line.")


class GateCheck(Part):
    """One condition of the gate."""

    key: str = Field(description="The key that sets it.")
    asked: str = Field(description="What is asked, in words.")
    found: str = Field(description="What was found, in words.")
    passed: bool = Field(description="Whether what was found is what is asked.")
    failures: Lines = Field(description="What it finds wanting, in words.")
    known: Lines = Field(description="What it finds wanting that the baseline has too, and no better: no failure.")


class Gate(Part):
    """The conditions under which the run passes."""

    passed: bool = Field(description="Whether none of them failed.")
    enforced: bool = Field(description="Whether failing makes the exit code.")
    with_waivers: bool = Field(description="Whether findings are waived, so that it reads the figures with waivers.")
    failures: Lines = Field(description="What they find wanting, in words: by recommendation, then the rest.")
    settings: tuple[Setting, ...] = Field(description="Every key that is set, in a fixed order.")
    checks: tuple[GateCheck, ...] = Field(description="Every condition, in the order of its key.")


class Since(Part):
    """Something that came out otherwise than in the baseline."""

    id: str = Field(description="The rule, advisory or tension.")
    before: str | None = Field(description="Its outcome or state in the baseline; null where it is not there.")
    after: str | None = Field(description="Its outcome or state now; null where the pack does not have it any more.")


class Baseline(Part):
    """Earlier results of the same proposal: the gate fails only on what is worse now."""

    file: str = Field(description="The file's name as it was given, with `/` between folders.")
    digest: Digest = Field(description="SHA-256 of the file.")
    version: str = Field(description="The version of policycheck that made it.")
    proposal_digest: Digest = Field(description="That of the proposal it was made from.")
    pack: str = Field(description="The id and the version of the pack it was judged by.")
    pack_digest: Digest = Field(description="That of this pack.")
    about: str = Field(description="By what it was judged otherwise, in words.")
    changes: tuple[Since, ...] = Field(
        description="What came out otherwise, in the order of the pack; then what only the baseline has."
    )


class Finding(Part):
    """A rule and what it came to."""

    rule: str = Field(description="The rule's id.")
    title: str = Field(description="What the rule asks for, in short.")
    question: str = Field(description="What the rule asks.")
    outcome: Outcome = Field(description="What it came to.")
    possible: tuple[Outcome, ...] = Field(description="What deciding the unknown could lead to, its parent aside.")
    because_of: str | None = Field(description="The rule that it depends on and that decided its outcome.")
    weight: Exact = Field(description="Its weight in the score.")
    severity: Severity = Field(description="How grave it is.")
    cap: Verdict | None = Field(description="The best verdict its outcome leaves open; null where that is no limit.")
    why: Lines = Field(description="Why it came to this outcome, one sentence each.")
    rationale: str = Field(description="Why the rule exists, in the pack's words.")
    remedy: str = Field(description="What to do about it.")
    facts: tuple[Fact, ...] = Field(description="What it read: first what is stated, each in the order of the file.")
    clauses: Ids = Field(description="The clauses it rests on, by id.")
    authority: Ids = Field(description="The authorities that support it, by id.")
    support: Support = Field(description="Whether the proposal cites evidence for what made it met.")
    response: str | None = Field(description="The author's answer. It changes nothing.")
    waiver: str | None = Field(description="The waiver on it, by id. The outcome stays, and so does the headline.")


class Score(Part):
    """Shares of the weight earned, between 0 and 1."""

    as_stated: Exact = Field(description="By the outcomes as they are.")
    at_best: Exact = Field(description="The highest that deciding what is unknown could lead to.")


class Distance(Part):
    """How far a verdict is from the next one up."""

    next_verdict: Verdict | None = Field(description="The next one up; null at the top.")
    gap: Exact = Field(description="The score missing to its band; 0 where the band is reached.")
    capped_by: Ids = Field(description="The rules whose caps hold the verdict down, the heaviest first.")
    decided_by: str | None = Field(description="The rule that decides first.")


class Counts(Part):
    """How many rules came to each outcome."""

    contradicted: int = Field(ge=0, description="Rules contradicted.")
    not_met: int = Field(ge=0, description="Rules not met.")
    not_stated: int = Field(ge=0, description="Rules on which the proposal is silent.")
    partly_met: int = Field(ge=0, description="Rules partly met.")
    met: int = Field(ge=0, description="Rules met.")
    not_applicable: int = Field(ge=0, description="Rules that do not apply.")


class Recommendation(Part):
    """A group of rules and its verdict."""

    id: str = Field(description="The recommendation's id.")
    title: str = Field(description="Its title.")
    strands: tuple[str, ...] = Field(description="The strands that bring it into scope.")
    clauses: Ids = Field(description="The clauses that it stands for, by id.")
    verdict: Verdict = Field(description="One of four grades, or why there is none.")
    verdict_at_best: Verdict = Field(description="The best verdict that deciding what is unknown could lead to.")
    qualifier: str | None = Field(description="What the missing weight was mostly lost to; null at the top.")
    score: Score | None = Field(description="Null where no rule was counted.")
    distance: Distance | None = Field(description="Null where there is no grade.")
    between: Ids = Field(description="The rules between the verdict and the one at best, those with caps first.")
    counts: Counts = Field(description="Its rules by outcome, from worst to best.")
    note: str | None = Field(description="Why there is no grade, where the pack or the program has words for it.")
    with_waivers: WithWaivers | None = Field(description="Its figures with waivers; null where none is used.")
    findings: tuple[Finding, ...] = Field(description="One for each rule, in the order of the pack.")


class Advisory(Part):
    """A risk that the sources warn of. It is never scored."""

    id: str = Field(description="Its id.")
    slug: str = Field(description="The topic under which a proposal answers it.")
    title: str = Field(description="Its title.")
    level: Level = Field(description="How grave it is.")
    minor_note: bool = Field(description="Whether it concerns so many proposals that a report puts it in the annex.")
    state: Concern = Field(description="What became of it.")
    why: Lines = Field(description="What raised it, or what is not said, one sentence each.")
    rationale: str = Field(description="Why the pack warns of it.")
    remedy: str = Field(description="What to do about it.")
    facts: tuple[Fact, ...] = Field(description="What raised it: first what is stated, each in the order of the file.")
    answer: str | None = Field(description="The proposal's own answer.")
    clauses: Ids = Field(description="The clauses it rests on, by id.")
    authority: Ids = Field(description="The authorities that support it, by id.")
    response: str | None = Field(description="The author's answer to its being raised. It changes nothing.")


class Tension(Part):
    """Two goals that pull against each other. It is never scored."""

    id: str = Field(description="Its id.")
    slug: str = Field(description="The topic under which a proposal answers it.")
    title: str = Field(description="Its title.")
    across: Ids = Field(description="The recommendations between which it lies, by id.")
    state: Concern = Field(description="What became of it; `answered` too where what is provided reconciles the two.")
    why: Lines = Field(description="What raised it, or what is not said, one sentence each.")
    rationale: str = Field(description="Why the pack sees a tension.")
    remedy: str = Field(description="What to do about it.")
    facts: tuple[Fact, ...] = Field(description="What raised it: first what is stated, each in the order of the file.")
    answer: str | None = Field(description="The proposal's own answer, or what reconciles the two.")
    clauses: Ids = Field(description="The clauses it rests on, by id.")
    authority: Ids = Field(description="The authorities that support it, by id.")
    response: str | None = Field(description="The author's answer to its being raised. It changes nothing.")


class Report(Part):
    """A report in a file that was written before the results, in the same run."""

    file: str | None = Field(
        description="Where it is, seen from the folder of the results, with `/`; null where it is outside that folder."
    )
    format: str = Field(description="Its format, as on the command line.")
    size: int = Field(ge=0, description="Its size in bytes.")
    sha256: str = Field(description="The SHA-256 digest of its bytes, in hexadecimal.")


class Results(Part):
    """The result of one audit by policycheck.

    Every key is always there; null says that there is nothing to say. Order: recommendations, their findings,
    advisories, tensions, clauses, authorities and documents as in the pack's files; warnings and stated facts as in
    the proposal's file, absent facts after the stated ones; outcomes and verdicts from worst to best. No clock, host
    or user enters: the same proposal under the same name, pack, profile, waivers, gate, `as_of` and version give the
    same bytes.
    """

    schema_: Literal["urn:policycheck:results:3"] = Field(
        default=URN, alias="schema", description="The version of this form."
    )
    version: str = Field(description="The version of policycheck that made it.")
    pack: PackInfo = Field(description="The pack.")
    profile: ProfileInfo | None = Field(description="What changed the pack; null where nothing did.")
    proposal: ProposalInfo = Field(description="The proposal.")
    as_of: Date = Field(description="The day by which is judged what has expired.")
    package: Package = Field(description="The verdict on the whole.")
    gate: Gate = Field(description="Whether the run passes.")
    baseline: Baseline | None = Field(description="What the gate compares with; null where it judges by itself.")
    waivers: WaiversInfo | None = Field(description="The waivers; null where no file of them was given.")
    exit_code: int = Field(
        ge=0, le=2, description="0: the gate passed, or is not enforced. 1: it failed. 2: nothing was graded."
    )
    exit_reason: str = Field(description="The exit code in words.")
    warnings: tuple[Notice, ...] = Field(description="What is odd in the proposal, in the order of its file.")
    scale: Scale = Field(description="How outcomes became verdicts.")
    recommendations: tuple[Recommendation, ...] = Field(description="The pack's recommendations, in its order.")
    advisories: tuple[Advisory, ...] = Field(description="The pack's advisories, in its order, raised or not.")
    tensions: tuple[Tension, ...] = Field(description="The pack's tensions, in its order, raised or not.")
    clauses: tuple[Clause, ...] = Field(description="The clauses named above, in the order of the pack.")
    authorities: tuple[Authority, ...] = Field(description="The authorities named above, in the order of the pack.")
    documents: tuple[Document, ...] = Field(description="The texts that the pack encodes, in its order.")
    reports: tuple[Report, ...] = Field(
        description="The other reports of the run on this proposal that went to files, in the order asked for. "
        "Empty on standard output and inside a report."
    )


class _Plain(GenerateJsonSchema):
    """No titles made up from field names."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature is pydantic's
        return False


def results_schema() -> dict[str, object]:
    """The published result as JSON Schema 2020-12."""
    schema = Results.model_json_schema(by_alias=True, mode="serialization", schema_generator=_Plain)
    return {"$schema": _Plain.schema_dialect, "$id": URN, **schema}


if __name__ == "__main__":
    print(json.dumps(results_schema(), indent=2, ensure_ascii=False))  # noqa: T201 - run as a script, it prints the schema

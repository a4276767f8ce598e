"""Within one warm process: evaluation with and without explanations against json.loads, and reading the pack.

One round takes json.loads and the work in turn, over twenty samples at a time, until all are done. The proposals
are read anew for every round, outside of the clock, and what the scores keep of equal findings is forgotten, so that
nothing computed for one round is at hand in the next.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from benchmarks.corpus import Sample, make_samples
from benchmarks.figures import Figure, Target, paired, timed
from policycheck.evaluation import find
from policycheck.evaluation.access import Run, Trace
from policycheck.evaluation.blame import reason
from policycheck.evaluation.facts import Places
from policycheck.evaluation.findings import Findings, deciding
from policycheck.evaluation.program import recorder
from policycheck.model.assessment import Assessment, Fact, Finding, Raised
from policycheck.model.outcome import QUIET, Concern, Outcome
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.pipeline import DEFAULT_PACK, evaluate, load_pack
from policycheck.resources import rules_dir
from policycheck.score.grade import standing

PLAIN, EXPLAINED = Target(10), Target(50)
JSON_TIMES = 8
"""json.loads of a batch takes less than a millisecond: it is repeated, and averaged."""
BATCH = 20

Work = Callable[[Pack, Proposal], int]
"""Something done to one proposal. The number is made from all results, so that none of them can be left out."""

_NUMBERS = {member: number for number, member in enumerate((*Outcome, *Concern))}


def without_recorder(rounds: int) -> list[Figure]:
    """Outcomes of all rules, advisories and tensions; then scores and verdicts too."""
    works = {"find, outcomes only / json.loads": find_plainly, "evaluate, scores and verdicts / json.loads": judge}
    return _against_json(rounds, works, PLAIN)


def with_recorder(rounds: int) -> list[Figure]:
    """What the recorder yields, step by step: traces, blame, facts. Then sentences, and the same with verdicts."""
    steps = {"recording alone / json.loads": record, "recording and blame / json.loads": blame}
    whole = {
        "recording, blame and facts / json.loads": facts,
        "find, facts and sentences / json.loads": find_explained,
        "evaluate with explanations / json.loads": judge_explained,
    }
    return [*_against_json(rounds, steps, None), *_against_json(rounds, whole, EXPLAINED)]


def loading_pack(rounds: int) -> list[Figure]:
    """The reader of shipped packs against the strict one, which every other pack goes through."""
    folder = os.path.join(rules_dir(), DEFAULT_PACK)
    shipped, strict = (partial(timed, partial(load_pack, name)) for name in (DEFAULT_PACK, folder))
    pairs = list(paired(rounds, (shipped, strict)))
    return [
        Figure("pack, shipped reader / strict reader", tuple(fast / slow for fast, slow in pairs)),
        Figure("pack, shipped reader", tuple(fast * 1000 for fast, _ in pairs), "ms"),
    ]


def _against_json(rounds: int, works: Mapping[str, Work], target: Target | None) -> list[Figure]:
    pack = load_pack()
    samples = make_samples(pack)
    taken = {name: [_round(work, pack, samples) for _ in range(rounds + 1)][1:] for name, work in works.items()}
    return [Figure(name, tuple(ratios), target=target) for name, ratios in taken.items()]


def _round(work: Work, pack: Pack, samples: Sequence[Sample]) -> float:
    """The ratio over all samples: json.loads and the work in turn, batch by batch, to share the weather."""
    proposals = [sample.load(pack) for sample in samples]
    standing.cache_clear()
    reading = working = 0.0
    for start in range(0, len(samples), BATCH):
        batch = proposals[start : start + BATCH]
        reading += time_json(samples[start : start + BATCH])
        working += timed(partial(_total, work, pack, batch))
    return working / reading


def _total(work: Work, pack: Pack, proposals: Sequence[Proposal]) -> int:
    return sum(work(pack, proposal) for proposal in proposals)


def time_json(samples: Sequence[Sample]) -> float:
    """Seconds in which json.loads reads all samples."""
    texts = [sample.text for sample in samples]
    return timed(lambda: sum(len(json.loads(text)) for text in texts), JSON_TIMES)


def find_plainly(pack: Pack, proposal: Proposal) -> int:
    return _outcomes(find(pack, proposal, explain=False))


def find_explained(pack: Pack, proposal: Proposal) -> int:
    found = find(pack, proposal)
    return _outcomes(found) + sum(_words(finding) for findings in found.rules.values() for finding in findings)


def judge(pack: Pack, proposal: Proposal) -> int:
    return _verdicts(evaluate(pack, proposal, explain=False))


def judge_explained(pack: Pack, proposal: Proposal) -> int:
    found = evaluate(pack, proposal)
    return _verdicts(found) + sum(_words(finding) for grade in found.grades for finding in grade.findings)


def record(pack: Pack, proposal: Proposal) -> int:
    """Outcomes, and for every finding and raised concern the traces of the conditions that decide it."""
    return sum(trace.value is True for traces in _traces(pack, proposal) for trace in traces)


def blame(pack: Pack, proposal: Proposal) -> int:
    """The same, with the parts of each trace that are responsible."""
    return sum(len(reason(trace).parts) for traces in _traces(pack, proposal) for trace in traces)


def facts(pack: Pack, proposal: Proposal) -> int:
    """The same, with what was read, what decided first: where it stands in the file, and its value in words."""
    places, total = Places(proposal, pack.vocabulary), 0
    for traces in _traces(pack, proposal):
        decisive = [part for trace in traces for part, _ in reason(trace).parts]
        total += _read(places.facts(traces, decisive))
    return total


def _traces(pack: Pack, proposal: Proposal) -> Iterator[list[Trace]]:
    found, run, trace = find(pack, proposal, explain=False), Run(proposal.values), recorder(pack).trace
    run.outcomes = {one.rule.id: one.outcome for findings in found.rules.values() for one in findings}
    for findings in found.rules.values():
        for finding in findings:
            if not finding.because_of:  # as in evaluation: one that waits for another rule says so, and no more
                yield [trace(one, run) for one in deciding(finding.rule, finding.outcome) if one is not None]
    for raised in (*found.advisories, *found.tensions):
        if raised.state not in QUIET:
            yield [trace(raised.concern.when, run)]


def _outcomes(found: Findings) -> int:
    total = sum(found.applies.values())
    for findings in found.rules.values():
        total += sum(_NUMBERS[finding.outcome] + len(finding.possible) for finding in findings)
    return total + _states(found.advisories) + _states(found.tensions)


def _verdicts(found: Assessment) -> int:
    scores = [grade.score for grade in found.grades if grade.score is not None]
    points = sum(score.as_stated.numerator + score.at_best.numerator for score in scores)
    ranks = sum(grade.verdict.rank + grade.at_best.rank + len(grade.between) for grade in found.grades)
    states = _states(found.advisories) + _states(found.tensions)
    return points + ranks + states + len(found.package_reasons) + len(found.gate.failures)


def _words(finding: Finding) -> int:
    return _read(finding.facts) + sum(map(len, finding.why)) + len(finding.support)


def _read(facts: Sequence[Fact]) -> int:
    return sum([len(fact.shown) + (0 if fact.span is None else fact.span.line) for fact in facts])


def _states(raised: Sequence[Raised]) -> int:
    return sum(_NUMBERS[one.state] + len(one.facts) + sum(map(len, one.why)) for one in raised)

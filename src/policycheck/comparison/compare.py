"""The difference between two audits, split by cause.

The inputs of the old audit are replaced by those of the new one, one after another in the order of `Cause`, and the
proposal is evaluated after each. What a step changes belongs to its cause. As each step begins where the last one
ended, the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from policycheck.comparison.inputs import FIELDS, Inputs, attempted
from policycheck.comparison.moves import difference
from policycheck.errors import InputError
from policycheck.model.comparison import Cause, Comparison, Part
from policycheck.model.result import Result

_NO_INPUTS = "A results file holds no inputs, so what each changed cannot be told."
_UNEXPLAINED = (
    "The inputs are the same, and what came of them is not: a results file was changed by hand, "
    "or written by another version of policycheck."
)


class Side(Struct, frozen=True, eq=False):
    """One side of a comparison: how it was named, what came of it, and its inputs where they are at hand."""

    name: str
    result: Result
    inputs: Inputs | None


class _Step(Struct, frozen=True, eq=False):
    """Some inputs replaced: what came before and after, and why they are replaced together, if they are several."""

    causes: tuple[Cause, ...]
    before: Result
    after: Result
    why: str


def compare(old: Side, new: Side) -> Comparison:
    """What differs between two audits, as a whole and by cause."""
    changed = tuple(cause for cause in Cause if _input(old.result, cause) != _input(new.result, cause))
    waived = bool(old.result.basis.waivers or new.result.basis.waivers)
    return Comparison(
        names=(old.name, new.name),
        old=old.result,
        new=new.result,
        whole=difference(old.result, new.result, waived=waived),
        parts=tuple(
            Part(step.causes, difference(step.before, step.after, waived=waived), step.why)
            for step in _steps(old, new, changed)
        ),
        same=tuple(cause for cause in Cause if cause not in changed),
        notes=tuple(_notes(old.result, new.result)),
    )


def _input(result: Result, cause: Cause) -> str:
    found: str = getattr(result.basis, FIELDS[cause])
    return found + result.basis.lookups if cause is Cause.PROPOSAL else found  # what its sources say belongs to it


def _steps(old: Side, new: Side, changed: Sequence[Cause]) -> Iterator[_Step]:
    """From the old result to the new one, a step for each cause that can be told apart, in their order."""
    if old.inputs is not None and new.inputs is not None:
        yield from _replaced(old, new, old.inputs, new.inputs, changed)
    elif len(changed) > 1:
        yield _Step(tuple(changed), old.result, new.result, _NO_INPUTS)
    elif changed or not difference(old.result, new.result, waived=False).is_empty:
        yield _Step(tuple(changed), old.result, new.result, "" if changed else _UNEXPLAINED)


def _replaced(old: Side, new: Side, start: Inputs, end: Inputs, changed: Sequence[Cause]) -> Iterator[_Step]:
    here, before = replace(start, as_of=old.result.basis.as_of), old.result
    end = replace(end, as_of=new.result.basis.as_of)
    waiting: tuple[Cause, ...] = ()
    why = ""
    for cause in changed:
        waiting = (*waiting, cause)
        here = here.mixed(end, [cause])
        after = new.result if cause is changed[-1] else attempted(here)
        if isinstance(after, InputError):
            why = why or _why(after, waiting)
            continue
        yield _Step(waiting, before, after, why)
        waiting, why, before = (), "", after


def _why(error: InputError, causes: Sequence[Cause]) -> str:
    """Why a mixture cannot be evaluated."""
    first = next((one for one in error.problems if one.fatal), error.problems[0])
    place = f"{first.span}: " if first.span else ""
    what = " and ".join(cause.value for cause in causes)
    return f"The new {what} cannot be evaluated with what else is old: {place}{first.message}"


def _notes(was: Result, now: Result) -> Iterator[str]:
    if was.proposal_id != now.proposal_id:
        yield f"These are two proposals: {was.proposal_id} and {now.proposal_id}."
    if was.basis.pack_id != now.basis.pack_id:
        yield "They are judged by two packs: what one of them has is absent from the other, even under the same id."
    if was.version != now.version:
        yield f"They were made by two versions of policycheck: {was.version} and {now.version}."

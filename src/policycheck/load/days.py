"""The day by which is judged what expires, as people write it on a command line."""

from __future__ import annotations

from datetime import UTC, date, datetime

from policycheck.errors import InputError, Problem

_LONGEST_DATE = len("YYYY-MM-DD")


def judged_by(as_of: str, *, waived: bool) -> str:
    """The day (YYYY-MM-DD) that was asked for; empty where the proposal's own date is to decide.

    Waivers want one that is given: no other day says which of them hold. Raises InputError.
    """
    if as_of:
        return day_of(as_of)
    if waived:
        hint = "Add --as-of YYYY-MM-DD: the day by which is judged which of them hold."
        raise InputError((Problem("USE-WAIVERS", "waivers are given, but no day by which to judge them", None, hint),))
    return ""


def day_of(text: str) -> str:
    """A date; of a date with a time and an offset, the day of UTC in which it falls. Raises InputError."""
    hint = "Write the year, month and day: YYYY-MM-DD."
    try:
        if len(text) <= _LONGEST_DATE:
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).date().isoformat()
        hint = f"Add the offset from UTC: {text}Z, or one such as +09:00."
    except (ValueError, OverflowError):
        pass
    raise InputError((Problem("USE-DATE", f"'{text}' is not a date", None, hint),))

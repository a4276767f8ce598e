"""Coefficients of agreement by libraries that are made for them: Krippendorff's alpha, and Cohen's weighted kappa.

They come with the extra `agree` and are imported when a figure is wanted. A coefficient that is not defined has no
value and says why; nothing is divided by zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from policycheck.model.agreement import SCALE, Coefficient

EXTRA = "policycheck[agree]"
"""What has to be installed for figures."""

_LIBRARIES = {"krippendorff": "krippendorff", "sklearn": "scikit-learn"}
"""What is imported, and what it is called where it is installed from."""

_PLACES = 6
"""Decimal places that are kept, so that another build of a library gives the same bytes."""

_NO_PAIR = "no rule has an outcome on the scale from two codings"
_ALL_ONE = "all of these outcomes are the same one, so agreement by chance cannot be told apart"

Unit = Sequence[int | None]
"""The ratings of one rule of one document, places on SCALE, one for each coder; None where there is none."""


def missing() -> tuple[str, ...]:
    """The libraries that are not installed."""
    return tuple(name for module, name in _LIBRARIES.items() if find_spec(module) is None)


def alpha(units: Iterable[Unit]) -> Coefficient:
    """Krippendorff's alpha with his ordinal distance, over the units that have at least two ratings."""
    paired = [unit for unit in units if sum(rating is not None for rating in unit) > 1]
    if why := _undefined({rating for unit in paired for rating in unit if rating is not None}):
        return Coefficient(None, len(paired), why)
    import krippendorff

    most = max(map(len, paired))
    table = [[_number(unit[at]) if at < len(unit) else math.nan for unit in paired] for at in range(most)]
    found = krippendorff.alpha(
        reliability_data=table, level_of_measurement="ordinal", value_domain=list(range(len(SCALE)))
    )
    return Coefficient(_kept(found), len(paired))


def kappa(pairs: Iterable[tuple[int | None, int | None]]) -> Coefficient:
    """Cohen's kappa of two coders, with weights that grow with the square of the distance on SCALE."""
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    if why := _undefined({rating for pair in both for rating in pair}):
        return Coefficient(None, len(both), why)
    from sklearn.metrics import cohen_kappa_score

    one, other = zip(*both, strict=True)
    found = cohen_kappa_score(one, other, weights="quadratic", labels=list(range(len(SCALE))))
    return Coefficient(_kept(found), len(both))


def _undefined(ratings: set[int]) -> str:
    """Why there is no coefficient of such ratings, or nothing."""
    if not ratings:
        return _NO_PAIR
    if absent := missing():
        return f"{' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} not installed"
    return _ALL_ONE if len(ratings) == 1 else ""


def _number(rating: int | None) -> float:
    return math.nan if rating is None else float(rating)


def _kept(value: float) -> float:
    """The value without digits that depend on the build, and without a negative zero."""
    return round(float(value), _PLACES) + 0.0

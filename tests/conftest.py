"""How laws are tested: the gate tries the same examples each time; `make search` tries new ones, and many more."""

from __future__ import annotations

from hypothesis import settings
from tests.searching import GATE, SEARCH, SEARCHING, SLOW

# NOTE: no deadline, since a busy machine breaks no law. The gate gives one answer on one tree, so nothing random in it.
settings.register_profile(GATE, deadline=None, derandomize=True, max_examples=50, suppress_health_check=SLOW)
settings.register_profile(SEARCH, deadline=None, print_blob=True, max_examples=1000, suppress_health_check=SLOW)
settings.load_profile(SEARCH if SEARCHING else GATE)

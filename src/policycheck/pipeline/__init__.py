"""The steps in order: read, validate, evaluate, score. It knows no format and prints nothing."""

from policycheck.pipeline.auditor import Auditor, mended
from policycheck.pipeline.steps import (
    DEFAULT_PACK,
    Explain,
    evaluate,
    installed_pack,
    installed_profile,
    load_pack,
    load_proposal,
    load_waivers,
    pack_of,
    proposal_of,
    searched_of,
    waivers_of,
    with_profile,
)

__all__ = [
    "DEFAULT_PACK",
    "Auditor",
    "Explain",
    "evaluate",
    "installed_pack",
    "installed_profile",
    "load_pack",
    "load_proposal",
    "load_waivers",
    "mended",
    "pack_of",
    "proposal_of",
    "searched_of",
    "waivers_of",
    "with_profile",
]

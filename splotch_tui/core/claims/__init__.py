"""Claims about the descents, each settled by a plan that was written down before it was run.

A new one is a file here, which has its plan and measures it, and a line in `CLAIMS`.
"""

from __future__ import annotations

from importlib import import_module

from splotch_tui.core.claims.claim import Claim

# Each is `CLAIM` of the module of that name, imported when it is asked for.
CLAIMS: dict[str, str] = {
    "odds": "how the share of free runs falls with the number of dimensions",
    "criterion": "what keeps a run free: channels, and not exact orthogonality",
    "seed_1725": "seed 1725: a lucky draw of the noise, and one place where it snags",
    "feedback": "whether a run that snags has made its own hills grow",
    "choice": "whether the landscape chooses the demon, or the noise",
    "dimension": "how long it takes to be caught in many dimensions",
    "rules": "whether the rule matters, or the landscape alone",
}


def load_claim(name: str) -> Claim:
    """Return the claim `name`, one of `CLAIMS`."""
    claim: Claim = import_module(f"{__name__}.{name}").CLAIM
    return claim

"""The numbers that phases are judged by, for kernels and for what tells of them.

They stand alone, as numba takes a quarter of a second to import: nobody needs it who only tells.
"""

FREE, DEMON, SNAG = 0, 1, 2
STALLED = 0.1
CLIMBING_AGAIN = 0.25
CLIMBING_FREELY = 0.5
BEYOND_DIFFUSION = 3.0
DRIFTING = 0.1

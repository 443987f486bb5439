"""highneeds: how an English council runs its high needs block, from children's plans to the committee paper."""

import os

__version__ = "0.1.0"

# Read when NumPy is first imported. The matrices here are some hundred wide: a second thread of linear algebra wins
# nothing, and where the other core is busy each small product waits for it (a fit took 4 to 12 seconds, not 0.2).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""The scoring book: every figure of the product, one implementation, plain Python.

Imports no Django and no room of the product. scipy is imported inside the functions that need
it, so scoring a visit never pays for it. ``README.md`` beside this file says per figure what it
means, how it is computed, and what may and may not be claimed with it.
"""

import os

# Before numpy is first imported. Its matrices here are small and the machine is shared: several threads for
# one product mostly wait for each other (measured: up to 12 s of CPU for what one thread does in 0.2 s).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

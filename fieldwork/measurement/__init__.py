"""The scoring book: every figure of the product, one implementation, plain Python.

Imports no Django and no room of the product. scipy is imported inside the functions that need
it, so scoring a visit never pays for it. ``README.md`` beside this file says per figure what it
means, how it is computed, and what may and may not be claimed with it.
"""

"""Hostile files: real ones broken by chance, and crafted ones, given to every door of nurie.

Each must end in a clear error or in a right picture: no traceback, no hang, no memory beyond what is stated, nothing
half written. `python3 run.py hostile` gives all of them; `tests/hostile/test_*.py` some hundreds.
"""

"""The same work on many machines, with Ray. `cli` alone imports it."""

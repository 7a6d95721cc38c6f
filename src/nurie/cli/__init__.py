"""The command line: the only part of nurie that prints or exits."""

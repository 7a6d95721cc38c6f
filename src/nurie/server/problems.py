"""What went wrong, as answers say it."""

from __future__ import annotations

from nurie.errors import InputError, NurieError, PageTooLargeError, StoppedError
from nurie.server.schema import Problem

GONE = 499  # nobody reads it


def problem_of(error: Exception) -> tuple[int, Problem]:
    """The status and the body that an error becomes. Of one that is ours to mend only its kind is told."""
    kind = type(error).__name__
    if isinstance(error, MemoryError):
        return 413, Problem(error="this needs more memory than there is; send a smaller picture", kind=kind)
    if not isinstance(error, NurieError):
        return 500, Problem(error="something went wrong in nurie; its log says what", kind=kind)
    status = 413 if isinstance(error, PageTooLargeError) else 400 if isinstance(error, InputError) else 500
    return GONE if isinstance(error, StoppedError) else status, Problem(error=str(error), kind=kind)

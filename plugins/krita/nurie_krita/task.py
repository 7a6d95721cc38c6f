"""Work that runs beside Krita's window, asked for its result by a timer."""

from __future__ import annotations

import threading
import traceback
from typing import Any, Callable

from .nurie_shared.client import Call, NurieError


class Task:
    """A function on a thread of its own. It is given the `Call` by which it is stopped."""

    def __init__(self, work: Callable[[Call], Any]) -> None:
        self._call, self._work = Call(), work
        self._result: Any = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="nurie", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._result = self._work(self._call)
        except Exception as error:  # told by `result`, on the other thread
            self._error = error

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Ask it to end soon."""
        self._call.stop()

    @property
    def stopped(self) -> bool:
        return self._call.stopped

    def result(self) -> Any:
        """What the function gave, once it is done. Raises NurieError, for a defect of ours, too."""
        self._thread.join()
        if self._error is None or isinstance(self._error, NurieError):
            if self._error is not None:
                raise self._error
            return self._result
        lines = traceback.format_exception(type(self._error), self._error, self._error.__traceback__)
        raise NurieError(f"The plug-in failed; please report this:\n{''.join(lines)}") from self._error

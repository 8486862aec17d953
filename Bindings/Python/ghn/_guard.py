"""Callbacks of Python that are called from C, and what ends them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from ._errors import Error
from ._library import PROGRESS, unfit


class Guard:
    """Calls a callback of Python from C, and keeps what it raises for after the call.

    An exception must not pass through C: the callback answers 1, which ends the call, and
    :meth:`run` raises what was caught.

    Python handles signals between any two steps of its own, also where C has just called it and nothing
    could catch an exception. Meanwhile what the handler of Ctrl-C raises is therefore kept as well; in the
    caller's own function it is raised at once.
    """

    def __init__(self) -> None:
        self.caught: BaseException | None = None

    def __call__(self, function: Callable[[], object] | None = None) -> int:
        """Calls a function; without one it only says whether the call is to go on."""
        if function is not None and self.caught is None:
            try:
                function()
            except BaseException as error:  # noqa: BLE001 - raised again behind the call
                self.caught = error
        return 0 if self.caught is None else 1

    def progress(self, function: Callable[[int, int], object] | None) -> Any:
        """A callback that tells how far a call is, and ends it after Ctrl-C, function or none."""

        if function is not None and not callable(function):
            raise unfit("progress", "a function", function)

        def tell(_: Any, done: int, total: int) -> int:
            return self(None if function is None else lambda: function(done, total))

        return PROGRESS(tell)

    def run(self, work: Callable[[], Any]) -> Any:
        """What a call answers; raises what ended it."""
        failure: Error | None = None
        result = None
        handler = self._take_handler()
        try:
            result = work()
        except Error as error:
            failure = error
        finally:
            if handler is not None:
                signal.signal(signal.SIGINT, handler)
        if self.caught is not None:
            raise self.caught
        if failure is not None:
            raise failure
        return result

    def _take_handler(self) -> Callable[[int, FrameType | None], Any] | None:
        """Puts a handler of Ctrl-C before the one that there is, and answers that one.

        ``None`` where there is none in Python, or where signals are handled by another thread.
        """
        if threading.current_thread() is not threading.main_thread():
            return None
        found = signal.getsignal(signal.SIGINT)
        if not callable(found):
            return None
        before: Callable[[int, FrameType | None], Any] = found

        def handle(number: int, frame: FrameType | None) -> None:
            try:
                before(number, frame)
            except BaseException as error:  # noqa: BLE001 - raised again behind the call
                if self._is_calling(frame):
                    raise
                self.caught = self.caught or error

        signal.signal(signal.SIGINT, handle)
        return before

    def _is_calling(self, frame: FrameType | None) -> bool:
        """Whether a frame is of the function that is called, where exceptions are caught."""
        inner = frame
        while frame is not None:
            if frame.f_code is Guard.__call__.__code__ and frame.f_locals.get("self") is self:
                return frame is not inner
            frame = frame.f_back
        return False

"""Signals that arrive during a call into the module."""
import contextlib
import signal


class Interrupted(Exception):
    """What the handler raises, as Python's own raises KeyboardInterrupt."""


@contextlib.contextmanager
def interrupted_by_third_alarm():
    """An alarm every two milliseconds, the third of which raises Interrupted. A call that does not
    check for signals sees only one, when it is over."""
    alarms = 0

    def on_alarm(*_):
        nonlocal alarms
        alarms += 1
        if alarms == 3:
            raise Interrupted

    before = signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""Drops a file on a window as a file manager would: the source's half of version 5 of the XDND
protocol.

    drop.py WINDOW_NAME FILE

Ends when the window has taken the file; exit code 1 if it does not within a minute.
Needs python3-xlib, and DISPLAY.
"""

import pathlib
import sys
import time

from Xlib import X, display
from Xlib.protocol import event

VERSION = 5


class Source:
    """Offers one list of files and answers the requests of the drop's target."""

    def __init__(self, window_name: str, path: pathlib.Path):
        self.display = display.Display()
        self.root = self.display.screen().root
        self.target = self.find(self.root, window_name)
        if self.target is None:
            raise SystemExit(f"drop.py: there is no window named {window_name}")
        self.window = self.root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self.files = (path.resolve().as_uri() + "\r\n").encode()

    def find(self, window, name: str):
        """The first window of this name, from `window` downwards."""
        if window.get_wm_name() == name:
            return window
        found = (self.find(child, name) for child in window.query_tree().children)
        return next((child for child in found if child is not None), None)

    def atom(self, name: str) -> int:
        return self.display.intern_atom(name)

    def tell(self, message: str, *values: int):
        """Sends one of the protocol's messages: the source's window, and up to four numbers."""
        data = [self.window.id, *values]
        data += [0] * (5 - len(data))
        self.target.send_event(
            event.ClientMessage(
                window=self.target, client_type=self.atom(message), data=(32, data)
            )
        )
        self.display.flush()

    def wait_for(self, message: str, seconds: float = 60):
        """Handles events until the target sends this message; returns its numbers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.display.pending_events():
                time.sleep(0.02)
                continue
            e = self.display.next_event()
            if e.type == X.SelectionRequest:
                self.hand_over(e)
            elif e.type == X.ClientMessage and e.client_type == self.atom(message):
                return e.data[1]
        raise SystemExit(f"drop.py: the window sent no {message}")

    def hand_over(self, request):
        """The target wants the list of files: writes it where the target says."""
        request.requestor.change_property(request.property, request.target, 8, self.files)
        request.requestor.send_event(
            event.SelectionNotify(
                time=request.time,
                requestor=request.requestor,
                selection=request.selection,
                target=request.target,
                property=request.property,
            )
        )
        self.display.flush()

    def drop(self, x: int, y: int):
        self.window.set_selection_owner(self.atom("XdndSelection"), X.CurrentTime)
        self.tell("XdndEnter", VERSION << 24, self.atom("text/uri-list"))
        self.tell("XdndPosition", 0, x << 16 | y, X.CurrentTime, self.atom("XdndActionCopy"))
        if not self.wait_for("XdndStatus")[1] & 1:
            raise SystemExit("drop.py: the window accepts no files")
        self.tell("XdndDrop", 0, X.CurrentTime)
        # Bit 0 says that it was taken; GLFW puts the number of bytes that it read there.
        if self.wait_for("XdndFinished")[1] == 0:
            raise SystemExit("drop.py: the window refused the file")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: drop.py WINDOW_NAME FILE")
    Source(sys.argv[1], pathlib.Path(sys.argv[2])).drop(640, 400)

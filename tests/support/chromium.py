"""A headless Chromium, steered over its own pipes, without a package for that."""

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from fcntl import F_DUPFD, fcntl
from select import select
from time import monotonic

from processes import started

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# It draws by the processor alone, and reaches nothing.
_OPTIONS = (
    *("--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--no-first-run"),
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_PATIENCE = 120.0


def find_chromium():
    """Return the program, or None."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


class Page:
    """A page in a browser.

    Attributes
    ----------
    troubles : list of str
        What its console had to say, errors that it threw, and what it wanted from elsewhere,
        since it was opened.
    """

    def __init__(self, incoming, outgoing):
        self._incoming, self._outgoing = incoming, outgoing
        self._buffer = b""
        self._number = 0
        self._session = None
        self.troubles = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, path, *, size=(1100, 1300), dark=False):
        """Open a file, and wait until it and its scripts are loaded."""
        self.troubles.clear()
        width, height = size
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self._call("Page.navigate", url=path.resolve().as_uri())
        self.run(
            "new Promise(done => document.readyState === 'complete' ? done() : "
            "addEventListener('load', () => done()))"
        )

    def run(self, script):
        """Return the value of an expression, once it is there."""
        result = self._call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"])
        return result["result"].get("value")

    def drag(self, start, end):
        """Press the mouse at one place, move it to another and let it go."""
        for kind, (x, y), buttons in (
            ("mouseMoved", start, 0),
            ("mousePressed", start, 1),
            ("mouseMoved", end, 1),
            ("mouseReleased", end, 0),
        ):
            self._call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left" if kind != "mouseMoved" or buttons else "none",
                buttons=buttons,
                clickCount=int(kind != "mouseMoved"),
            )

    def picture(self):
        """Return what is seen, as a PNG in base 64."""
        return self._call("Page.captureScreenshot", format="png")["data"]

    def _call(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._outgoing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer.get("method"), answer.get("params", {}))

    def _note(self, event, told):
        if event == "Runtime.exceptionThrown":
            self.troubles.append(str(told["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.troubles.append(str(told["args"]))
        elif event == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.troubles.append(told["entry"]["text"])
        elif event == "Network.requestWillBeSent":
            url = told["request"]["url"]
            if not url.startswith(("file:", "data:", "blob:")):
                self.troubles.append(url)

    def _next(self):
        end = monotonic() + _PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select([self._incoming], [], [], max(end - monotonic(), 0.0))
            assert ready, "Chromium does not answer"
            data = os.read(self._incoming, 1 << 16)
            assert data, "Chromium has ended"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)


@contextmanager
def opened_chromium(folder):
    """Start a browser whose profile is in a folder, and give a page of it."""
    pipes = [*os.pipe(), *os.pipe()]
    to_read, to_write, from_read, from_write = pipes
    # It reads commands from 3 and writes to 4, which may be in use here.
    high = [fcntl(end, F_DUPFD, 10) for end in (to_read, from_write)]
    shell = 'exec "$0" "$@" 3</dev/fd/{} 4>/dev/fd/{}'.format(*high)
    browser = [find_chromium(), *_OPTIONS, f"--user-data-dir={folder}", "about:blank"]
    try:
        with started(
            ["sh", "-c", shell, *browser],
            pass_fds=high,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ):
            for end in (to_read, from_write, *high):
                os.close(end)
            pipes = [to_write, from_read]
            yield Page(from_read, to_write)
    finally:
        for end in pipes:
            os.close(end)

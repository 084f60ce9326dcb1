"""The program never uses a network: whatever opens a socket to one is refused, and it works."""

import os
import sys

import pytest
from processes import finished

# What `splotch` is run by: an audit hook cannot be taken off again.
WATCHED = """
import os, socket, sys
def refuse(event, arguments):
    if event == "socket.__new__" and arguments[1] != socket.AF_UNIX:
        os.write(2, b"a socket\\n")
        os._exit(77)
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "urllib.Request"}:
        os.write(2, b"a look-up\\n")
        os._exit(78)
sys.addaudithook(refuse)
"""
COMMANDS = """
from splotch_tui.cli import main
short = ["--seconds", "0.5", "--size", "160x120"]
for arguments in (
    ["run", "--steps", "300", "-o", "a.npz"],
    ["run", "--steps", "30", "--engine", "torch"],
    ["info", "a.npz"],
    ["recipe", "a.npz"],
    ["render", "a.npz", "-o", "a.mp4", *short],
    ["render", "a.npz", "-o", "a.gif", *short],
    ["info", "a.mp4"],
    ["plot", "a.npz", "-o", "a.pdf"],
    ["plot", "a.npz", "-o", "a.html"],
    ["config"],
    ["rules"],
):
    assert main(arguments) == 0, arguments
"""


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """Every Python process that starts from here on has the hook, films' among them."""
    folder = tmp_path / "hook"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WATCHED)
    path = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), path))))


@pytest.mark.usefixtures("watched")
def test_the_watch_sees_sockets():
    for line, code in (
        ("socket.socket()", 77),
        ("socket.socket(socket.AF_INET6)", 77),
        ("urllib.request.urlopen('http://127.0.0.1')", 78),
        ("socket.getaddrinfo('localhost', 80)", 78),
    ):
        result = finished([sys.executable, "-c", f"import socket, urllib.request; {line}"])
        assert result.returncode == code


@pytest.mark.usefixtures("watched")
def test_commands_use_no_network(tmp_path):
    result = finished([sys.executable, "-c", COMMANDS], cwd=tmp_path)
    assert result.returncode == 0, result.stderr


@pytest.mark.usefixtures("watched")
def test_the_app_uses_no_network(terminal):
    app = terminal()
    app.until(lambda: app.step > 20)
    app.press("w")
    app.until(lambda: "saved" in app.text)
    app.press("e")
    app.until(lambda: "enter makes it" in app.text)
    app.press("\x1b[D")
    app.until(lambda: "‹ png ›" in app.text)
    app.press("\r")
    # On a machine with much to do the film steps back for all else, and it compiles first.
    app.until(lambda: "made" in app.text, 300)
    app.press("q")
    assert app.end() == 0

"""What goes to the terminal besides what Textual draws by itself.

Textual has no public way to send any; its driver is private.
"""

from __future__ import annotations

from textual.app import App
from textual.driver import Driver

_CLEAR = "\x1b[0m\x1b[2J"


def send(app: App[None], text: str) -> None:
    """Send text to the terminal of an app; without a terminal, it goes nowhere."""
    driver = app._driver
    if driver is not None:
        driver.write(text)


def takes_graphics_answers(app: App[None]) -> bool:
    """Whether what a terminal says of graphics comes as an event: else it would be keys."""
    return hasattr(app._driver, "sent_at_leaving")


def send_at_leaving(app: App[None], text: str) -> None:
    """Have text sent when the terminal is given back, in the place of any before."""
    driver = app._driver
    if driver is not None and hasattr(driver, "sent_at_leaving"):
        driver.sent_at_leaving = text


def redraw(app: App[None]) -> None:
    """Draw all of the screen anew, whatever others have written over it."""
    send(app, _CLEAR)
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    app._display(app.screen, update)


def can_suspend(app: App[None]) -> bool:
    """Whether the terminal of an app can be given back for a while."""
    return app._driver is not None and app._driver.can_suspend


def fitting_driver(driver: type[Driver]) -> type[Driver]:
    """Return our own driver where Textual would take the one that it is built on."""
    if driver.__module__ != "textual.drivers.linux_driver":
        return driver
    # Windows has nothing of what it imports.
    from splotch_tui.ui.terminal.driver import TerminalDriver

    return TerminalDriver

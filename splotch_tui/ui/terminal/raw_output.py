"""Text for the terminal itself, besides what Textual draws.

Textual has no public way to send any; its driver is private.
"""

from __future__ import annotations

from textual.app import App


def send(app: App[None], text: str) -> None:
    """Send text to the terminal of an app; without a terminal, it goes nowhere."""
    driver = app._driver
    if driver is not None:
        driver.write(text)

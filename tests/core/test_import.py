"""What importing the package costs."""

import subprocess
import sys


def test_importing_it_loads_nothing_heavy():
    heavy = ["torch", "matplotlib", "textual", "numba", "PIL", "click", "rich"]
    heavy += ["imageio", "imageio_ffmpeg"]
    code = f"import sys, splotch_tui; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout == b"[]\n"


def test_little_is_imported_before_signals_are_listened_to():
    # Python itself shows a traceback for a Ctrl-C in that time.
    slow = ["typing", "re", "pathlib"]
    code = f"import sys, splotch_tui.core.signals; print([m for m in {slow} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, check=True)
    assert result.stdout == b"[]\n"


def test_the_app_is_painted_before_the_compiler_is_imported():
    heavy = ["numba", "scipy", "render", "matplotlib", "torch", "dask", "imageio"]
    code = f"import sys, splotch_tui.ui.app; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout == b"[]\n"

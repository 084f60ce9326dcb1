"""Notebooks, run from their first cell to their last by a kernel.

python tests/support/notebooks.py examples/splotch.ipynb     runs one, and keeps what it shows
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def executed(path, folder):
    """Return a notebook with what its cells show when they are run in a folder."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(folder)}}
    # Nothing that differs from time to time is kept.
    nbclient.NotebookClient(notebook, timeout=600, record_timing=False, resources=where).execute()
    notebook.metadata.pop("language_info")
    return notebook


def main(path):
    import nbformat

    with TemporaryDirectory() as folder:
        nbformat.write(executed(Path(path), folder), path)


if __name__ == "__main__":
    main(*sys.argv[1:])

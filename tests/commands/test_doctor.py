"""`splotch doctor`: what it says of a machine where all is well, and of broken ones."""

import io
import os
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from processes import finished

from splotch_tui.cli import main
from splotch_tui.commands import probes

ROOT = Path(__file__).parents[2]
TITLES = (
    *("Splotch", "Packages", "Terminal", "Kernels", "Encoder", "Folders", "Cluster"),
    *("Environment", "What will not work"),
)


@pytest.fixture
def doctor(capsys, monkeypatch):
    """A function that returns the exit code and what is under each title."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    # The terminal that the tests may have been started from is left alone.
    monkeypatch.setattr("splotch_tui.ui.terminal.asking.ask_graphics", lambda: None)

    def result(*arguments):
        code = main(["doctor", *arguments])
        out, err = capsys.readouterr()
        assert err == ""
        return code, sections(out)

    return result


def sections(text):
    parts = [part.splitlines() for part in text.strip().split("\n\n")]
    return {title: [line.strip() for line in lines] for title, *lines in parts}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(autouse=True)
def requirements(monkeypatch):
    """What pyproject.toml says that is needed: what was installed may be an older one's."""
    monkeypatch.setattr(metadata, "requires", lambda _name: project()["dependencies"])


def test_where_all_is_well(doctor, home):
    code, found = doctor()
    assert code == 0
    assert set(TITLES) <= set(found)
    assert found["What will not work"] == ["nothing: all that is needed is there"]
    for requirement in project()["dependencies"]:
        name = re.match("[a-z-]+", requirement)[0]
        assert f"{name} {metadata.version(name)}" in [
            " ".join(x.split()) for x in found["Packages"]
        ]
    text = "\n".join(line for lines in found.values() for line in lines)
    assert "\x1b" not in text
    assert str(home) not in text
    assert "~/.local/share/splotch/runs" in text
    assert {".mp4            libx264", ".webm           libvpx-vp9"} <= set(found["Encoder"])
    assert list(home.iterdir()) == []


def test_it_compiles_nothing(tmp_path):
    """And tells where kernels will be kept."""
    folder = tmp_path / "kernels"
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    result = finished([sys.executable, "-m", "splotch_tui", "doctor"], env=environment)
    found = sections(result.stdout)
    assert result.returncode == 0
    assert any(line.startswith(f"cache           {folder}") for line in found["Kernels"])
    assert "compiled        nothing yet: the first run takes some seconds" in found["Kernels"]
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_extras_are_those_that_can_be_installed():
    extras = project()["optional-dependencies"]
    for name, (_, packages) in probes.EXTRAS.items():
        listed = re.findall(r"[a-z][a-z-]+", " ".join(extras[name]))
        assert set(packages) == set(listed), name
    # Those of developers are none of its business.
    assert set(probes.EXTRAS) == set(extras) - {"docs", "test"}


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("numpy", 'raise ImportError("it was built for another")', "ImportError: it was built"),
        ("llvmlite", 'raise OSError(8, "wrong machine", "lib.so")', "lib.so: wrong machine"),
        ("textual", "import nothing_of_that_name", "there is no package nothing_of_that_name"),
        ("imageio_ffmpeg", "1 + None", "TypeError: unsupported operand"),
    ],
)
def test_a_package_that_is_broken_is_a_line_and_no_traceback(name, lines, said, tmp_path):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text(lines)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from splotch_tui.cli import main; sys.exit(main(['doctor']))"
    )
    result = finished([sys.executable, "-c", program])
    assert result.returncode == 1
    assert result.stderr == ""
    faults = sections(result.stdout)["What will not work"]
    assert any(said in fault for fault in faults), faults
    missing = "nothing_of_that_name"
    remedy = missing if missing in lines else "--force-reinstall " + name.replace("_", "-")
    assert f"pip install {remedy}" in faults[0]
    assert set(TITLES) <= set(sections(result.stdout))


def test_versions_that_do_not_do(doctor, monkeypatch):
    versions = {"numba": "0.70.0", "torch": "2.9.1+cpu", "numpy": "2.0", "plotly": None}
    versions["textual-image"] = "0.13"

    def version(name):
        told = versions.get(name, "99.1")
        if told is None:
            raise metadata.PackageNotFoundError(name)
        return told

    monkeypatch.setattr(metadata, "version", version)
    needed = ["numba<0.69,>=0.61", "torch>=2.13", "numpy>=2.0.0", 'av>=12; extra == "test"']
    needed += ['textual-image<0.13,>=0.12; extra == "pictures"', "plotly>=6 ; extra == 'html'"]
    monkeypatch.setattr(metadata, "requires", lambda _: needed)
    code, found = doctor()
    assert code == 1
    assert [fault.split(":")[0] for fault in found["What will not work"]] == [
        "Splotch",
        "--engine torch",
    ]
    assert "pip install 'numba<0.69,>=0.61'" in found["What will not work"][0]
    html, pictures = found["What else there could be"]
    assert html.endswith("plotly is not installed: pip install 'plotly>=6'")
    assert "textual-image 0.13 is here, and <0.13,>=0.12 is needed" in pictures


def test_a_package_that_is_missing(doctor, monkeypatch):
    monkeypatch.setattr(metadata, "requires", lambda _: ["no-such-package>=3"])
    code, found = doctor()
    assert code == 1
    (fault,) = found["What will not work"]
    assert fault == "Splotch: no-such-package is not installed: pip install 'no-such-package>=3'"


def test_folders_that_cannot_be_used(doctor, home, tmp_path):
    settings = home / ".config" / "splotch" / "config.toml"
    settings.parent.mkdir(parents=True)
    (tmp_path / "file").touch()
    settings.write_text(f'runs = "{tmp_path}/file/runs"\n')
    code, found = doctor()
    assert code == 1
    (fault,) = found["What will not work"]
    assert fault.startswith("keeping runs: ")
    assert "cannot be written (not a directory)" in fault
    settings.write_text("fps = 1000\n")
    code, found = doctor()
    assert code == 1
    (fault,) = found["What will not work"]
    assert "~/.config/splotch/config.toml, line 1: fps must be from 1 to 60" in fault


def test_a_disk_that_is_nearly_full(doctor, monkeypatch):
    usage = type("Usage", (), {"free": 3_000_000})()
    monkeypatch.setattr(probes, "disk_usage", lambda _folder: usage)
    code, found = doctor()
    assert code == 1
    assert all("has 3 MB left" in fault for fault in found["What will not work"])


def test_no_folder_for_kernels(doctor, monkeypatch):
    def none(_function):
        raise RuntimeError("no locator available")

    monkeypatch.setattr("splotch_tui.core.kernels.kernel_cache.cache_folder", none)
    code, found = doctor()
    assert code == 1
    assert "set NUMBA_CACHE_DIR" in found["What will not work"][0]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (None, "there is no program"),
        ("exit 1", "does not work as an ffmpeg"),
        ("echo 'ffmpeg version 7 x' >&2; echo ' V....D libx264  H.264'", "no encoder libvpx-vp9"),
    ],
)
def test_an_ffmpeg_that_does_not_do(program, said, doctor, tmp_path, monkeypatch):
    path = tmp_path / "ffmpeg"
    if program is not None:
        path.write_text(f"#!/bin/sh\n{program}\n")
        path.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(path))
    code, found = doctor()
    assert code == 1
    (fault,) = found["What will not work"]
    assert said in fault
    assert "IMAGEIO_FFMPEG_EXE" in fault


def test_what_a_terminal_does_not_show_is_told_and_does_not_count(doctor, monkeypatch):
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setattr("locale.getencoding", lambda: "ISO-8859-1")
    code, found = doctor()
    assert code == 0
    assert "colours         16" in found["Terminal"]
    told = " ".join(found["What else there could be"])
    assert "COLORTERM" in told
    assert "not UTF-8" in told


def test_a_cluster_that_does_not_answer(doctor, monkeypatch):
    monkeypatch.setattr("splotch_tui.core.ensemble.executors.cluster._PATIENCE", 0.3)
    code, found = doctor("--cluster", "tcp://127.0.0.1:9")
    assert code == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in found["What will not work"][0]
    code, found = doctor("--cluster", "nowhere")
    assert code == 1
    assert "nowhere is no cluster" in found["What will not work"][0]

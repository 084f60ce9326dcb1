"""Histories on disk: whole, equal, and never trusted."""

import errno
import json
import os
import zipfile
from dataclasses import FrozenInstanceError, replace
from io import BytesIO

import numpy as np
import pytest

from splotch_tui import History, Recipe, SplotchError, run
from splotch_tui.core import array_archive
from splotch_tui.core.array_archive import ArrayArchive
from splotch_tui.core.storage import check_target


@pytest.fixture(scope="module")
def history():
    return run(Recipe(dims=3, steps=200).changed(50, "epsilon", 0.2))


@pytest.fixture
def saved(history, tmp_path):
    path = tmp_path / "a.npz"
    history.save(path)
    return path


def test_saved_and_loaded_it_is_equal(history, saved):
    loaded = History.load(saved)
    for name in ("x0", "xn", "loss"):
        assert np.array_equal(getattr(loaded, name), getattr(history, name))
    for name in ("k", "k0", "s", "c"):
        assert np.array_equal(getattr(loaded.landscape, name), getattr(history.landscape, name))
    assert loaded.recipe == history.recipe


def test_a_loaded_recipe_makes_the_same_run_again(history, saved):
    assert np.array_equal(run(History.load(saved).recipe).points, history.points)


def test_numpy_alone_opens_it(history, saved):
    with np.load(saved, allow_pickle=False) as arrays:
        assert set(arrays) >= {"x0", "xn", "loss", "k", "k0", "s", "c", "recipe"}
        assert arrays["x0"].dtype == np.float64
        assert arrays["xn"].shape == (201, 3)
        assert Recipe.from_json(str(arrays["recipe"])) == history.recipe


def test_an_existing_file_is_kept_unless_forced(history, saved):
    before = saved.read_bytes()
    with pytest.raises(SplotchError, match="another name"):
        history.save(saved)
    assert saved.read_bytes() == before
    history.save(saved, force=True)
    assert [file.name for file in saved.parent.iterdir()] == ["a.npz"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, ": free some space or write elsewhere"),
        (errno.EIO, "input/output error: write elsewhere"),
    ],
)
def test_a_failed_write_leaves_nothing(history, tmp_path, monkeypatch, number, said):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(SplotchError, match=said):
        history.save(tmp_path / "a.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("where", ["missing/a.npz", ".", "x" * 300 + ".npz"])
def test_a_place_that_cannot_be_written_is_said(history, tmp_path, where):
    with pytest.raises(SplotchError):
        history.save(tmp_path / where)


@pytest.mark.parametrize("kept", [0, 1, 30, 0.3, 0.6, 0.95])
def test_a_truncated_file_is_refused_in_one_line(saved, kept):
    data = saved.read_bytes()
    saved.write_bytes(data[: int(kept * len(data)) if kept < 1 else kept])
    with pytest.raises(SplotchError) as caught:
        History.load(saved)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("seed", range(30))
def test_a_file_with_wrong_bytes_is_loaded_or_refused(saved, seed):
    data = bytearray(saved.read_bytes())
    random = np.random.default_rng(seed)
    for place in random.integers(0, len(data), 20):
        data[place] = random.integers(256)
    saved.write_bytes(data)
    try:
        History.load(saved)
    except SplotchError as error:
        assert "\n" not in str(error)


def rewritten(path, **arrays):
    with np.load(path) as file:
        values = {**file, **arrays}
    np.savez(path, **{name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize(
    "wrong",
    [
        {"x0": None},
        {"recipe": None},
        {"recipe": np.array("nonsense")},
        {"recipe": np.array(3)},
        {"recipe": np.array([Recipe().to_json()])},
        {"xn": np.zeros((201, 3), np.longdouble)},
        {"x0": np.zeros(7)},
        {"x0": np.full(201, np.nan)},
        {"x0": np.array(["a"] * 201)},
        {"k": np.zeros((3, 5, 2), np.int64)},
        {"loss": np.zeros(201, complex)},
        {"loss": np.full(201, np.inf)},
        {"x0": np.full(201, 1e300)},
        {"k": np.full((3, 5, 3), -(2**63))},
        {"recipe": np.array(" " * 60_000_000)},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_wrong_contents_are_refused_in_one_line(saved, wrong):
    rewritten(saved, **wrong)
    with pytest.raises(SplotchError) as caught:
        History.load(saved)
    assert "\n" not in str(caught.value)


def test_pickled_objects_are_never_loaded(saved):
    rewritten(saved, x0=np.array([print] * 201, object))
    with pytest.raises(SplotchError):
        History.load(saved)


def test_sizes_are_checked_before_memory_is_taken(saved):
    """A header that claims an exabyte is refused without asking for one."""
    lying = saved.with_name("lying.npz")
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(lying, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "x0.npy":
                data = data.replace(b"(201,)", b"(201000000000000000,)".ljust(6))
            target.writestr(name, data)
    with pytest.raises(SplotchError):
        History.load(lying)


def replaced(path, member, data, compression=zipfile.ZIP_STORED):
    """Put `data` into the place of a member of a zip file."""
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()} | {member: data}
    with zipfile.ZipFile(path, "w", compression) as target:
        for name, content in members.items():
            target.writestr(name, content)


def npy(array, version=(1, 0)):
    """The bytes of a `.npy` file."""
    file = BytesIO()
    np.lib.format.write_array(file, array, version)
    return file.getvalue()


def test_what_is_packed_to_fill_the_memory_is_not_unpacked(saved):
    header = b"\x93NUMPY\x02\x00" + (2**32 - 1).to_bytes(4, "little")
    replaced(saved, "recipe.npy", header + bytes(60_000_000), zipfile.ZIP_DEFLATED)
    with pytest.raises(SplotchError, match="tighter"):
        History.load(saved)


def test_numbers_that_grow_when_read_are_counted_as_large_as_they_get(saved):
    steps = 8_000_000
    points = np.zeros(steps + 1, np.float16)
    with np.load(saved) as file:
        arrays = dict(file)
    arrays |= {"x0": points, "recipe": np.array(Recipe(dims=3, steps=steps).to_json())}
    np.savez_compressed(saved, **arrays)
    with pytest.raises(SplotchError, match="its x0 is packed tighter"):
        History.load(saved)


def test_a_list_of_members_as_long_as_a_file_is_not_read(saved):
    entry = b"PK\x01\x02" + bytes(24) + (6).to_bytes(2, "little") + bytes(16) + b"x0.npy"
    entries = entry * 50_000
    end = b"PK\x05\x06" + bytes(8) + len(entries).to_bytes(4, "little") + bytes(6)
    saved.write_bytes(entries + end)
    with pytest.raises(SplotchError, match=r"not a whole .npz"):
        History.load(saved)


@pytest.mark.parametrize(
    "other",
    [np.asfortranarray, lambda array: array.astype(array.dtype.newbyteorder(">"))],
    ids=["Fortran's order", "other bytes first"],
)
def test_equal_arrays_are_equal_however_they_are_laid_out(history, saved, other):
    arrays = {"k": history.landscape.k, "xn": history.xn, "x0": history.x0}
    rewritten(saved, **{name: other(array) for name, array in arrays.items()})
    loaded = History.load(saved)
    assert np.array_equal(loaded.landscape.k, arrays["k"])
    assert np.array_equal(loaded.points, history.points)
    assert loaded.xn.dtype.isnative
    assert loaded.xn.flags.c_contiguous


@pytest.mark.parametrize("stride", [-2, 0, 3])
def test_a_stride_that_no_run_has_is_refused(saved, stride):
    rewritten(saved, stride=np.array(stride))
    with pytest.raises(SplotchError, match="stride is not a power of two"):
        History.load(saved)


def test_numbers_that_no_run_reaches_are_refused(saved):
    for x0 in (np.nextafter(1e15, 0), -np.nextafter(1e15, 0)):
        rewritten(saved, x0=np.full(201, x0))
        assert History.load(saved).x0[0] == x0
    for x0 in (1e15, -1e15):
        rewritten(saved, x0=np.full(201, x0))
        with pytest.raises(SplotchError, match="numbers that no run reaches"):
            History.load(saved)


def test_a_history_of_every_point(history):
    whole = History(history.x0, history.xn, history.loss, history.recipe, history.landscape)
    assert whole.stride == 1
    assert np.array_equal(whole.steps, np.arange(201))
    assert whole in {whole}
    with pytest.raises(FrozenInstanceError):
        whole.stride = 2


def test_the_coordinate_that_went_farthest(history):
    xn = np.array([[0.0, 5.0, -1.0], [1.0, 5.5, 1.0]])
    assert replace(history, xn=xn).farthest_axis == 3
    assert replace(history, xn=xn[:, ::-1]).farthest_axis == 1


@pytest.mark.parametrize("size", [1, 2, 4])
def test_wavenumbers_of_fewer_bytes_are_read(history, saved, size):
    rewritten(saved, k=history.landscape.k.astype(f"i{size}"))
    assert np.array_equal(History.load(saved).landscape.k, history.landscape.k)


def test_an_honest_array_may_be_of_any_size(saved, monkeypatch):
    monkeypatch.setattr(array_archive, "_HARMLESS", 0)
    monkeypatch.setattr(array_archive, "_DENSEST", 1)
    assert History.load(saved).recipe.steps == 200


def test_a_text_is_read_up_to_its_longest(saved):
    with np.load(saved) as arrays:
        names = frozenset(arrays)
    with ArrayArchive(saved, names) as archive:
        text = archive.text("recipe", 1_000_000)
        assert archive.text("recipe", len(text)) == text
        with pytest.raises(SplotchError, match="not of the kind and size"):
            archive.text("recipe", len(text) - 1)


def test_a_header_is_read_up_to_its_longest(saved):
    def member(length):
        header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (201,), }"
        return b"\x93NUMPY\x01\x00" + length.to_bytes(2, "little") + header.ljust(length) + data

    data = np.linspace(0, 1, 201).tobytes()
    replaced(saved, "x0.npy", member(10_000))
    assert History.load(saved).x0[-1] == 1
    replaced(saved, "x0.npy", member(10_001))
    with pytest.raises(SplotchError, match="damaged"):
        History.load(saved)


@pytest.mark.parametrize(
    ("member", "data"),
    [
        ("x0.npy", b"\x93NUMPY\x04\x00" + npy(np.zeros(201), (2, 0))[8:]),
        ("x0.npy", b"\x93PYTHON" + npy(np.zeros(201))[7:]),
        ("recipe.npy", npy(np.array("123"))[:-12] + b"\xff" * 12),
    ],
    ids=["a later version", "no array", "no letters"],
)
def test_a_member_that_is_none_of_numpys_is_refused(saved, member, data):
    replaced(saved, member, data)
    with pytest.raises(SplotchError, match="damaged"):
        History.load(saved)


def test_a_member_that_is_no_array_is_refused(saved):
    replaced(saved, "x0", b"")
    with pytest.raises(SplotchError, match="what no history does"):
        History.load(saved)


@pytest.mark.parametrize("header", [b"(" * 5000, b"-" * 5000 + b"1", b"{'descr': __import__('os')"])
def test_an_array_with_a_mad_header_is_refused(saved, header):
    size = len(header).to_bytes(4, "little")
    replaced(saved, "x0.npy", b"\x93NUMPY\x02\x00" + size + header)
    with pytest.raises(SplotchError, match="damaged"):
        History.load(saved)


@pytest.mark.parametrize("name", ["missing.npz", ".", "pipe.npz", "loop.npz", "x" * 300 + ".npz"])
def test_no_file_is_said_in_one_line(tmp_path, name):
    os.mkfifo(tmp_path / "pipe.npz")
    (tmp_path / "loop.npz").symlink_to("loop.npz")
    with pytest.raises(SplotchError):
        History.load(tmp_path / name)


def test_a_file_gets_the_usual_mode_without_touching_that_of_others(history, tmp_path, monkeypatch):
    (tmp_path / "usual").touch()

    def fail(_mask):
        raise AssertionError("other threads would make their files under this mask")

    monkeypatch.setattr(os, "umask", fail)
    history.save(tmp_path / "a.npz")
    assert (tmp_path / "a.npz").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_an_engine_that_is_not_here_is_refused_by_name(saved):
    recipe = json.dumps({"version": 2, "engine": "jax"})
    replaced(saved, "recipe.npy", npy(np.array(recipe)))
    with pytest.raises(SplotchError, match=r"cannot read .*a.npz: engine must be one of compiled"):
        History.load(saved)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_array_that_could_unpack_to_any_size_is_not_unpacked(saved, method):
    with zipfile.ZipFile(saved) as file:
        arrays = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(saved, "w", method) as file:
        for name, data in arrays.items():
            file.writestr(name, data)
    with pytest.raises(SplotchError, match=r"no .npz of numpy's"):
        History.load(saved)


def test_a_link_to_nowhere_is_in_the_way(history, tmp_path):
    (tmp_path / "a.npz").symlink_to(tmp_path / "nowhere.npz")
    with pytest.raises(SplotchError, match="exists"):
        check_target(tmp_path / "a.npz", force=False)
    history.save(tmp_path / "a.npz", force=True)
    assert History.load(tmp_path / "a.npz").recipe == history.recipe


def test_a_name_that_could_not_be_opened_again_is_refused(history, tmp_path):
    with pytest.raises(SplotchError, match=r"end it in .npz"):
        history.save(tmp_path / "a.png")

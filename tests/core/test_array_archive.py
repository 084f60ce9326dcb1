"""Archives that are not what they say."""

import zipfile
from io import BytesIO

import numpy as np
import pytest

from splotch_tui.core.array_archive import ArrayArchive
from splotch_tui.core.errors import UnreadableError

X = np.linspace(0, 1, 300)
KNOWN = frozenset({"x", "y"})
# Where in its entry of a zip file's directory a member says these, and in how many bytes.
FLAGS, PACKED_SIZE, SIZE = (8, 2), (20, 4), (24, 4)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, x=X)
    return path


def read(path):
    with ArrayArchive(path, KNOWN) as archive:
        return archive.array("x", "f", X.shape)


def claim(path, where, value):
    """Have the first member's entry in the directory say something else of it."""
    content = bytearray(path.read_bytes())
    place, size = where
    start = content.index(b"PK\x01\x02") + place
    content[start : start + size] = value.to_bytes(size, "little")
    path.write_bytes(content)


def test_it_reads_what_numpy_wrote(path):
    assert np.array_equal(read(path), X)


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        (FLAGS, 1, r"no \.npz of numpy's"),  # a password
        (FLAGS, 32, r"no \.npz of numpy's"),  # a patch
        (PACKED_SIZE, 10**9, "damaged or cut short"),
        (SIZE, 10, "damaged or cut short"),
        (SIZE, 10**9, "packed tighter"),
    ],
)
def test_a_member_that_says_what_it_is_not_is_refused(path, where, value, said):
    claim(path, where, value)
    with pytest.raises(UnreadableError, match=said):
        read(path)


def written(path, data, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("x.npy", data)


def npy(version=(1, 0)):
    file = BytesIO()
    np.lib.format.write_array(file, X, version)
    return file.getvalue()


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_numpys_format_is_read(path, version):
    written(path, npy(version))
    assert np.array_equal(read(path), X)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("place", [128, 1000, 2000])
def test_one_bit_that_flipped_is_noticed(path, method, place):
    written(path, npy(), method)
    with zipfile.ZipFile(path) as archive:
        packed = archive.getinfo("x.npy").compress_size
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\x01\x02") - packed
    content[start + place * packed // len(npy())] ^= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match="damaged or cut short"):
        read(path)


@pytest.mark.parametrize("dtype", ["<f1", "|f1", ">f3", "<f16", "<i3", "|i0", "<f0"])
def test_numbers_of_no_size_that_there_is_are_refused(path, dtype):
    file = BytesIO()
    np.lib.format.write_array_header_1_0(
        file, {"descr": dtype, "fortran_order": False, "shape": X.shape}
    )
    written(path, file.getvalue() + X.tobytes())
    with pytest.raises(UnreadableError):
        read(path)


def test_a_member_that_ends_early_is_refused(path):
    written(path, npy()[:-8], zipfile.ZIP_DEFLATED)
    claim(path, SIZE, len(npy()))
    with pytest.raises(UnreadableError, match="damaged or cut short"):
        read(path)


def test_an_array_twice_is_refused(path):
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(path, "a") as archive,
    ):
        archive.writestr("x.npy", b"")
    with pytest.raises(UnreadableError, match="holds an array twice"):
        read(path)


def test_a_disk_that_fails_is_said(path, monkeypatch):
    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(zipfile.ZipExtFile, "read", fail)
    with pytest.raises(UnreadableError, match="input/output error"):
        read(path)
    monkeypatch.setattr(zipfile, "ZipFile", fail)
    with pytest.raises(UnreadableError, match="input/output error"):
        read(path)

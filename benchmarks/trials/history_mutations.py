"""Histories that something has happened to, by accident or by intent."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from splotch_tui import Recipe, run
from trials.damage import DAMAGES, EVIL_TEXTS, WRONG_VALUES
from trials.history_bombs import HEAVY
from trials.npz import array_of, headed, members_of, npy, recipe_of, rewritten, text_member, zipped

Random = np.random.Generator


@dataclass(frozen=True)
class Mutant:
    """A changed file.

    Attributes
    ----------
    kind : str
        What was done to it.
    data : bytes
        What is in it now.
    original : int or None
        Which of `originals` it was damaged from, and has to equal if it can be read at all; None:
        it was forged, and need only agree with itself.
    """

    kind: str
    data: bytes
    original: int | None = None


def originals(folder: Path) -> list[bytes]:
    """Return histories as versions 2 and 1 write them: short, steered, thinned out, packed."""
    path = folder / "original.npz"
    short = run(Recipe(dims=1, waves=1, steps=1))
    steered = run(Recipe(dims=3, steps=200).changed(50, "epsilon", 0.2))
    thinned = run(Recipe(dims=2, steps=1000, noise_seed=7), keep=64)
    results = []
    for history in (short, steered, thinned):
        history.save(path, force=True)
        results.append(path.read_bytes())
    old = {
        "version": 1, "seed": 3, "dims": 2, "waves": 2, "epsilon": 0.1, "learning_rate": 0.2,
        "noise": 1.0, "noise_seed": None, "steps": 30, "changes": [],
    }  # fmt: skip
    first = run(Recipe.from_dict(old))
    first.save(path, force=True)
    with np.load(path) as arrays:
        members = {name: npy(arrays[name]) for name in arrays.files}
    members |= {"recipe": npy(np.array(json.dumps(old))), "engine": npy(np.array("compiled"))}
    results.append(zipped(members))
    results.append(zipped(members_of(results[1]), zipfile.ZIP_DEFLATED))
    return results


def mutant(files: list[bytes], random: Random, number: int) -> Mutant:
    """Return a mutant; one of eight is the shortest history, cut at one length after the other."""
    if number % 8 == 0:
        length = number // 8 % len(files[0])
        return Mutant(f"cut at {length}", files[0][:length], 0)
    which = int(random.integers(len(files)))
    if random.random() < 0.45:
        kind = random.choice(list(DAMAGES))
        return Mutant(kind, DAMAGES[kind](random, files[which]), which)
    forgeries = HEAVY if random.random() < 0.01 else _FORGERIES
    forge = forgeries[random.integers(len(forgeries))]
    return Mutant(forge.__name__.strip("_").replace("_", " "), forge(random, files[which]))


def _some_name(random: Random, data: bytes) -> str:
    return str(
        random.choice([name for name in members_of(data) if name not in {"recipe", "engine"}])
    )


def _body(member: bytes) -> bytes:
    return member[10 + int.from_bytes(member[8:10], "little") :]


def _swapped_headers(random: Random, data: bytes) -> bytes:
    first, second = _some_name(random, data), _some_name(random, data)
    members = members_of(data)
    one, two = members[first], members[second]
    return rewritten(data, **{first: two[:128] + one[128:], second: one[:128] + two[128:]})


def _swapped_members(random: Random, data: bytes) -> bytes:
    first, second = _some_name(random, data), _some_name(random, data)
    members = members_of(data)
    return rewritten(data, **{first: members[second], second: members[first]})


def _huge_shape(random: Random, data: bytes) -> bytes:
    name = _some_name(random, data)
    size = int(random.choice([9_999_999_999, 2**31, 2**62, 10**18 - 1]))
    shape = random.choice([f"({size},)", f"({size}, {size})", f"(1, {size}, 0)", f"({size}, 0)"])
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    return rewritten(data, **{name: headed(header) + _body(members_of(data)[name])})


def _mad_header(random: Random, data: bytes) -> bytes:
    headers = [
        "{1: 2, 'descr': '<f8', b'x': 3}", "{'descr': (), 'fortran_order': False, 'shape': (), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (((((", "{{1}: 2}", "-" * 9001 + "1",
        "(" * 9000, "{'descr': __import__('os').system('touch owned'), }", "", "\x00" * 64,
        "{'descr': '<f8', 'fortran_order': 2, 'shape': (3,), }", "[1, 2, 3]", "'" * 77,
        "{'descr': [('a', '<f8'), ('b', 'O')], 'fortran_order': False, 'shape': (3,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "lambda: 0",
        "{'descr': '<f99999999', 'fortran_order': False, 'shape': (), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1e9,), }", "9" * 5000,
        "{'descr': '<f1', 'fortran_order': False, 'shape': (3,), }",
    ]  # fmt: skip
    name = str(random.choice(list(members_of(data))))
    member = headed(str(random.choice(headers)))
    if random.random() < 0.2:  # a length that is not its own
        member = member[:8] + int(random.integers(2**32)).to_bytes(4, "little") + member[12:]
    return rewritten(data, **{name: member + _body(members_of(data)[name])})


def _wrong_dtype(random: Random, data: bytes) -> bytes:
    name = _some_name(random, data)
    kinds = [
        "<i4",
        ">i8",
        "<u8",
        "<f2",
        "<f4",
        ">f8",
        "<c16",
        "?",
        "<U3",
        "S5",
        "<M8[s]",
        "V8",
        "<f16",
    ]
    with np.errstate(all="ignore"):
        return rewritten(
            data, **{name: npy(array_of(data, name).astype(str(random.choice(kinds))))}
        )


def _strange_number(random: Random, data: bytes) -> bytes:
    name = _some_name(random, data)
    array = np.array(array_of(data, name))
    values = (
        [np.nan, np.inf, -np.inf, 1e300, -1e300, 1e14, -9e14, 5e-324, -0.0]
        if array.dtype.kind == "f"
        else [-(2**63), 2**63 - 1, 10**14, -(10**14), 0]
    )
    with np.errstate(all="ignore"):
        array.flat[random.integers(array.size) if random.random() < 0.5 else slice(None)] = values[
            random.integers(len(values))
        ]
    return rewritten(data, **{name: npy(array)})


class _Intruder:
    def __reduce__(self) -> tuple[Any, ...]:
        return exec, ("open('owned', 'w')",)


def _pickled(random: Random, data: bytes) -> bytes:
    name = str(random.choice(list(members_of(data))))
    code = pickle.dumps(_Intruder())
    objects = np.empty(3, object)
    objects[:] = _Intruder()
    forms = [
        code,
        npy(objects, allow_pickle=True),
        headed("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }") + code,
        headed("{'descr': '|O8', 'fortran_order': False, 'shape': (), }") + code,
    ]
    return rewritten(data, **{name: forms[random.integers(len(forms))]})


def _duplicate_member(random: Random, data: bytes) -> bytes:
    members = members_of(data)
    name = str(random.choice(list(members)))
    result = io.BytesIO(data)
    with zipfile.ZipFile(result, "a") as file:
        # What zipfile does not like is what is wanted.
        file.NameToInfo.pop(f"{name}.npy")
        file.writestr(f"{name}.npy", members[name])
    return result.getvalue()


def _many_members(random: Random, data: bytes) -> bytes:
    return _crowded(data, int(random.choice([50, 101, 2000])))


@cache
def _crowded(data: bytes, count: int) -> bytes:
    empty = {f"x{number}" if number % 2 else f"../../{number}": b"" for number in range(count)}
    return zipped(members_of(data) | empty)


def _missing_member(random: Random, data: bytes) -> bytes:
    members = members_of(data)
    del members[str(random.choice(list(members)))]
    return zipped(members)


def _fortran_order(random: Random, data: bytes) -> bytes:
    name = str(random.choice(["xn", "k", "k0", "s", "c", "low", "high", "x0", "stride"]))
    if name not in members_of(data):
        name = "xn"
    return rewritten(data, **{name: npy(np.asfortranarray(array_of(data, name)))})


def _strange_method(random: Random, data: bytes) -> bytes:
    method = int(random.choice([zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED]))
    return zipped(members_of(data), method)


def _flags(random: Random, data: bytes) -> bytes:
    """Set flags of a member: a password, patches, names in UTF-8 and so on."""
    changed = bytearray(data)
    at = data.index(b"PK\x01\x02", data.rindex(b"PK\x03\x04"))
    changed[at + 8 + random.integers(2)] |= 1 << int(random.integers(8))
    return bytes(changed)


def _wrong_value(random: Random, data: bytes) -> bytes:
    """A recipe with a value of another type, or far out of range."""
    values = recipe_of(data)
    names = ["version", *Recipe().to_dict()]
    values[str(random.choice(names))] = WRONG_VALUES[random.integers(len(WRONG_VALUES))]
    return rewritten(data, recipe=text_member(json.dumps(values)))


def _other_version(random: Random, data: bytes) -> bytes:
    values = recipe_of(data) | {"version": int(random.choice([-1, 0, 1, 2, 3, 99, 2**62]))}
    if random.random() < 0.3:
        del values["version"]
    return rewritten(data, recipe=text_member(json.dumps(values)))


def _long_run(random: Random, data: bytes) -> bytes:
    """A recipe of up to 10^10 steps, or of a million dims, with the arrays of a short one."""
    values = recipe_of(data)
    field, value = [
        ("steps", 10**10),
        ("steps", 10**10 + 1),
        ("dims", 1024),
        ("dims", 10**6),
        ("waves", 1000),
    ][random.integers(5)]
    changed = {"recipe": text_member(json.dumps(values | {field: value}))}
    if random.random() < 0.5:
        changed["stride"] = npy(np.array(2 ** int(random.integers(63))))
    return rewritten(data, **changed)


def _strange_stride(random: Random, data: bytes) -> bytes:
    stride = int(random.choice([0, -1, 1, 2, 3, 32, 2**40, 2**62, -(2**63)]))
    return rewritten(data, stride=npy(np.array(stride)))


def _no_json(random: Random, data: bytes) -> bytes:
    texts = [
        "", "{", "[" * 100_000, '{"a":' * 50_000, "null", "2", '"x"', "\0" * 99, "NaN",
        "9" * 100_000,
        '{"version": 2, "seed": 1e999}', '{"version": 2, "version": 2}', "\ud800", " " * 900_000,
    ]  # fmt: skip
    return rewritten(data, recipe=text_member(str(random.choice(np.array(texts, object)))))


def _letters_beyond_unicode(random: Random, data: bytes) -> bytes:
    member = bytearray(members_of(data)["recipe"])
    member[-4:] = int(random.choice([0x110000, 0xFFFFFFFF, 0xD800])).to_bytes(4, "little")
    return rewritten(data, recipe=bytes(member))


def _evil_text(random: Random, data: bytes) -> bytes:
    """Escape codes, overrides and markup, wherever a recipe has a text."""
    values = recipe_of(data)
    evil = EVIL_TEXTS[random.integers(len(EVIL_TEXTS))]
    places: list[Callable[[], Any]] = [
        lambda: values.update({evil: 1}),
        lambda: values.update(rule_parameters={evil: 1}),
        lambda: values.update(changes=[{"step": 1, "parameter": evil, "value": 1}]),
        lambda: values.update(changes=[{evil: 1}]),
        *(
            (lambda name=name: values.update({name: evil}))
            for name in (
                "engine",
                "rule",
                "silence",
                "weights",
                "seed",
                "version",
                "epsilon",
                "steps",
            )
        ),
    ]
    places[random.integers(len(places))]()
    return rewritten(
        data, recipe=text_member(json.dumps(values, ensure_ascii=random.random() < 0.5))
    )


def _evil_name(random: Random, data: bytes) -> bytes:
    evil = EVIL_TEXTS[random.integers(len(EVIL_TEXTS))][:1000].encode("utf-8", "replace").decode()
    result = io.BytesIO(data)
    with zipfile.ZipFile(result, "a") as file:
        file.comment = evil.encode()
        # zipfile cuts a name at its first zero.
        if random.random() < 0.7 and evil[0] != "\0":
            file.writestr(f"{evil}.npy", b"")
    return result.getvalue()


def _evil_engine(random: Random, data: bytes) -> bytes:
    evil = EVIL_TEXTS[random.integers(len(EVIL_TEXTS))]
    return rewritten(data, engine=text_member(evil[: int(random.choice([20, 10**6]))]))


_FORGERIES: tuple[Callable[[Random, bytes], bytes], ...] = (
    _swapped_headers, _swapped_members, _huge_shape, _mad_header, _wrong_dtype, _strange_number,
    _pickled, _duplicate_member, _many_members, _missing_member, _fortran_order, _strange_method,
    _flags, _wrong_value, _other_version, _long_run, _strange_stride, _no_json,
    _letters_beyond_unicode, _evil_text, _evil_name, _evil_engine,
)  # fmt: skip

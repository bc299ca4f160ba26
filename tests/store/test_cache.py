"""The cache: all of an entry or nothing, whoever else reads and writes; the least used make room."""

import errno
import os
import subprocess
import sys

import pytest

from orgshift import store

NAME = "ab" * 32
OTHER = "cd" * 32


def test_what_is_put_is_got(tmp_path):
    cache = store.Cache(tmp_path)
    assert cache.get(NAME) is None
    cache.put(NAME, b"first")
    cache.put(NAME, b"second")
    assert cache.get(NAME) == b"second"
    assert cache.info()[1:3] == (1, len(b"second"))


def test_clear_removes_all_and_says_what_there_was(tmp_path):
    cache = store.Cache(tmp_path)
    cache.put(NAME, b"123")
    cache.put(OTHER, b"4567")
    assert cache.clear()[1:3] == (2, 7)
    assert cache.info()[1:3] == (0, 0)
    assert cache.get(NAME) is None


def test_the_least_recently_used_make_room(tmp_path):
    cache = store.Cache(tmp_path, limit=100)
    names = [f"{n:064x}" for n in range(9)]
    for age, name in enumerate(names):
        cache.put(name, bytes(10))
        os.utime(cache._path(name), (1000 + age, 1000 + age))
    cache.get(names[0])  # the oldest, but used now
    cache.put(OTHER, bytes(20))
    assert cache.info().bytes <= 80
    kept = [name for name in [*names, OTHER] if cache.get(name) is not None]
    assert kept == [names[0], *names[4:], OTHER]


def test_a_full_disk_is_told_once_and_goes_on_without(tmp_path, monkeypatch):
    def full(path, entry):
        raise OSError(errno.ENOSPC, "No space left on device")

    cache = store.Cache(tmp_path)
    cache.put(NAME, b"kept")
    monkeypatch.setattr(store.Cache, "_write", staticmethod(full))
    with pytest.warns(store.CacheWarning, match="No space left on device"):
        cache.put(OTHER, b"lost")
    cache.put(OTHER, b"lost")  # a second warning would be an error
    assert cache.get(NAME) == b"kept"


def test_what_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch):
    cache = store.Cache(tmp_path)

    def fails(*arguments):
        raise OSError(errno.EIO, "cannot")

    monkeypatch.setattr("pathlib.Path.replace", fails)
    with pytest.warns(store.CacheWarning):
        cache.put(NAME, b"half")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_two_processes_may_write_the_same_entries(tmp_path):
    """Whoever reads meanwhile sees a whole entry of one or of the other."""
    code = (
        "import sys; from pathlib import Path; from orgshift.store.cache import Cache\n"
        "cache = Cache(Path(sys.argv[1]), limit=200_000)\n"
        "for n in range(100):\n"
        "    cache.put(f'{n % 20:064x}', sys.argv[2].encode() * 20_000)\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code, str(tmp_path), letter])
        for letter in "xy"
    ]
    cache = store.Cache(tmp_path)
    seen = set()
    while any(writer.poll() is None for writer in writers):
        for n in range(20):
            entry = cache.get(f"{n:064x}")
            if entry is not None:
                seen.add((len(entry), len(set(entry))))
    assert [writer.wait() for writer in writers] == [0, 0]
    assert seen <= {(20_000, 1)}
    assert cache.info().bytes <= 200_000 + 20_000


def test_off_is_no_cache(monkeypatch, tmp_path):
    monkeypatch.setenv(store.VARIABLE, "off")
    assert store.find_cache() is None
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    assert store.find_cache().folder.parent == tmp_path

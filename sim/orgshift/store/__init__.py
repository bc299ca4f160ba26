"""What is finished, on disk: runs in folders that people name, replications in the cache."""

from orgshift.store.beside import beside, is_beside, put_beside
from orgshift.store.builds import build
from orgshift.store.cache import VARIABLE, Cache, CacheWarning, find_cache
from orgshift.store.leads import LeadsError, read_leads
from orgshift.store.packing import DamagedError, pack, unpack
from orgshift.store.runs import read, write
from orgshift.store.writing import StoreError, make_room, write_text, writing

__all__ = [
    "VARIABLE", "Cache", "CacheWarning", "DamagedError", "LeadsError", "StoreError", "beside", "build",
    "find_cache", "is_beside", "make_room", "pack", "put_beside", "read", "read_leads", "unpack",
    "write", "write_text", "writing",
]  # fmt: skip

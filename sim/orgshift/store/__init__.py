"""A finished run on disk."""

from orgshift.store.beside import beside, is_beside, put_beside
from orgshift.store.runs import StoreError, make_room, read, write

__all__ = ["StoreError", "beside", "is_beside", "make_room", "put_beside", "read", "write"]

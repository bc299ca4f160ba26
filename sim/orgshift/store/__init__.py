"""A finished run on disk."""

from orgshift.store.runs import StoreError, make_room, read, write

__all__ = ["StoreError", "make_room", "read", "write"]

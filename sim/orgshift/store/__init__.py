"""A finished run on disk."""

from orgshift.store.runs import StoreError, read, write

__all__ = ["StoreError", "read", "write"]

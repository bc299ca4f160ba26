"""The gallery: what each scenario of the library says as of this version, and how it is rebuilt."""

"""Plain SimPy programs, written as its users would write them."""

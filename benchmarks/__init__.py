"""How fast the engine is, side by side with plain SimPy programs of the same meaning."""

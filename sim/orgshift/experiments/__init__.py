"""What we learn: replications in parallel, comparisons, intervals, the proof against theory."""

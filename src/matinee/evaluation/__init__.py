"""Measurements: what `matinee bench` runs. Each prints its peers beside ours, from the same run."""

"""Accuracy: data sets, protocols, peers and metrics of `matinee evaluate` and `matinee bench`."""

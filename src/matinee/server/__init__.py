"""The HTTP surface: one file per concern in `routes/`."""

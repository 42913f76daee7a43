"""Where everything is kept: protocols in `base`, SQLite in `embedded`."""

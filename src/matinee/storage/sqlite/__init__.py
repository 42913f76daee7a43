"""The parts of the embedded store, one file a concern, all over SQLite through apsw."""

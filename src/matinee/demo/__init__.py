"""The demo: real data, set up with one command."""

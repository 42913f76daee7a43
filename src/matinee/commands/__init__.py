"""Commands that are groups of their own; `cli` puts them together."""

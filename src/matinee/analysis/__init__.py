"""Analysis of the whole log: exported to Parquet as it grows, computed by DuckDB."""

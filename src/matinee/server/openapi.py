"""OpenAPI 3.1 from the endpoints and their msgspec structs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from .. import __version__
from .deps import Endpoint, ErrorResponse, Param

_REF = "#/components/schemas/{name}"
_PATH_PARAM = re.compile(r"\{(\w+)(?::\w+)?\}")


def specification(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The whole document, as plain data."""
    kinds = [kind for e in endpoints for kind in (e.body, e.response) if kind is not None]
    kinds = list(dict.fromkeys([*kinds, ErrorResponse]))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    schema_of = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        path = _PATH_PARAM.sub(r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Matinee",
            "version": __version__,
            "description": "Events in, pages out. Times are ISO 8601 in UTC.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "writeKey": {"type": "http", "scheme": "basic", "description": "Key as user name"},
                "bearer": {"type": "http", "scheme": "bearer", "description": "Key or user token"},
            },
        },
    }


def _operation(endpoint: Endpoint, schema_of: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": _name(endpoint),
        "parameters": [
            *(_path_param(name) for name in _PATH_PARAM.findall(endpoint.path)),
            *map(_query_param, endpoint.params),
        ],
        "responses": {
            "200": _content("Done", schema_of.get(endpoint.response, {})),
            "4XX": _content("An error that says what to do next", schema_of[ErrorResponse]),
        },
    }
    if endpoint.access != "open":
        scheme = "writeKey" if endpoint.access == "write" else "bearer"
        operation["security"] = [{scheme: []}]
        operation["x-access"] = endpoint.access
    if endpoint.body is not None:
        content = {"application/json": {"schema": schema_of[endpoint.body]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _name(endpoint: Endpoint) -> str:
    words = re.findall(r"[a-z]+", _PATH_PARAM.sub(r"by_\1", endpoint.path).lower())
    return "_".join([endpoint.method.lower(), *(word for word in words if word != "v")])


def _path_param(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_param(param: Param) -> dict[str, Any]:
    schema = {"type": param.kind}
    return {"name": param.name, "in": "query", "description": param.text, "schema": schema}


def _content(text: str, schema: Any) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}

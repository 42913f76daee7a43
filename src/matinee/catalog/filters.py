"""The `filter=` grammar: which items may come, and which count for more.

    filter     = [condition] {"boost" NUMBER "if" condition}
    condition  = all {"or" all}
    all        = simple {"and" simple}
    simple     = "not" simple | "(" condition ")" | comparison
    comparison = field ("=" | "!=" | "<" | "<=" | ">" | ">=") value
               | field "in" "(" value {"," value} ")"
    value      = 'text' | "text" | number

Fields: id, title, kind, category, person, tag, mood, language, maturity, year, duration, price,
currency, stock, season, episode, parent_id, variant_of, and properties.NAME. A field with several
values (category) matches if any does. An item without the field matches only `!=` and `not`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..errors import BadFilter
from ..records import Item
from .index import Catalog

Test = Callable[[Item], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    r"""|(?P<symbol><=|>=|!=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z_][\w.]*))"""
)
_FIELDS: dict[str, Callable[[Item], Any]] = {
    "id": lambda item: item.item_id,
    "title": lambda item: item.title,
    "kind": lambda item: item.kind,
    "category": lambda item: item.categories,
    "person": lambda item: tuple(person.name for person in item.people),
    "tag": lambda item: item.tags,
    "mood": lambda item: item.moods,
    "language": lambda item: item.language,
    "maturity": lambda item: item.maturity,
    "year": lambda item: item.year,
    "duration": lambda item: item.duration,
    "price": lambda item: item.price,
    "currency": lambda item: item.currency,
    "stock": lambda item: item.stock,
    "parent_id": lambda item: item.parent_id,
    "variant_of": lambda item: item.variant_of,
    "season": lambda item: item.season,
    "episode": lambda item: item.episode,
}
_NUMERIC = frozenset({"year", "duration", "price", "stock", "season", "episode"})
_ALIASES = {"categories": "category", "people": "person", "tags": "tag", "moods": "mood"}
_ORDERED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
MAX_LENGTH = 2_000
MAX_DEPTH = 50


class Filter(Struct, frozen=True):
    """A parsed filter: `allows` an item or not, and each boost with its condition."""

    allows: Test | None
    boosts: tuple[tuple[float, Test], ...] = ()

    def mask(self, catalog: Catalog) -> NDArray[np.bool_] | None:
        """Which items are allowed, shape (len(catalog),); None where all are."""
        return None if self.allows is None else _evaluate(catalog, self.allows)

    def weights(self, catalog: Catalog) -> NDArray[np.float32] | None:
        """The product of each item's boosts, shape (len(catalog),); None where there are none."""
        if not self.boosts:
            return None
        weights = np.ones(len(catalog), np.float32)
        for factor, test in self.boosts:
            weights[_evaluate(catalog, test)] *= factor
        return weights


def _evaluate(catalog: Catalog, test: Test) -> NDArray[np.bool_]:
    n = len(catalog)
    return np.fromiter((test(catalog.item(i)) for i in range(n)), bool, n)


@lru_cache(maxsize=256)
def parse_filter(text: str) -> Filter:
    """Parse a filter. Raises BadFilter, saying where it stopped and what it expected."""
    if len(text) > MAX_LENGTH:
        raise BadFilter(f"A filter has at most {MAX_LENGTH} characters", field="filter")
    parser = _Parser(_tokens(text))
    allows = None if parser.peek() in ("", "boost") else parser.condition()
    boosts = []
    while parser.peek() == "boost":
        boosts.append(parser.boost())
    parser.expect_end()
    return Filter(allows, tuple(boosts))


class _Token(Struct, frozen=True):
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    tokens = []
    place, text = 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise BadFilter(
                f"The filter stops making sense at: {text[place:].strip()[:40]}", field="filter"
            )
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind]))
        place = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def peek(self) -> str:
        """The next token in lower case, "" at the end; texts keep their quotes."""
        if self._place >= len(self._tokens):
            return ""
        return self._tokens[self._place].text.lower()

    def condition(self) -> Test:
        tests = [self._all()]
        while self.peek() == "or":
            self._next()
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def boost(self) -> tuple[float, Test]:
        self._expect("boost")
        factor = self._value()
        if not isinstance(factor, float) or factor < 0:
            raise BadFilter("boost needs a number of 0 or more", field="filter")
        self._expect("if")
        return factor, self.condition()

    def expect_end(self) -> None:
        if self._place < len(self._tokens):
            raise self._error("'and', 'or', 'boost' or the end")

    def _all(self) -> Test:
        tests = [self._simple()]
        while self.peek() == "and":
            self._next()
            tests.append(self._simple())
        return tests[0] if len(tests) == 1 else lambda item: all(test(item) for test in tests)

    def _simple(self) -> Test:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadFilter(f"A filter nests at most {MAX_DEPTH} deep", field="filter")
        try:
            if self.peek() == "not":
                self._next()
                inner = self._simple()
                return lambda item: not inner(item)
            if self.peek() == "(":
                self._next()
                inner = self.condition()
                self._expect(")")
                return inner
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Test:
        field = self.peek()
        read = self._field()
        name = self._next().text.lower() if self.peek() else ""
        if name == "in":
            wanted = self._values()
            return lambda item: any(value in wanted for value in _listed(read(item)))
        if name not in ("=", "!=", *_ORDERED):
            self._place -= bool(name)
            raise self._error("=, !=, <, <=, >, >= or 'in'")
        value = self._value()
        numeric = _ALIASES.get(field, field) in _NUMERIC
        if not field.startswith("properties.") and numeric != isinstance(value, float):
            needed = "a number" if numeric else "text in quotes"
            raise BadFilter(f"{field} is compared with {needed}", field="filter")
        if name == "=":
            return lambda item: value in _listed(read(item))
        if name == "!=":
            return lambda item: value not in _listed(read(item))
        compare = _ORDERED[name]
        return lambda item: any(
            compare(found, value) for found in _listed(read(item)) if type(found) is type(value)
        )

    def _field(self) -> Callable[[Item], Any]:
        if self._place >= len(self._tokens) or self._tokens[self._place].kind != "word":
            raise self._error("a field")
        name = self._next().text
        if name.startswith("properties."):
            key = name.removeprefix("properties.")
            return lambda item: item.properties.get(key)
        field = _FIELDS.get(_ALIASES.get(name.lower(), name.lower()))
        if field is None:
            known = ", ".join([*_FIELDS, "properties.NAME"])
            raise BadFilter(f"There is no field {name!r}. Fields: {known}", field="filter")
        return field

    def _values(self) -> set[str | float]:
        self._expect("(")
        values = {self._value()}
        while self.peek() == ",":
            self._next()
            values.add(self._value())
        self._expect(")")
        return values

    def _value(self) -> str | float:
        if self._place < len(self._tokens):
            token = self._tokens[self._place]
            if token.kind == "number":
                self._place += 1
                return float(token.text)
            if token.kind == "text":
                self._place += 1
                return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        raise self._error("a number, or text in quotes")

    def _expect(self, text: str) -> None:
        if self.peek() != text:
            raise self._error(f"'{text}'")
        self._place += 1

    def _next(self) -> _Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _error(self, expected: str) -> BadFilter:
        rest = " ".join(token.text for token in self._tokens[self._place :])[:40]
        where = f"before: {rest}" if rest else "at the end"
        return BadFilter(f"The filter needs {expected} {where}", field="filter")


def _listed(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, (tuple, list)) else (value,)
    return tuple(
        float(one) if isinstance(one, (int, float)) and not isinstance(one, bool) else one
        for one in values
        if isinstance(one, (str, int, float))
    )

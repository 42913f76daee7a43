"""Keys and tokens. Keys are random and long, so a plain hash of them is safe to keep.

    write   may send events; fit for a browser
    viewer  may also read the console
    editor  may also change what the console can change
    server  may also read pages and change the catalogue; stays on your servers
    admin   may also make keys and train

A user token is good for one person and a short time, and is all that a browser needs to read. Who
signs in to the console with a key gets a session: a cookie that is good for a day, or until the key
is revoked.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from hashlib import sha256

import msgspec
from msgspec import Struct
from starlette.requests import Request

from ..errors import BadInput, Forbidden, NotAllowed
from ..storage.base import KeyRecord, KeyStore

KINDS = ("write", "viewer", "editor", "server", "admin")
_TOKEN = "user_"  # noqa: S105
COOKIE, CONSOLE_HEADER = "matinee_console", "x-matinee-console"
"""A session's cookie, and the header that what changes something must carry beside it: no other
site's page can make a browser send that."""


class Caller(Struct, frozen=True):
    """Who is asking: a key of some kind, or one person (`user` is their id)."""

    kind: str
    user: str | None = None
    name: str = ""
    """What the key is for, in its maker's words, or its id."""

    def may(self, kind: str) -> bool:
        """Whether the caller's key is of this kind or a stronger one."""
        return self.kind in KINDS[KINDS.index(kind) :]


class _Claims(Struct, frozen=True):
    user: str
    until: int


class Keys:
    """Makes, finds and revokes keys; mints and reads user tokens."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._secret = store.secret("user_tokens")
        self._temporary: dict[bytes, str] = {}
        self._known = self._load()

    def _load(self) -> dict[bytes, KeyRecord]:
        return {record.digest: record for record in self.records()}

    def create(self, kind: str, name: str, now: int) -> tuple[str, KeyRecord]:
        """A new key and its record; the key itself is never shown again. Raises BadInput."""
        if kind not in KINDS:
            raise BadInput(f"A key is of kind {', '.join(KINDS)}; not {kind!r}.", field="kind")
        key = f"{kind}_{secrets.token_urlsafe(24)}"
        digest = _digest(key)
        record = KeyRecord(digest.hex()[:12], kind, name[:200], now, digest)
        self._store.put_key(record)
        self._known = self._load()
        return key, record

    def temporary(self, kind: str = "admin") -> str:
        """A key that lives as long as this process."""
        return self._admit(kind, secrets.token_urlsafe(24))

    def own(self, kind: str) -> str:
        """The key of our own pages: the same after each start, so that open pages go on."""
        return self._admit(kind, _encode(self._sign(f"own {kind}")))

    def _admit(self, kind: str, text: str) -> str:
        key = f"{kind}_{text}"
        self._temporary[_digest(key)] = kind
        return key

    def records(self) -> list[KeyRecord]:
        """All keys' records."""
        return self._store.keys()

    def revoke(self, key_id: str) -> bool:
        """Make a key useless from now on; False if there is none of that id."""
        found = self._store.delete_key(key_id)
        self._known = self._load()
        return found

    def caller(self, key: str) -> Caller | None:
        """Who a key stands for, None for an unknown one."""
        return self._stands_for(_digest(key))

    def _stands_for(self, digest: bytes) -> Caller | None:
        if (record := self._known.get(digest)) is not None:
            return Caller(record.kind, name=record.name or record.key_id)
        kind = self._temporary.get(digest)
        return None if kind is None else Caller(kind, name="this server")

    def sign_in(self, key: str, until: int) -> tuple[str, Caller]:
        """A session of the console with a key, good until `until` (ms). Raises NotAllowed,
        Forbidden."""
        caller = self.caller(key.strip())
        if caller is None:
            raise NotAllowed("There is no such key. Make one: matinee keys create editor")
        if not caller.may("viewer"):
            raise Forbidden(f"A {caller.kind} key opens no console; one for viewers does.")
        claims = _encode(msgspec.json.encode(_Claims(_digest(key.strip()).hex(), until)))
        return f"{claims}.{_encode(self._sign(f'console {claims}'))}", caller

    def session(self, session: str, now: int) -> Caller | None:
        """Who a session is of; None for a forged or ended one, or where the key is gone."""
        claims = self._claims(session, "console ")
        if claims is None or claims.until <= now:
            return None
        return self._stands_for(bytes.fromhex(claims.user))

    def _claims(self, text: str, purpose: str = "") -> _Claims | None:
        claims, _, signature = text.partition(".")
        try:
            if not hmac.compare_digest(_decode(signature), self._sign(purpose + claims)):
                return None
            return msgspec.json.decode(_decode(claims), type=_Claims)
        except (binascii.Error, ValueError, msgspec.DecodeError):
            return None

    def mint(self, user_id: str, until: int) -> str:
        """A token for one person, good until `until` (ms)."""
        claims = _encode(msgspec.json.encode(_Claims(user_id, until)))
        return f"{_TOKEN}{claims}.{_encode(self._sign(claims))}"

    def token_user(self, token: str, now: int) -> str:
        """The user id of a token. Raises NotAllowed for a forged or expired one."""
        read = self._claims(token.removeprefix(_TOKEN))
        if read is None:
            raise NotAllowed("This user token is not genuine; mint one with POST /v1/tokens.")
        if read.until <= now:
            raise NotAllowed("This user token has expired; mint a new one with POST /v1/tokens.")
        return read.user

    def _sign(self, claims: str) -> bytes:
        return hmac.digest(self._secret, claims.encode(), "sha256")

    def from_request(self, request: Request, now: int) -> Caller | None:
        """Who sends a request, by its Authorization header; None without one.

        Raises NotAllowed for a header that is there but wrong.
        """
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() == "bearer":
            if value.startswith(_TOKEN):
                return Caller("user", self.token_user(value, now))
            key = value
        elif scheme.lower() == "basic":
            key = _basic_user(value)
        else:
            raise NotAllowed("Use Authorization: Bearer KEY, or Basic with the key as user name.")
        caller = self.caller(key.strip())
        if caller is None:
            raise NotAllowed("There is no such key; list them with 'matinee keys list'.")
        return caller

    def visitor(self, request: Request, now: int) -> Caller | None:
        """As `from_request`, and who is signed in to the console; never for what collects events,
        which a browser sends to its own site with all its cookies. Raises NotAllowed, Forbidden.
        """
        caller = self.from_request(request, now)
        if caller is not None:
            return caller
        session = request.cookies.get(COOKIE)
        if not session:
            return None
        if request.method not in ("GET", "HEAD") and CONSOLE_HEADER not in request.headers:
            raise Forbidden(f"A session that changes something sends the header {CONSOLE_HEADER}.")
        return self.session(session, now)


def _basic_user(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NotAllowed("The Basic authorization is not base64 of 'key:'.") from error


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

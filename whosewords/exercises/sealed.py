"""Answers that can be checked but not read: for practice, not for exams.

A key is made slowly from an answer and the item's salt (PBKDF2, SHA-512). Half of it is kept, to tell whether an answer
is right; with the other half the evidence is encrypted, so that only the right answer opens it. All evidence of an
exercise is padded to one length, so that it tells nothing. Whoever tries every option finds the right one, as
whoever guesses does; no table made beforehand helps, since each item has a salt of its own.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

ROUNDS = 200_000
"""Rounds of the key derivation: about a tenth of a second for each answer that is tried."""
_BLOCK = 32
_PAD = 2048


class Sealed(NamedTuple):
    """An answer and its evidence, as hexadecimal digits: salt, what the right answer gives, the encrypted evidence."""

    salt: str
    check: str
    evidence: str


def seal(entries: Iterable[tuple[str, str]], label: str) -> list[Sealed]:
    """Return sealed answers of pairs (answer, evidence); the same `label` makes the same salts and bytes."""
    told = [(answer, evidence.encode("utf-8", "replace")) for answer, evidence in entries]
    longest = max((len(evidence) for _, evidence in told), default=0)
    length = -(-(longest + 1) // _PAD) * _PAD
    out = []
    for number, (answer, evidence) in enumerate(told):
        salt = hashlib.sha256(f"{label}\n{number}".encode("utf-8", "replace")).digest()[:16]
        check, key = _keys(answer, salt)
        out.append(Sealed(salt.hex(), check.hex(), _stream(evidence.ljust(length, b"\0"), key).hex()))
    return out


def unseal(sealed: Sealed, answer: str) -> str | None:
    """Return the evidence if the answer is right, else None."""
    check, key = _keys(answer, bytes.fromhex(sealed.salt))
    if not hmac.compare_digest(check, bytes.fromhex(sealed.check)):
        return None
    return _stream(bytes.fromhex(sealed.evidence), key).rstrip(b"\0").decode("utf-8", "replace")


def same(answer: str) -> str:
    """Return an answer as it is compared: letters of any case, and white space of any kind, are alike."""
    return " ".join(unicodedata.normalize("NFKC", answer).casefold().split())


def _keys(answer: str, salt: bytes) -> tuple[bytes, bytes]:
    """Return what is kept of an answer, and what its evidence is encrypted with."""
    both = hashlib.pbkdf2_hmac("sha512", same(answer).encode("utf-8", "replace"), salt, ROUNDS)
    return both[:_BLOCK], both[_BLOCK:]


def _stream(data: bytes, key: bytes) -> bytes:
    """Return data encrypted, or decrypted: combined with a stream of HMACs of a counter. A key serves one text."""
    blocks: Sequence[bytes] = [hmac.digest(key, n.to_bytes(8, "big"), "sha256") for n in range(-(-len(data) // _BLOCK))]
    return bytes(a ^ b for a, b in zip(data, b"".join(blocks), strict=False))

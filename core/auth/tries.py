"""Tries to get in: how many are free, and what stands between a guesser and the next one.

A try is counted before anything is compared, so that many at once count as many, and given back when it was right.
It counts for the account, under whatever spelling and whether or not there is one, and for the address it came from.
Somebody who signed in from an address before has a count of their own there: strangers who guess at an account close
it for strangers, not for its owner.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from sqlmodel import Session

from core.errors import TooFast
from core.store import throttles
from core.store.models import utc_now
from core.store.throttles import Limit
from core.text import clean_line

ACCOUNT = Limit(at_once=10, forgets_s=360, closes_s=300)  # some 250 guesses a day at the very most
ADDRESS = Limit(at_once=10, forgets_s=6, closes_s=60)  # ten bad ones a minute, whatever the accounts
PASSWORD = Limit(at_once=10, forgets_s=360, closes_s=300)  # the current password, asked of somebody signed in
NEW_ACCOUNTS = Limit(at_once=100, forgets_s=10)  # accounts and guests made from one address
KNOWN_FOR = timedelta(days=30)

HERE = "this machine"  # the address of a browser on the server itself
SOMEWHERE = "behind a proxy"


@dataclass(frozen=True)
class Try:
    """One counted try: the keys it used up."""

    account: str | None
    address: str
    mark: str | None


def start(session: Session, address: str, email: str | None = None, now: datetime | None = None) -> tuple[Try, float]:
    """Count a try from this address, at this account if one is named; with the seconds to wait where it may not be.

    The caller commits, then calls `refuse_for` with the seconds: a refusal must not undo the counting.
    """
    known = email is not None and throttles.is_remembered(session, _mark(email, address), now)
    wanted: dict[str, Limit] = {}
    account = None
    if email is not None:
        account = f"{_mark(email, address)}:tries" if known else f"sign-in:{_digest(email)}"
        wanted[account] = ACCOUNT
    if not known:
        wanted[f"address:{address}"] = ADDRESS
    mark = _mark(email, address) if email is not None else None
    return Try(account, "" if known else f"address:{address}", mark), throttles.take(session, wanted, now)


def succeeded(session: Session, tried: Try, now: datetime | None = None) -> None:
    """The try was right: it does not count, and this account is known at this address from now on."""
    if tried.account and tried.mark:
        throttles.forget(session, tried.account)
        throttles.remember(session, tried.mark, (now or utc_now()) + KNOWN_FOR)
    if tried.address:
        throttles.give_back(session, tried.address)


def check_password_try(session: Session, user_id: UUID, now: datetime | None = None) -> float:
    """Count a try at the current password of somebody signed in; the seconds to wait where it may not be."""
    return throttles.take(session, {_password(user_id): PASSWORD}, now)


def password_was_right(session: Session, user_id: UUID) -> None:
    """Start that count from nothing."""
    throttles.forget(session, _password(user_id))


def forget_person(session: Session, user_id: UUID, email: str) -> None:
    """Forget every count and mark that can be told to be this person's: those under their id and their address."""
    throttles.forget_all(session, (user_id.hex, _digest(email)))


def count_new_account(session: Session, address: str, now: datetime | None = None) -> None:
    """Count an account or guest made from this address. Raises TooFast, which makes none."""
    if throttles.take(session, {f"new:{address}": NEW_ACCOUNTS}, now) > 0:
        raise TooFast("Many accounts were made from your network just now. Please try again in a few minutes.")


def refuse_for(seconds: float) -> None:
    """Raise TooFast where there is something to wait for. Says the same of every account, real or not."""
    if seconds <= 0:
        return
    minutes = -int(-seconds // 60)
    span = "a few seconds" if seconds <= 15 else "a minute" if minutes == 1 else f"{minutes} minutes"
    raise TooFast(f"That was too many tries. Please wait {span}, then try again.")


def address_of(peer: str | None, forwarded: Sequence[str], proxies: int) -> str:
    """What tries are counted under: the browser's IP address, of IPv6 the /64 network.

    `peer` is who opened the connection. `forwarded` are the values of X-Forwarded-For, which anybody may send: they
    count only where that many proxies of ours are in front, each adding one on the right. Without the setting a
    request that has the header is counted together with all the others that do.
    """
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    if proxies:
        return _network(hops[-proxies]) if len(hops) >= proxies else SOMEWHERE
    if hops:
        return SOMEWHERE
    return _network(peer) if peer else HERE


def _network(address: str) -> str:
    try:
        parsed = ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return SOMEWHERE
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def _mark(email: str, address: str) -> str:
    return f"known:{_digest(email)}:{address}"


def _password(user_id: UUID) -> str:
    return f"password:{user_id.hex}"


def _digest(email: str) -> str:
    """Instead of what was typed, which may be a password in the wrong box."""
    return hashlib.sha256(clean_line(email).casefold().encode("utf-8", "surrogatepass")).hexdigest()[:32]

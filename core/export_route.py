"""Files to take away: `/account/export` with everything of a person, `/history/export` with sessions as CSV or JSON.

Each is made for whoever the cookie proves, while their browser waits, and is kept nowhere: an address is worth nothing
without the cookie.
"""

import os
from collections.abc import Iterator
from typing import IO
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from core import export, takeout
from core.errors import AppError, Forbidden, NotFound, TooFast
from core.services import services
from core.session_view import read_view
from core.store import conversations, throttles
from core.store.database import begin, reading
from core.store.models import User
from core.store.search import every_session, get_session
from core.store.throttles import Limit
from core.web import signed_in

SESSION_EXPORTS = Limit(at_once=20, forgets_s=15)
_PIECE_BYTES = 256 * 1024
_EVERYTHING = 1_000_000  # messages; more than any session has
_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def export_data(request: Request) -> Response:
    """Everything of the signed-in person as a ZIP. A browser that can't have it is sent back to the account page.

    Raises Forbidden for another site's request; NotSignedIn, TooFast or DatabaseUnavailable for one without a page.
    """
    _refuse_other_sites(request)
    try:
        file = takeout.make(services().engine, signed_in(request).id)
    except AppError as error:
        return _back_to_the_page(request, error, f"../account?export={error.code}")
    headers = _attached(takeout.FILE_NAME) | {"content-length": str(os.fstat(file.fileno()).st_size)}
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)


def export_sessions(request: Request) -> Response:
    """One session (`?session=`) or all that fit the filters of the address, as `?format=` csv or json.

    A browser that can't have it is sent back to the history page, which asks for a sign-in or says what is wrong.
    Raises Forbidden for another site's request; NotSignedIn, NotFound, TooFast or DatabaseUnavailable for one without
    a page.
    """
    _refuse_other_sites(request)
    said = dict(request.query_params)
    kind = said.pop("format", "")
    try:
        user = signed_in(request)
        if kind not in _MEDIA_TYPES:
            raise NotFound()
        with begin(services().engine) as session:
            throttles.require(session, f"session-export:{user.id.hex}", SESSION_EXPORTS)
        with reading(services().engine) as session:
            name, data = _file(session, user, kind, said)
    except AppError as error:
        if isinstance(error, TooFast):
            said["export"] = error.code
        return _back_to_the_page(request, error, f"../history?{urlencode(said)}")
    return Response(data, media_type=_MEDIA_TYPES[kind], headers=_attached(name))


def _file(session: Session, user: User, kind: str, said: dict[str, str]) -> tuple[str, bytes]:
    """Its name and bytes. Raises NotFound."""
    zone = ZoneInfo(user.time_zone)
    if "session" not in said:
        rows = every_session(session, user.id, read_view(said, zone).wanted)
        return export.file_name(kind), export.sessions_csv(rows, zone) if kind == "csv" else export.sessions_json(rows)
    try:
        session_id = UUID(said["session"])
    except ValueError:
        raise NotFound() from None
    row = get_session(session, user.id, session_id)
    thread = conversations.read_thread(session, user.id, session_id, limit=_EVERYTHING)
    data = export.session_csv(thread, zone) if kind == "csv" else export.session_json(row, thread)
    return export.file_name(kind, session_id), data


def _refuse_other_sites(request: Request) -> None:
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Forbidden()


def _back_to_the_page(request: Request, error: AppError, address: str) -> Response:
    """Where a browser goes instead; whoever asked without one gets the error."""
    if "text/html" not in request.headers.get("accept", ""):
        raise error
    return RedirectResponse(address, 303)


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece

"""`/attachments/<id>`: the bytes of a photo or voice note, for the browser of whoever sent it and nobody else.

The cookie and its login row are asked every time; a browser may keep a copy, but has to ask before it shows it again.
"""

import re
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from core.errors import NotFound
from core.services import services
from core.store.attachments import get_file
from core.store.database import reading
from core.web import signed_in

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def attachment(request: Request) -> Response:
    """The file, or the part of it that a player asks for. Raises NotSignedIn, NotFound, DatabaseUnavailable."""
    user, attachment_id = signed_in(request), _id_in(request.path_params["id"])
    with reading(services().engine) as session:
        file = get_file(session, user.id, attachment_id)
    headers = {
        "cache-control": "private, no-cache",
        "etag": f'"{attachment_id}"',
        "accept-ranges": "bytes",
        "cross-origin-resource-policy": "same-origin",
        "content-disposition": "inline",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return _part(file.data, file.media_type, request.headers.get("range"), headers)


def _id_in(path: str) -> UUID:
    try:
        return UUID(path)
    except ValueError:
        raise NotFound() from None


def _part(data: bytes, media_type: str, asked: str | None, headers: dict[str, str]) -> Response:
    """All of it, or one range of bytes (RFC 9110, 14.2): some browsers play nothing from a server that has none."""
    found = _RANGE.fullmatch(asked or "")
    if found is None or not any(found.groups()):
        return Response(data, headers=headers, media_type=media_type)
    first, last = found.groups()
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if start > end:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{len(data)}"})
    headers |= {"content-range": f"bytes {start}-{end}/{len(data)}"}
    return Response(data[start : end + 1], 206, headers, media_type)

"""Whose a request of a browser is, for the routes beside the pages."""

from starlette.requests import Request

from core.auth import logins, tokens
from core.errors import NotSignedIn
from core.services import services
from core.store.database import reading
from core.store.models import User


def signed_in(request: Request) -> User:
    """Whose genuine cookie with an open login this request brings. Raises NotSignedIn."""
    ours = services()
    token = request.cookies.get(tokens.SECURE_COOKIE_NAME) or request.cookies.get(tokens.COOKIE_NAME)
    claims = tokens.read(token, ours.settings.cookie_key.get_secret_value())
    if claims is None:
        raise NotSignedIn()
    with reading(ours.engine) as session:
        user = logins.person(session, claims.sid)
    if user is None or user.id != claims.user_id:
        raise NotSignedIn()
    return user

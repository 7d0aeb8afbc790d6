"""Who may make an account, by the settings. Asked at every door that makes one: signing up, and a guest who stays."""

import secrets

from core.auth.people import normal_email
from core.config import Settings
from core.errors import Forbidden, InvalidInput


def check_may_register(settings: Settings, email: str, invite_code: str = "") -> None:
    """Raise Forbidden where nobody may, InvalidInput for a wrong code or an address of another domain."""
    if settings.sign_up == "closed":
        raise Forbidden("New accounts can’t be made here. Ask whoever runs this Violet for one.")
    expected = settings.invite_code.get_secret_value()
    if settings.sign_up == "invite" and not secrets.compare_digest(_bytes(invite_code.strip()), _bytes(expected)):
        raise InvalidInput("That invitation code isn’t right. Ask whoever invited you for it.")
    domains = settings.allowed_domains
    if domains and normal_email(email).rpartition("@")[2] not in domains:
        raise InvalidInput(f"Please use an e-mail address of {' or '.join(domains)}.")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

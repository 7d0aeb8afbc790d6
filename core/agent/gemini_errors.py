"""What can go wrong with Gemini: one code and one kind sentence each, and which of them are worth another try.

Codes are stored with the failed turn. Nothing Google answered is repeated to a person, and no sentence holds a key.
"""

import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from core.errors import ModelUnavailable

log = logging.getLogger("violet.gemini")


class Trouble(StrEnum):
    """Every way in which Gemini fails, named as the turn's error code."""

    KEY = "gemini_key"
    REQUEST = "gemini_request"
    FORBIDDEN = "gemini_forbidden"
    MODEL = "gemini_model"
    QUOTA = "gemini_quota"
    SERVER = "gemini_server"
    OVERLOADED = "gemini_overloaded"
    UNREACHABLE = "gemini_unreachable"
    TIMEOUT = "gemini_timeout"
    STALLED = "gemini_stalled"
    CUT = "gemini_cut"
    GARBLED = "gemini_garbled"
    BLOCKED = "gemini_blocked"
    SAFETY = "gemini_safety"
    TOO_LONG = "gemini_too_long"
    UNFINISHED = "gemini_unfinished"
    BAD_CALL = "gemini_bad_call"
    EMPTY = "gemini_empty"
    OTHER = "gemini_other"


_SAFE = "Your message is safe: try again, or let the offline agent answer it."
SENTENCES: Mapping[str, str] = {
    Trouble.KEY: "Gemini did not accept the API key. Whoever runs Violet can mend GEMINI_API_KEY; "
    "until then the offline agent can answer.",
    Trouble.REQUEST: "Gemini did not understand the request I sent. That is my fault, not yours. " + _SAFE,
    Trouble.FORBIDDEN: "This API key may not use Gemini here. Whoever runs Violet can check what the key is allowed; "
    "until then the offline agent can answer.",
    Trouble.MODEL: "Gemini has no model by the name that is set. Whoever runs Violet can mend GEMINI_MODEL; "
    "until then the offline agent can answer.",
    Trouble.QUOTA: "Gemini's quota is used up for the moment. " + _SAFE,
    Trouble.SERVER: "Gemini had a problem of its own. " + _SAFE,
    Trouble.OVERLOADED: "Gemini is overloaded right now. " + _SAFE,
    Trouble.UNREACHABLE: "Gemini can't be reached right now. " + _SAFE,
    Trouble.TIMEOUT: "Gemini took too long to begin. " + _SAFE,
    Trouble.STALLED: "Gemini stopped in the middle of its answer and did not go on. " + _SAFE,
    Trouble.CUT: "The connection to Gemini broke in the middle of the answer. " + _SAFE,
    Trouble.GARBLED: "Gemini sent something I could not read. " + _SAFE,
    Trouble.BLOCKED: "Gemini declined to read this message. Saying it in other words may help, "
    "or the offline agent can answer it.",
    Trouble.SAFETY: "Gemini's safety rules ended this answer. Saying it in other words may help, "
    "or the offline agent can answer it.",
    Trouble.TOO_LONG: "Gemini's answer grew longer than it may be, so it stops here. Asking for less at once helps.",
    Trouble.UNFINISHED: "Gemini's answer ended before it was finished. " + _SAFE,
    Trouble.BAD_CALL: "Gemini asked for a step that makes no sense, so I did not take it. " + _SAFE,
    Trouble.EMPTY: "Gemini had nothing to say. " + _SAFE,
    Trouble.OTHER: "Gemini ended its answer without saying why. " + _SAFE,
}

# Worth another try by ourselves, as long as nothing of the answer has arrived.
TRANSIENT = frozenset((Trouble.QUOTA, Trouble.SERVER, Trouble.OVERLOADED, Trouble.UNREACHABLE))
# The next message would most likely meet the same: these open the circuit breaker.
LASTING = TRANSIENT | {Trouble.KEY, Trouble.FORBIDDEN, Trouble.MODEL, Trouble.TIMEOUT, Trouble.STALLED, Trouble.CUT}

_BY_STATUS = {
    401: Trouble.KEY,
    403: Trouble.FORBIDDEN,
    404: Trouble.MODEL,
    408: Trouble.TIMEOUT,
    429: Trouble.QUOTA,
    503: Trouble.OVERLOADED,
    504: Trouble.TIMEOUT,
}
_BY_FINISH = {
    "MAX_TOKENS": Trouble.TOO_LONG,
    "MALFORMED_FUNCTION_CALL": Trouble.BAD_CALL,
    "UNEXPECTED_TOOL_CALL": Trouble.BAD_CALL,
    "TOO_MANY_TOOL_CALLS": Trouble.BAD_CALL,
    "MISSING_THOUGHT_SIGNATURE": Trouble.REQUEST,
    "MALFORMED_RESPONSE": Trouble.GARBLED,
    "OTHER": Trouble.OTHER,
    "FINISH_REASON_UNSPECIFIED": Trouble.OTHER,
}
_UNSAFE = (
    "SAFETY RECITATION LANGUAGE BLOCKLIST PROHIBITED_CONTENT SPII ESCALATION PUP_LIMITED_DISABLED MODEL_ARMOR".split()
)


class GeminiFailed(ModelUnavailable):
    """Gemini did not answer, or not to the end. `retry_after_s`: how long its server asks to wait."""

    def __init__(self, trouble: Trouble, *, has_begun: bool = False, retry_after_s: float | None = None) -> None:
        sentence = SENTENCES[trouble]
        if trouble is Trouble.QUOTA and retry_after_s:
            sentence = f"Gemini's quota is used up; it asks to wait {retry_after_s:.0f} seconds. " + _SAFE
        super().__init__(sentence)
        self.code = trouble.value
        self.trouble = trouble
        self.has_begun = has_begun
        self.retry_after_s = retry_after_s


def trouble_with_finish(reason: str | None) -> Trouble | None:
    """What a finish reason means; None where the answer is whole. A stream that ends without one was cut short."""
    if reason is None:
        return Trouble.UNFINISHED
    if reason == "STOP":
        return None
    return Trouble.SAFETY if reason in _UNSAFE else _BY_FINISH.get(reason, Trouble.OTHER)


def explain(error: Exception, *, has_begun: bool) -> GeminiFailed | None:
    """The failure behind an exception of the SDK or its transport; None for one that is a bug of ours.

    `has_begun` says whether something of the answer had arrived.
    """
    import httpx2
    from google.auth.exceptions import GoogleAuthError
    from google.genai import errors
    from pydantic import ValidationError

    trouble, retry_after = None, None
    match error:
        case errors.APIError():
            log.warning("Gemini refused", extra={"status": error.code, "reason": error.status})
            trouble = _refused(error.code, error.details)
            retry_after = _retry_delay(error.details, getattr(error.response, "headers", {}))
        case TimeoutError() | httpx2.TimeoutException():
            trouble = Trouble.STALLED if has_begun else Trouble.TIMEOUT
        case httpx2.HTTPError():
            trouble = Trouble.CUT if has_begun else Trouble.UNREACHABLE
        case errors.UnknownApiResponseError() | ValidationError():
            trouble = Trouble.GARBLED
        case GoogleAuthError():  # Vertex signs in by itself
            trouble = Trouble.KEY
    return GeminiFailed(trouble, has_begun=has_begun, retry_after_s=retry_after) if trouble else None


def _refused(status: int, details: Any) -> Trouble:
    if status == 400 and any(each.get("reason") == "API_KEY_INVALID" for each in _details(details)):
        return Trouble.KEY  # Google answers a wrong key with 400
    return _BY_STATUS.get(status, Trouble.SERVER if status >= 500 else Trouble.REQUEST)


def _retry_delay(details: Any, headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, as google.rpc.RetryInfo says it ("45.8s"), or else the Retry-After header of a proxy ("45")."""
    said = headers.get("retry-after", "")
    for each in _details(details):
        if str(each.get("@type", "")).endswith("google.rpc.RetryInfo"):
            said = str(each.get("retryDelay", "")).removesuffix("s")
    try:
        return max(0.0, float(said))
    except ValueError:
        return None


def _details(details: Any) -> list[dict[str, Any]]:
    error = details.get("error") if isinstance(details, dict) else None
    found = error.get("details") if isinstance(error, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

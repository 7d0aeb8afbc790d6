"""The error tree. Each error carries a sentence a person can read and a stable code for logs and events.

AppError
├── NotFound             not there, or not theirs: the two look alike
├── InvalidInput         the person can mend it: the sentence says how
├── Conflict             somebody changed it since
├── NotSignedIn
├── Forbidden
├── TooFast
├── ToolFailed           a tool that cannot comply; the agent sees the sentence and can answer
├── NeedsGemini          a photo or a voice note, and rules can neither see nor hear
├── ModelUnavailable
├── DatabaseUnavailable
└── Misconfigured        a setting is wrong; names the variable and the fix
"""


class AppError(Exception):
    """Base of every expected failure; `str(error)` is the sentence shown to a person."""

    code = "error"
    http_status = 500
    default = "Something went wrong. Please try again."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.default)

    @property
    def sentence(self) -> str:
        """What a page shows."""
        return str(self)


class NotFound(AppError):
    code, http_status, default = "not_found", 404, "I can't find that. It may have been deleted."


class InvalidInput(AppError):
    code, http_status, default = "invalid_input", 422, "That doesn't look right. Please check it and try again."


class Conflict(AppError):
    code, http_status, default = "conflict", 409, "Somebody changed this in the meantime. Have a look and try again."


class NotSignedIn(AppError):
    code, http_status, default = "not_signed_in", 401, "Please sign in again."


class Forbidden(AppError):
    code, http_status, default = "forbidden", 403, "That isn't allowed here."


class TooFast(AppError):
    code, http_status, default = "too_fast", 429, "Please wait a moment before sending the next one."


class ToolFailed(AppError):
    code, http_status, default = "tool_failed", 422, "That didn't work."


class NeedsGemini(AppError):
    code, http_status = "needs_gemini", 422
    default = (
        "I can't look at photos or listen to voice notes: that needs Gemini. Your message is safe, and nothing was "
        "done. Tell me in words what it says, or let Gemini answer it."
    )


class ModelUnavailable(AppError):
    code, http_status, default = "model_unavailable", 503, "The model can't be reached right now."


class DatabaseUnavailable(AppError):
    code, http_status = "database_unavailable", 503
    default = "The database can't be reached right now. Nothing was lost: please try again in a moment."


class Misconfigured(AppError):
    code, http_status, default = "misconfigured", 500, "A setting is wrong."

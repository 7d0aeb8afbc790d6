"""Photos and voice notes at the door: what may come with a message, told by its bytes, and made fit to keep and send.

A photo is decoded, turned upright, made smaller where it is large and written anew. So what is kept really is a photo,
and nothing hidden in the file (where it was taken, with which camera) is stored or sent. A voice note stays as it is.
"""

import io
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import UUID

from core.errors import InvalidInput
from core.text import clean_line, shorten

PHOTO_MB = 10  # as it comes; what is kept is far smaller
VOICE_MB = 5  # about two and a half minutes as the page records them
MOST = 4  # in one message
PHOTO_TYPES = ("jpg", "jpeg", "png", "webp")
VOICE_TYPES = ("wav", "mp3", "ogg", "flac")
NAME_LIMIT = 80

_SIDE = 2048  # pixels; Gemini reads small print at this size, and a photo then has some hundred kilobytes
_MOST_PIXELS = 100_000_000
_QUALITY = 85
_MB = 1024 * 1024
_decoding = threading.Lock()  # one at a time: a large photo needs a few hundred megabytes for a moment

Kind = Literal["photo", "voice"]


@dataclass(frozen=True)
class Described:
    """What a message says of something that came with it."""

    id: UUID
    kind: Kind
    name: str
    media_type: str
    size: int  # bytes

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"id": str(self.id)}


@dataclass(frozen=True)
class NewAttachment:
    """Something that comes with a message, checked and ready to store."""

    kind: Kind
    name: str
    media_type: str
    data: bytes


def described(stored: Sequence[dict[str, Any]] | None) -> tuple[Described, ...]:
    """What came with a message, from what it has stored."""
    return tuple(Described(**{**each, "id": UUID(each["id"])}) for each in stored or ())


def accept(files: Sequence[tuple[str, bytes]]) -> tuple[NewAttachment, ...]:
    """The files, as (name, bytes), ready to store. Raises InvalidInput, naming the file and the limit."""
    if len(files) > MOST:
        raise InvalidInput(f"Those are {len(files)} files; I can take {MOST} with one message.")
    return tuple(_accept(name, data) for name, data in files)


def say_size(size: int) -> str:
    """ "812 KB", "1.4 MB"."""
    return f"{size / _MB:.1f} MB" if size >= _MB else f"{max(1, round(size / 1024))} KB"


# -- inside ----------------------------------------------------------------------------------------------------------


def _accept(name: str, data: bytes) -> NewAttachment:
    name = shorten(clean_line(name.replace("\\", "/").rpartition("/")[2]), NAME_LIMIT) or "unnamed"
    voice = _voice_type(data)
    kind, limit = ("voice note", VOICE_MB) if voice else ("photo", PHOTO_MB)
    if len(data) > limit * _MB:
        raise InvalidInput(f"“{name}” has {say_size(len(data))}; a {kind} may have up to {limit} MB.")
    if voice:
        return NewAttachment("voice", name, voice, data)
    return NewAttachment("photo", name, "image/jpeg", _fit(name, data))


def _voice_type(data: bytes) -> str | None:
    """The media type of a recording Gemini can hear, by how it begins; None where it is none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    if data[:3] == b"ID3" or (len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2):  # MPEG audio, layer III
        return "audio/mp3"
    return {b"OggS": "audio/ogg", b"fLaC": "audio/flac"}.get(data[:4])


def _fit(name: str, data: bytes) -> bytes:
    """The photo as an upright JPEG of at most _SIDE pixels, without anything but the picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # 30 ms that only a photo needs

    try:
        with _decoding, Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as photo:
            if photo.width * photo.height > _MOST_PIXELS:
                raise InvalidInput(f"“{name}” is too large to open: please send it in a smaller size.")
            photo.draft("RGB", (_SIDE, _SIDE))  # lets a JPEG be decoded small
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((_SIDE, _SIDE))
            flat = Image.new("RGB", upright.size, "white")
            clear = upright.convert("RGBA")
            flat.paste(clear, mask=clear)
            kept = io.BytesIO()
            flat.save(kept, "JPEG", quality=_QUALITY, optimize=True)
            return kept.getvalue()
    except UnidentifiedImageError:
        allowed = "JPEG, PNG or WebP photos, and voice notes as WAV, MP3, OGG or FLAC"
        raise InvalidInput(f"I can't read “{name}”. I can take {allowed}.") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises for damaged files
        raise InvalidInput(f"“{name}” is damaged: I can't open it. Please send it again.") from None

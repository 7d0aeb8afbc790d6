"""What may come with a message: told by its bytes, made small, without what a camera hides in it."""

import io
import struct
import wave

import pytest
from PIL import Image

from core.attachments import MOST, PHOTO_MB, VOICE_MB, accept, described, say_size
from core.errors import InvalidInput


def photo(form: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, "orange").save(made, form, **options)
    return made.getvalue()


def recording(seconds: float = 0.1) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(struct.pack("<h", 0) * int(16_000 * seconds))
    return made.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_jpeg(form: str) -> None:
    (kept,) = accept([(f"list.{form.lower()}", photo(form))])
    assert (kept.kind, kept.media_type) == ("photo", "image/jpeg")
    with Image.open(io.BytesIO(kept.data)) as image:
        assert (image.format, image.size) == ("JPEG", (60, 40))


def test_a_photo_loses_where_and_with_what_it_was_taken_and_stands_upright() -> None:
    hidden = Image.Exif()
    hidden[0x0112] = 6  # turned by a quarter
    hidden[0x010F] = "Camera of Ada"
    hidden.get_ifd(0x8825)[1] = "N"
    (kept,) = accept([("holiday.jpg", photo(exif=hidden))])
    assert b"Camera of Ada" not in kept.data
    with Image.open(io.BytesIO(kept.data)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (40, 60)


def test_a_large_photo_is_made_smaller() -> None:
    (kept,) = accept([("big.jpg", photo(size=(6000, 3000)))])
    with Image.open(io.BytesIO(kept.data)) as image:
        assert image.size == (2048, 1024)


def test_what_is_clear_in_a_photo_becomes_white() -> None:
    (kept,) = accept([("clear.png", photo("PNG", mode="RGBA"))])
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")
    (kept,) = accept([("clear.png", made.getvalue())])
    with Image.open(io.BytesIO(kept.data)) as image:
        assert min(image.getpixel((10, 10))) > 250  # type: ignore[type-var, arg-type]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (recording(), "audio/wav"),
        (b"ID3\x04" + bytes(40), "audio/mp3"),
        (b"\xff\xfb\x90\x00" + bytes(40), "audio/mp3"),
        (b"OggS" + bytes(40), "audio/ogg"),
        (b"fLaC" + bytes(40), "audio/flac"),
    ],
)
def test_a_voice_note_is_told_by_how_it_begins_and_kept_as_it_is(data: bytes, media_type: str) -> None:
    (kept,) = accept([("said.bin", data)])
    assert (kept.kind, kept.media_type, kept.data) == ("voice", media_type, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("moving.jpg", photo("GIF")),
        ("film.wav", b"RIFF\x00\x00\x00\x00AVI " + bytes(40)),
        ("nothing.jpg", b""),
    ],
)
def test_what_is_neither_is_refused_whatever_it_is_called(name: str, data: bytes) -> None:
    with pytest.raises(InvalidInput, match=f"can't read “{name}”.*JPEG, PNG or WebP"):
        accept([(name, data)])


def test_a_damaged_photo_is_refused() -> None:
    with pytest.raises(InvalidInput, match="damaged"):
        accept([("half.jpg", photo(size=(400, 400))[:700])])


def test_a_photo_of_too_many_pixels_is_not_even_opened() -> None:
    head = photo("PNG", size=(8, 8))
    bomb = head[:16] + struct.pack(">II", 50_000, 50_000) + head[24:]
    with pytest.raises(InvalidInput):
        accept([("bomb.png", bomb)])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (photo() + bytes(PHOTO_MB * 1024 * 1024), f"a photo may have up to {PHOTO_MB} MB"),
        (recording() + bytes(VOICE_MB * 1024 * 1024), f"a voice note may have up to {VOICE_MB} MB"),
    ],
)
def test_what_is_too_large_is_refused_with_its_size_and_the_limit(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=r"“big” has \d+\.\d MB; " + sentence):
        accept([("big", data)])


def test_too_many_at_once_are_refused() -> None:
    with pytest.raises(InvalidInput, match=f"I can take {MOST}"):
        accept([("a.jpg", photo())] * (MOST + 1))


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\list.jpg", "list.jpg"),
        ("a\x00b\nc.jpg", "ab c.jpg"),
        ("x" * 300, "x" * 79 + "…"),
        ("/", "unnamed"),
    ],
)
def test_a_name_is_no_path_and_one_short_line(name: str, kept_as: str) -> None:
    (kept,) = accept([(name, photo())])
    assert kept.name == kept_as


def test_a_message_without_anything_describes_nothing() -> None:
    assert described(None) == ()


def test_sizes_are_said_for_people() -> None:
    assert [say_size(size) for size in (10, 2048, 3 * 1024 * 1024)] == ["1 KB", "2 KB", "3.0 MB"]

"""Images, drawn and tagged here; what is recognised on them is given, except where Tesseract is installed."""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin, TiffImagePlugin

from corpus.documents import Location, Reading
from corpus.errors import CorpusError, Reason, Refused, Unreadable
from corpus.limits import Limits
from corpus.readers import image as reader
from corpus.readers import recognition
from corpus.readers.recognition import Line

CAPTION = Location(part="caption")
INSTALL = "The file is an image: install tesseract-ocr, tesseract-ocr-rus and tesseract-ocr-kaz, and index again."
SILENT = "The image shows no text that can be recognised: describe it in a text file beside it."


class Recogniser:
    """Stands in for Tesseract: one outcome for each page, in turn; keeps what it was shown."""

    def __init__(self, *outcomes: list[Line] | CorpusError) -> None:
        self.outcomes = list(outcomes)
        self.shown: list[Image.Image] = []

    def __call__(self, image: Image.Image) -> list[Line]:
        image.load()
        self.shown.append(image)
        outcome = self.outcomes.pop(0) if self.outcomes else []
        if isinstance(outcome, CorpusError):
            raise outcome
        return outcome


@pytest.fixture
def tesseract(monkeypatch: pytest.MonkeyPatch) -> Recogniser:
    stand_in = Recogniser()
    monkeypatch.setattr(recognition, "available", lambda: True)
    monkeypatch.setattr(recognition, "recognise", stand_in)
    return stand_in


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)


def line(text: str, confidence: float = 0.9, paragraph: int = 0) -> Line:
    return Line(text, confidence, paragraph, (0, 0, 1, 1))


def square(size: tuple[int, int] = (40, 30), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, "white")


def tagged(description: str = "", **further: object) -> Image.Exif:
    exif = Image.Exif()
    if description:
        exif[0x010E] = description
    for name, value in further.items():
        exif[int(name.removeprefix("t"), 16)] = value
    return exif


def blocks(found: Reading) -> list[tuple[str, Location]]:
    return [(block.text, block.location) for block in found.blocks]


def raised(path: Path) -> CorpusError:
    with pytest.raises(CorpusError) as error:
        reader.read(path)
    return error.value


def test_recognised_paragraphs_keep_their_confidence(tmp_path: Path, tesseract: Recogniser) -> None:
    tesseract.outcomes = [
        [line("Открытие", 0.9), line("в зале 110.", 0.6), line("Қош келдіңіздер!", 0.8, 1), line("~| —", 0.9, 2)]
    ]
    square().save(tmp_path / "a.png")
    found = reader.read(tmp_path / "a.png")
    assert blocks(found) == [
        ("Открытие в зале 110.", Location(confidence=0.726)),
        ("Қош келдіңіздер!", Location(confidence=0.8)),
    ]
    assert {block.kind.value for block in found.blocks} == {"paragraph"}
    assert found.pages is None
    assert found.unread == ()


def test_letters_seen_in_leaves_and_bricks_are_left_out(tmp_path: Path, tesseract: Recogniser) -> None:
    tesseract.outcomes = [[line("ee a i", 0.39), line("EXIT", 0.4)]]
    square().save(tmp_path / "a.jpg")
    assert blocks(reader.read(tmp_path / "a.jpg")) == [("EXIT", Location(confidence=0.4))]


def test_a_tiff_is_read_page_by_page(tmp_path: Path, tesseract: Recogniser) -> None:
    tesseract.outcomes = [
        [line("First page")],
        Refused(Reason.TOO_LARGE, "Too slow: save it smaller."),
        [line("Үшінші бет")],
    ]
    square().save(tmp_path / "a.tif", save_all=True, append_images=[square(), square((50, 60))])
    found = reader.read(tmp_path / "a.tif")
    assert blocks(found) == [
        ("First page", Location(page=1, confidence=0.9)),
        ("Үшінші бет", Location(page=3, confidence=0.9)),
    ]
    assert found.pages == 3
    assert found.unread == ("Too slow: save it smaller.",)
    assert [shown.size for shown in tesseract.shown] == [(40, 30), (40, 30), (50, 60)]


def test_captions_time_and_place_come_from_the_tags(tmp_path: Path, tesseract: Recogniser) -> None:
    exif = tagged(
        "Participants of the forum",
        t013B="A. Person",
        t9C9B="Құрылтай".encode("utf-16-le"),
        t9C9C="Делегаты в зале".encode("utf-16-le") + b"\0\0",
    )
    exif.get_ifd(0x8769).update({0x9003: "2025:05:14 15:00:12", 0x9011: "+05:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 14.0, 20.04), 3: "W", 4: (76.0, 53.0, 22.92)})
    square().save(tmp_path / "a.jpg", exif=exif)
    found = reader.read(tmp_path / "a.jpg")
    assert blocks(found) == [
        ("Құрылтай", CAPTION),
        ("Participants of the forum", CAPTION),
        ("Делегаты в зале", CAPTION),
        (
            "Taken: 2025-05-14 15:00:12+05:00\nPlace (latitude, longitude): 43.23890, -76.88970\nAuthor: A. Person",
            CAPTION,
        ),
    ]
    assert found.properties == {"title": "Құрылтай", "date": "2025-05-14T15:00:12+05:00", "author": "A. Person"}
    assert len(tesseract.shown) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_descriptions_in_other_encodings_than_ascii_are_decoded(
    tmp_path: Path, tesseract: Recogniser, encoding: str
) -> None:
    text = "Участники конференции в главном зале"
    square().save(tmp_path / "a.jpg", exif=tagged(t010E=text.encode(encoding).decode("latin-1").encode("latin-1")))
    assert blocks(reader.read(tmp_path / "a.jpg")) == [(text, CAPTION)]
    assert tesseract.shown


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        (b"ASCII\0\0\0The hall", "The hall"),
        (b"UNICODE\0" + "Зал".encode("utf-16"), "Зал"),
        (bytes(8) + "Зал заседаний".encode(), "Зал заседаний"),
    ],
)
def test_comments_are_read_in_their_encoding(tmp_path: Path, tesseract: Recogniser, comment: bytes, text: str) -> None:
    exif = tagged()
    exif.get_ifd(0x8769)[0x9286] = comment
    square().save(tmp_path / "a.jpg", exif=exif)
    assert blocks(reader.read(tmp_path / "a.jpg")) == [(text, CAPTION)]
    assert tesseract.shown


@pytest.mark.parametrize(
    "text", ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM\\100MEDIA\\DJI_0001.JPG", "IMG_2031", "  "]
)
def test_what_a_camera_writes_is_no_caption(tmp_path: Path, tesseract: Recogniser, text: str) -> None:
    square().save(tmp_path / "a.jpg", exif=tagged(text))
    assert raised(tmp_path / "a.jpg").detail == SILENT
    assert tesseract.shown


def test_texts_of_a_png_and_xmp_are_read(tmp_path: Path, tesseract: Recogniser) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", "Отырыс залы")
    info.add_itxt("Description", "Зал заседаний")
    square().save(tmp_path / "a.png", pnginfo=info)
    assert blocks(reader.read(tmp_path / "a.png")) == [("Отырыс залы", CAPTION), ("Зал заседаний", CAPTION)]
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:description><rdf:Alt><rdf:li>Делегаты</rdf:li>'
        "</rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    square().save(tmp_path / "a.jpg", xmp=xmp.encode())
    assert blocks(reader.read(tmp_path / "a.jpg")) == [("Делегаты", CAPTION)]
    assert tesseract.shown


def test_iptc_captions_are_read(tmp_path: Path, tesseract: Recogniser) -> None:
    caption = "Открытие форума".encode()
    record = b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    segment = b"Photoshop 3.0\0" + resource
    square().save(tmp_path / "a.jpg")
    data = (tmp_path / "a.jpg").read_bytes()
    app13 = b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment
    (tmp_path / "a.jpg").write_bytes(data[:2] + app13 + data[2:])
    assert blocks(reader.read(tmp_path / "a.jpg")) == [("Открытие форума", CAPTION)]
    assert tesseract.shown


def test_senseless_times_and_places_are_left_out(tmp_path: Path, tesseract: Recogniser) -> None:
    exif = tagged("Hall")
    exif.get_ifd(0x8769).update({0x9003: "0000:00:00 00:00:00", 0x9004: "2025:13:45 99:00:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (143.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})
    square().save(tmp_path / "a.jpg", exif=exif)
    assert blocks(reader.read(tmp_path / "a.jpg")) == [("Hall", CAPTION)]
    assert tesseract.shown


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_an_image_says_what_to_install(tmp_path: Path) -> None:
    square().save(tmp_path / "a.png")
    error = raised(tmp_path / "a.png")
    assert isinstance(error, Unreadable)
    assert (error.reason, error.detail) == (Reason.NO_TEXT, INSTALL)


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_a_caption_is_still_read(tmp_path: Path) -> None:
    square().save(tmp_path / "a.tif", save_all=True, append_images=[square()], exif=tagged("The hall"))
    found = reader.read(tmp_path / "a.tif")
    assert blocks(found) == [("The hall", CAPTION)]
    assert found.unread == (INSTALL,)


def test_an_image_without_text_says_what_to_do(tmp_path: Path, tesseract: Recogniser) -> None:
    square().save(tmp_path / "a.png")
    error = raised(tmp_path / "a.png")
    assert (error.reason, error.detail) == (Reason.NO_TEXT, SILENT)
    assert tesseract.shown


@pytest.mark.parametrize(("most", "size"), [(1200, (30, 40)), (1199, (29, 39)), (300, (15, 20))])
def test_images_are_turned_upright_and_kept_small(
    tmp_path: Path, tesseract: Recogniser, monkeypatch: pytest.MonkeyPatch, most: int, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(reader, "DEFAULT_LIMITS", Limits(recognised_pixels=most))
    square().save(tmp_path / "a.jpg", exif=tagged(t0112=6))
    raised(tmp_path / "a.jpg")
    assert [shown.size for shown in tesseract.shown] == [size]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_mode_reaches_recognition_with_its_brightness(tmp_path: Path, tesseract: Recogniser, mode: str) -> None:
    grey = Image.new("L", (4, 4), 255 if mode == "1" else 200)
    sixteen = Image.new("I;16", (4, 4), 200 * 256)
    (sixteen if mode == "I;16" else grey.convert("RGB").convert(mode)).save(tmp_path / "a.tif")
    raised(tmp_path / "a.tif")
    (shown,) = tesseract.shown
    assert shown.convert("L").getpixel((0, 0)) == pytest.approx(
        255 if mode == "1" else 200, abs=6
    )  # a palette holds few greys


def test_too_many_pixels_are_refused(tmp_path: Path, tesseract: Recogniser, monkeypatch: pytest.MonkeyPatch) -> None:
    square().save(tmp_path / "a.png")
    for most, reason in ((1200, Reason.NO_TEXT), (1199, Reason.TOO_LARGE), (500, Reason.TOO_LARGE)):
        monkeypatch.setattr(reader, "DEFAULT_LIMITS", Limits(image_pixels=most))
        assert raised(tmp_path / "a.png").reason is reason
    assert len(tesseract.shown) == 1


def test_a_later_page_of_too_many_pixels_costs_only_itself(
    tmp_path: Path, tesseract: Recogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tesseract.outcomes = [[line("First")]]
    square().save(tmp_path / "a.tif", save_all=True, append_images=[square((400, 300))])
    monkeypatch.setattr(reader, "DEFAULT_LIMITS", Limits(image_pixels=2000))
    found = reader.read(tmp_path / "a.tif")
    assert blocks(found) == [("First", Location(page=1, confidence=0.9))]
    assert found.unread == ("The image has more than 0 million pixels: save a smaller copy.",)


def test_huge_declared_sizes_are_refused(tmp_path: Path, tesseract: Recogniser) -> None:
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(png)
    assert raised(tmp_path / "a.png").reason is Reason.TOO_LARGE
    assert not tesseract.shown


def test_more_pages_than_the_limit_are_refused(
    tmp_path: Path, tesseract: Recogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    square().save(tmp_path / "a.tif", save_all=True, append_images=[square()])
    monkeypatch.setattr(TiffImagePlugin.TiffImageFile, "n_frames", 5_001)
    assert raised(tmp_path / "a.tif").reason is Reason.TOO_LARGE
    assert not tesseract.shown


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
@pytest.mark.parametrize("share", [0.02, 0.5])
def test_truncated_images_are_damaged(tmp_path: Path, tesseract: Recogniser, name: str, share: float) -> None:
    noise = Image.effect_noise((200, 200), 80)
    noise.save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    error = raised(tmp_path / name)
    assert isinstance(error, Unreadable)
    assert error.reason is Reason.DAMAGED
    assert not tesseract.shown


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"x" * 500, b"II*\0" + b"\xff" * 99, b"GIF89a"]
)
def test_what_is_no_image_is_damaged(tmp_path: Path, tesseract: Recogniser, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    assert raised(tmp_path / "a.png").reason is Reason.DAMAGED
    assert not tesseract.shown


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("eng", "The opening session is in Room 110."),
        ("rus", "Открытие состоится в зале 110."),
        ("kaz", "Конференцияның ашылуы сағат 15:30-да өтеді."),
    ],
)
def test_tesseract_reads_a_scan_in_each_language(tmp_path: Path, language: str, text: str) -> None:
    if language not in recognition._installed():
        pytest.skip(f"Tesseract has no {language}")
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", 32)
    except OSError:
        pytest.skip("the font is not installed")
    image = square((1200, 120))
    ImageDraw.Draw(image).text((40, 30), text, font=font, fill="black")
    image.convert("1").save(tmp_path / "a.tif", save_all=True, append_images=[square((1200, 120), "1")])
    found = reader.read(tmp_path / "a.tif")
    assert [block.text for block in found.blocks] == [text]
    assert found.blocks[0].location.page == 1
    assert 0.8 < (found.blocks[0].location.confidence or 0) <= 1
    assert found.pages == 2

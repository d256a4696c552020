"""Encodings: the text comes out whatever it was saved in."""

import pytest

from corpus.readers.encoding import decode, looks_like_text

RUSSIAN = "Конференция по правам человека прошла сегодня в Астане и собрала представителей гражданского общества."
KAZAKH = "Адам құқықтары жөніндегі конференция бүгін Астанада өтті, оған азаматтық қоғам өкілдері қатысты."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [RUSSIAN, KAZAKH, "Plain words.\nTwo lines."])
def test_unicode_is_read_with_and_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5"])
def test_cyrillic_code_pages_are_told_apart(encoding: str) -> None:
    assert decode(RUSSIAN.encode(encoding)) == RUSSIAN


def test_the_kazakh_code_page_is_known() -> None:
    assert decode(KAZAKH.encode("kz1048")) == KAZAKH


def test_a_short_cyrillic_title_is_read() -> None:
    assert decode("ДОКЛАД ПО ПРАВАМ ЧЕЛОВЕКА".encode("cp1251")) == "ДОКЛАД ПО ПРАВАМ ЧЕЛОВЕКА"


def test_western_and_turkish_letters_are_read() -> None:
    western = "Über die Größe der Städte: “quoted” – café déjà vu."
    turkish = "İstanbul'da düzenlenen konferansa çok sayıda ülkeden katılımcı geldi, görüşmeler sürüyor."
    assert decode(western.encode("cp1252")) == western
    assert decode(turkish.encode("cp1254")) == turkish


def test_a_declared_encoding_is_believed_where_the_bytes_agree() -> None:
    assert decode("Žluťoučký kůň".encode("iso8859-2"), declared="iso-8859-2") == "Žluťoučký kůň"
    assert decode(RUSSIAN.encode("utf-8"), declared="koi8-r") == RUSSIAN
    assert decode(RUSSIAN.encode("cp1251"), declared="no-such-encoding") == RUSSIAN


def test_line_ends_become_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x81\x8d\x8f", bytes(range(256)), b""])
def test_decoding_never_fails(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_binary_files_are_told_from_text() -> None:
    assert not looks_like_text(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64))
    assert not looks_like_text(bytes(range(32)) * 8)
    assert looks_like_text(RUSSIAN.encode("cp1251"))
    assert looks_like_text(RUSSIAN.encode("utf-16-be"))

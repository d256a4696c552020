"""Encodings: the text comes out whatever it was saved in."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers.code_pages import code_page
from corpus.readers.encoding import decode, looks_like_text

RUSSIAN = "Конференция по правам человека прошла сегодня в Астане и собрала представителей гражданского общества."
KAZAKH = "Адам құқықтары жөніндегі конференция бүгін Астанада өтті, оған азаматтық қоғам өкілдері қатысты."

RUSSIAN_SENTENCES = [
    "Государства договорились обмениваться данными всех измерительных станций.",
    "«Мы ждали этого дня двадцать лет», — сказала председатель комитета Ольга Яшина.",
    "Ещё один доклад о свободе печати был представлен вечером в зале № 3.",
    "Юристы, журналисты и учёные обсуждали, чем закончится объявленная реформа.",
    "Почему цифровые платформы не защищают своих пользователей?",
    "Форум пройдёт в Женеве с 12 по 15 октября; вход свободный.",
]
KAZAKH_SENTENCES = [
    "Бес мемлекет өзендердің деректерін бір-біріне беріп отыруға келісті.",
    "Біз бұл күнді жиырма жыл күттік, деді комитет төрағасы Әсел Құнанбаева.",
    "Сөз бостандығы туралы тағы бір баяндама кешке үшінші залда ұсынылды.",
    "Заңгерлер мен журналистер жарияланған реформаның немен аяқталатынын талқылады.",
    "Неліктен цифрлық платформалар өз пайдаланушыларын қорғамайды?",
    "Форум қазан айының он екісінен он бесіне дейін Женевада өтеді.",
]
ENGLISH_SENTENCES = [
    "The five states agreed to share the data of all measuring stations.",
    "“We have waited twenty years for this day”, the chair of the committee said.",
    "One more report on the freedom of the press – a naïve one – was read at the café.",
    "Why don’t digital platforms protect those who use them?",
]
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
CYRILLIC = ["cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic", "kz1048", "ptcp154"]
KAZAKH_PAGES = ["kz1048", "ptcp154"]


def texts(sentences: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(sentences), min_size=2, max_size=12).map(" ".join)


def writable(text: str, encoding: str) -> str:
    """Return the text without the characters that the encoding lacks, as an editor would have saved it."""
    return text.encode(encoding, "ignore").decode(encoding)


@given(text=texts(RUSSIAN_SENTENCES + KAZAKH_SENTENCES + ENGLISH_SENTENCES), encoding=st.sampled_from(UNICODE))
def test_any_natural_text_survives_every_unicode_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@given(text=texts(RUSSIAN_SENTENCES), encoding=st.sampled_from(CYRILLIC))
@settings(max_examples=300)
def test_any_russian_text_survives_every_cyrillic_code_page(text: str, encoding: str) -> None:
    text = writable(text, encoding)
    assert decode(text.encode(encoding)) == text


@given(text=texts(KAZAKH_SENTENCES), encoding=st.sampled_from(KAZAKH_PAGES))
def test_any_kazakh_text_survives_both_kazakh_code_pages(text: str, encoding: str) -> None:
    text = writable(text, encoding)
    assert decode(text.encode(encoding)) == text


@given(text=texts(ENGLISH_SENTENCES))
def test_any_english_text_survives_the_western_code_page(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@given(data=st.binary(max_size=400), declared=st.sampled_from(["", "cp1251", "utf-16", "idna", "punycode", "hex", "?"]))
def test_no_bytes_and_no_declaration_make_decoding_fail(data: bytes, declared: str) -> None:
    assert isinstance(decode(data, declared=declared), str)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [RUSSIAN, KAZAKH, "Plain words.\nTwo lines."])
def test_unicode_is_read_with_and_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_chinese_in_utf_16_without_a_mark_is_told_by_its_line_ends(encoding: str) -> None:
    text = "人权会议今天在北京举行。\n各国的代表参加了会议。\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("人权会议今天在北京举行，来自各国的代表参加了会议。", "gb18030"),
        ("人権会議は本日東京で開催され、各国の代表が参加しました。", "shift_jis"),
        ("人権会議は本日東京で開催され、各国の代表が参加しました。", "iso2022_jp"),
        ("인권 회의가 오늘 서울에서 열렸으며 각국 대표들이 참석했다.", "euc_kr"),
        ("Η διάσκεψη για τα ανθρώπινα δικαιώματα έγινε σήμερα στην Αθήνα.", "cp1253"),
        ("ועידת זכויות האדם התקיימה היום בירושלים בהשתתפות נציגים רבים.", "cp1255"),
        ("عقد مؤتمر حقوق الإنسان اليوم في القاهرة بحضور ممثلين عن المجتمع المدني.", "cp1256"),
        ("Конференція з прав людини відбулася сьогодні в Києві, її учасники згодні.", "koi8_u"),
        ("Конференција о људским правима одржана је данас у Београду.", "cp1251"),
    ],
)
def test_other_alphabets_are_not_taken_for_russian(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_long_text_in_several_bytes_a_character_is_not_cut_within_one() -> None:
    text = "人权会议今天在北京举行，来自各国的代表参加了会议。 " * 4_000
    assert decode(("x" * 150_001 + text).encode("gb18030")).endswith(text)


def test_utf_8_with_a_damaged_byte_or_a_cut_end_stays_utf_8() -> None:
    whole = RUSSIAN.encode("utf-8")
    assert decode(whole[:20] + b"\xff" + whole[20:]) == RUSSIAN[:10] + "\ufffd" + RUSSIAN[10:]
    assert decode(whole[: 2 * RUSSIAN.index(" ") - 1]) == RUSSIAN[: RUSSIAN.index(" ") - 1] + "\ufffd"


def test_a_wrong_declaration_is_not_believed() -> None:
    assert decode(RUSSIAN.encode("cp1251"), declared="iso-8859-1") == RUSSIAN
    assert decode(RUSSIAN.encode("koi8-r"), declared="windows-1251") == RUSSIAN
    assert decode(RUSSIAN.encode("cp1251"), declared="utf-16") == RUSSIAN
    assert decode(b"\\u0041 \xe9", declared="unicode_escape") == "\\u0041 é"


def test_latin_1_is_read_as_the_code_page_that_pages_mean_by_it() -> None:
    assert decode("“déjà vu”".encode("cp1252"), declared="ISO-8859-1") == "“déjà vu”"


def test_a_word_or_two_decide_nothing() -> None:
    assert code_page("Да".encode("koi8-r")) is None
    assert code_page(b"plain ASCII") is None


def test_a_great_file_is_told_in_the_time_of_a_small_one() -> None:
    data = (RUSSIAN * 100_000).encode("cp866")
    started = time.perf_counter()
    assert code_page(data) == "cp866"
    assert time.perf_counter() - started < 2


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


@pytest.mark.parametrize("text", [RUSSIAN, KAZAKH, "Plain words."])
def test_a_nul_among_the_letters_is_dropped_and_makes_text_no_binary_file(text: str) -> None:
    whole = f"{text * 20}\n"
    for damaged in (f"\x00{whole}", f"{whole[:100]}\x00{whole[100:]}"):
        assert looks_like_text(damaged.encode())
        assert decode(damaged.encode()) == whole


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x81\x8d\x8f", bytes(range(256)), b""])
def test_decoding_never_fails(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_binary_files_are_told_from_text() -> None:
    assert not looks_like_text(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64))
    assert not looks_like_text(bytes(range(32)) * 8)
    assert looks_like_text(RUSSIAN.encode("cp1251"))
    assert looks_like_text(RUSSIAN.encode("utf-16-be"))


def test_the_tags_of_a_page_do_not_outweigh_its_few_words() -> None:
    tags = "<p class=MsoNormal dir=RTL style='text-align:right;line-height:normal;direction:rtl'><span lang=AR-SA>"
    page = f"{tags}وأعرب الاتحاد عن أسفه لما حدث في الملعب</span></p>{tags * 40}"
    assert decode(page.encode("iso8859_6")) == page

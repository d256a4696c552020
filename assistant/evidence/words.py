"""What a pack says in words of ours, in English, Russian and Kazakh."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; {…} is filled in."""

    code: str
    title: str
    refused: str
    sources: str
    closest: str
    page: str
    page_alt: str
    not_drawn: str
    file_hash: str
    made_by: str
    check: str
    readme: str


_ENGLISH = Words(
    code="en",
    title="An answer and its evidence",
    refused="The materials do not answer this question. What was searched stands below.",
    sources="Sources",
    closest="Closest, but not an answer",
    page="Page {number} of {pages}",
    page_alt="Page {number} of {source}, the quote marked",
    not_drawn="The page is not shown: {fault}",
    file_hash="SHA-256 of the file",
    made_by="Written by: {model}. Index: {generation}.",
    check="How to check this answer: README.txt",
    readme="""An answer and its evidence
==========================

This file was packed by Aide-mémoire. It holds one answer to a question about a conference, made from the conference's own
materials, and all that it takes to look at it and to check it.

answer.html      the answer to read, its quotes in the passages and on the pages they stand in; open it in a browser
answer.json      the same for a program: every quote with its file, its place and the hash of the file
quotes.txt       the quotes alone, each with its file and its place
pages/           the cited pages of PDF files and images
sources.json     the cited files and their hashes
sources.sha256   the same hashes in the form of the program sha256sum
versions.json    the program, the index and the models that answered
SHA256SUMS       the hash of each part of this file

Words in quotation marks are the documents' own. A refusal has no quotes: answer.json says what was searched, and the
passages shown are the closest ones, not an answer.


To check it
-----------

With Aide-mémoire and the folder of the materials:

    aide-memoire verify PACK.zip --materials FOLDER

Every quote is looked up again in the files themselves, by hash, passage and offset; a file that has changed is named with the
citations it breaks, and so is a part of this pack that is not as it was packed. The command ends with 0 when all is as
it was cited, with 1 when not.

Without Aide-mémoire: unpack this file, then

    sha256sum --check SHA256SUMS                        in the folder it was unpacked to: are its parts as they were packed?
    sha256sum --check FOLDER-OF-THE-PACK/sources.sha256 in the folder of the materials: are the files those that were cited?

and look up the quotes in the files by the pages and headings that answer.html names. A file inside an archive or a message
stands in sources.json alone.

The hashes show that nothing was changed by accident or on the way; who made a pack they cannot tell. Keep the hash of the
pack itself where others cannot change it.
""",
)

_RUSSIAN = Words(
    code="ru",
    title="Ответ и его подтверждения",
    refused="Материалы не отвечают на этот вопрос. Что было просмотрено, указано ниже.",
    sources="Источники",
    closest="Ближайшее, но не ответ",
    page="Страница {number} из {pages}",
    page_alt="Страница {number} файла {source}, цитата отмечена",
    not_drawn="Страница не показана: {fault}",
    file_hash="SHA-256 файла",
    made_by="Составлено: {model}. Индекс: {generation}.",
    check="Как проверить этот ответ: README.txt",
    readme="""Ответ и его подтверждения
=========================

Этот файл создан программой Aide-mémoire. В нём один ответ на вопрос о конференции, составленный по её собственным материалам, и
всё, что нужно, чтобы его прочитать и проверить.

answer.html      ответ для чтения: цитаты в их фрагментах и на их страницах; откройте в браузере
answer.json      то же для программ: каждая цитата с файлом, местом и хешем файла
quotes.txt       одни цитаты, каждая с файлом и местом
pages/           цитируемые страницы файлов PDF и изображений
sources.json     цитируемые файлы и их хеши
sources.sha256   те же хеши в виде, понятном программе sha256sum
versions.json    программа, индекс и модели, которые отвечали
SHA256SUMS       хеш каждой части этого файла

Слова в кавычках принадлежат самим документам. В отказе цитат нет: answer.json говорит, что было просмотрено, а показанные
фрагменты – ближайшие, но не ответ.


Как проверить
-------------

С программой Aide-mémoire и папкой материалов:

    aide-memoire verify PACK.zip --materials FOLDER

Каждая цитата ищется заново в самих файлах: по хешу, фрагменту и месту в нём; изменённый файл называется вместе с цитатами,
которые от этого пострадали, как и часть пакета, которая не такова, какой была создана. Команда завершается с кодом 0,
если всё на месте, и с кодом 1, если нет.

Без неё: распакуйте этот файл, затем

    sha256sum --check SHA256SUMS                 в распакованной папке: целы ли части пакета?
    sha256sum --check ПАПКА-ПАКЕТА/sources.sha256 в папке материалов: те ли это файлы?

и найдите цитаты в файлах по страницам и заголовкам, которые называет answer.html. Файл внутри архива или письма указан только
в sources.json.

Хеши показывают, что ничего не изменилось случайно или в пути; кто создал пакет, по ним не узнать. Храните хеш самого пакета
там, где его никто не изменит.
""",
)

_KAZAKH = Words(
    code="kk",
    title="Жауап және оның дәлелдері",
    refused="Материалдар бұл сұраққа жауап бермейді. Не қаралғаны төменде көрсетілген.",
    sources="Дереккөздер",
    closest="Ең жақыны, бірақ жауап емес",
    page="{pages} беттің {number}-беті",
    page_alt="{source} файлының {number}-беті, дәйексөз белгіленген",
    not_drawn="Бет көрсетілмеді: {fault}",
    file_hash="Файлдың SHA-256 хеші",
    made_by="Құрастырған: {model}. Индекс: {generation}.",
    check="Бұл жауапты қалай тексеруге болады: README.txt",
    readme="""Жауап және оның дәлелдері
=========================

Бұл файлды Aide-mémoire бағдарламасы жасады. Мұнда конференция туралы сұраққа оның өз материалдарынан құралған бір жауап және
оны оқып, тексеруге керектің бәрі бар.

answer.html      оқуға арналған жауап: дәйексөздер өз үзінділерінде және беттерінде; браузерде ашыңыз
answer.json      бағдарламаларға арналған сол жауап: әр дәйексөздің файлы, орны және файлдың хеші
quotes.txt       тек дәйексөздер, әрқайсысының файлы мен орны көрсетілген
pages/           дәйексөз алынған PDF файлдары мен суреттердің беттері
sources.json     дәйексөз алынған файлдар және олардың хештері
sources.sha256   сол хештер sha256sum бағдарламасының түрінде
versions.json    жауап берген бағдарлама, индекс және модельдер
SHA256SUMS       осы файлдың әр бөлігінің хеші

Тырнақшадағы сөздер – құжаттардың өз сөздері. Бас тартуда дәйексөз жоқ: не қаралғанын answer.json айтады, ал көрсетілген
үзінділер – ең жақындары, жауап емес.


Қалай тексеруге болады
----------------------

Aide-mémoire бағдарламасы және материалдар папкасы болса:

    aide-memoire verify PACK.zip --materials FOLDER

Әр дәйексөз файлдардың өзінен хеші, үзіндісі және ондағы орны бойынша қайта ізделеді; өзгерген файл одан бүлінген
дәйексөздермен бірге, ал пакеттің өзгертілген бөлігі өз атымен аталады. Бәрі орнында болса, команда 0 кодымен, болмаса
1 кодымен аяқталады.

Бағдарламасыз: осы файлды ашып шығарыңыз, сонда

    sha256sum --check SHA256SUMS                    шығарылған папкада: пакеттің бөліктері бүтін бе?
    sha256sum --check ПАКЕТ-ПАПКАСЫ/sources.sha256  материалдар папкасында: файлдар сол файлдар ма?

және дәйексөздерді answer.html атаған беттер мен тақырыптар бойынша файлдардан табыңыз. Мұрағаттың немесе хаттың ішіндегі файл
тек sources.json ішінде тұрады.

Хештер ештеңенің кездейсоқ не жолда өзгермегенін көрсетеді; пакетті кім жасағанын олардан білуге болмайды. Пакеттің өз хешін
ешкім өзгерте алмайтын жерде сақтаңыз.
""",
)

_WORDS = {words.code: words for words in (_ENGLISH, _RUSSIAN, _KAZAKH)}


def words_in(language: str) -> Words:
    """Return the words of a language, the English ones where there are none of ours."""
    return _WORDS.get(language, _ENGLISH)

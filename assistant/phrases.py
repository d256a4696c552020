"""Words of ours that join quotes, in the language of the question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The joining words of one language; {…} is filled in."""

    not_answered: str
    not_named: str
    searched: str
    searched_for: str
    searched_in: str
    widened: str
    older: str
    left_out: str
    unread: str
    speaker: str
    comment: str
    comment_by: str
    made: str
    received: str
    none_made: str
    not_in: str
    named_in: str
    no_report: str
    reports_of: str
    in_all: str
    made_by: str
    none_on: str
    also_named: str
    number: str
    response: str
    rejected: str
    pending: str
    implemented: str
    accepted: str
    noted: str
    more: str
    summed: str
    silent: str
    named_there: str
    nearest_said: str


_ENGLISH = Phrases(
    not_answered="The materials do not answer this.",
    not_named="Not mentioned anywhere in them: {names}.",
    searched="Searched: {documents}, {passages}.",
    searched_for="Searched for: {question}",
    searched_in="Searched in: {names}",
    widened="Nothing found in {names}; searched everywhere.",
    older="The newest index is damaged; this answer comes from the one of {created}.",
    left_out="Left out by the filter {where}: {documents}, {passages}.",
    unread="Could not be read and was not searched: {sources}.",
    speaker="{speaker}: ",
    comment="Comment: ",
    comment_by="Comment by {speaker}: ",
    made="{maker} made {count} ({reports}):",
    received="Recommendations found: {count} ({reports}):",
    none_made="{maker} made no recommendation in {reports}.",
    not_in="{maker} is not named in {reports}.",
    named_in="{maker} is named in {reports}.",
    no_report="There is no report on {name} among them.",
    reports_of="What there is: {reports}.",
    in_all="Recommendations found: {count}, in {reports}.",
    made_by="Made by {count}: {names}.",
    none_on="None of {recommendations} is about “{topic}”.",
    also_named="Taken to be about “{topic}” too: {names}.",
    number="no. {number}",
    response="Response{numbers}: {response} – {quote} ({place})",
    rejected="not accepted",
    pending="to be examined, with a response to follow",
    implemented="accepted, and considered already implemented or being implemented",
    accepted="accepted",
    noted="noted",
    more="Not shown: {count} more.",
    summed="{count} of {total} sentences of “{name}”, those that carry most of it:",
    named_there="Named there, {count}: ",
    nearest_said="{speaker}: nothing found on this in {documents}; the nearest of what was said:",
    silent="{speaker}: nothing found in {documents}.",
)
_RUSSIAN = Phrases(
    not_answered="В материалах нет ответа на этот вопрос.",
    not_named="В них нигде не упоминается: {names}.",
    searched="Просмотрено: {documents}, {passages}.",
    searched_for="Вопрос понят так: {question}",
    searched_in="Где искали: {names}",
    widened="{names}: ничего не найдено; поиск по всем материалам.",
    older="Последний указатель повреждён; ответ дан по указателю от {created}.",
    left_out="Фильтр {where} исключил: {documents}, {passages}.",
    unread="Не удалось прочитать, поиск там не проводился: {sources}.",
    speaker="{speaker}: ",
    comment="Комментарий: ",
    comment_by="Комментарий ({speaker}): ",
    made="{maker} – {count} ({reports}):",
    received="Найдено рекомендаций: {count} ({reports}):",
    none_made="{maker} – рекомендаций нет: {reports}.",
    not_in="{maker} – не упоминается: {reports}.",
    named_in="{maker} – упоминается: {reports}.",
    no_report="Среди них нет доклада: {name}.",
    reports_of="Есть: {reports}.",
    in_all="Найдено рекомендаций: {count} ({reports}).",
    made_by="Кто дал ({count}): {names}.",
    none_on="Просмотрено: {recommendations}; ни одной нет о теме “{topic}”.",
    also_named="К теме “{topic}” отнесено также: {names}.",
    number="№ {number}",
    response="Ответ{numbers}: {response} – {quote} ({place})",
    rejected="не принято",
    pending="будет рассмотрено, ответ последует",
    implemented="принято и считается уже выполненным или выполняемым",
    accepted="принято",
    noted="принято к сведению",
    more="Не показано ещё: {count}.",
    summed="“{name}”: предложения, в которых сказано главное ({count} из {total}):",
    named_there="Там названо, {count}: ",
    nearest_said="{speaker}: об этом ничего не найдено ({documents}); ближайшее из сказанного:",
    silent="{speaker}: ничего не найдено, просмотрено: {documents}.",
)
_KAZAKH = Phrases(
    not_answered="Материалдарда бұл сұраққа жауап жоқ.",
    not_named="Оларда мүлде аталмаған: {names}.",
    searched="Қаралды: {documents}, {passages}.",
    searched_for="Сұрақ былай түсінілді: {question}",
    searched_in="Ізделген жері: {names}",
    widened="{names}: ештеңе табылмады; барлық материал қаралды.",
    older="Соңғы көрсеткіш бүлінген; жауап {created} көрсеткіші бойынша берілді.",
    left_out="{where} сүзгісі алып тастағаны: {documents}, {passages}.",
    unread="Оқылмады, сондықтан ізделмеді: {sources}.",
    speaker="{speaker}: ",
    comment="Пікір: ",
    comment_by="Пікір ({speaker}): ",
    made="{maker} – {count} ({reports}):",
    received="Табылған ұсынымдар: {count} ({reports}):",
    none_made="{maker} – ұсынымы жоқ: {reports}.",
    not_in="{maker} – аталмаған: {reports}.",
    named_in="{maker} – аталған: {reports}.",
    no_report="Олардың арасында мұндай баяндама жоқ: {name}.",
    reports_of="Бары: {reports}.",
    in_all="Табылған ұсынымдар: {count} ({reports}).",
    made_by="Кім берген ({count}): {names}.",
    none_on="Қаралды: {recommendations}; “{topic}” туралы бірде-бірі жоқ.",
    also_named="“{topic}” тақырыбына мыналар да жатқызылды: {names}.",
    number="№ {number}",
    response="Жауабы{numbers}: {response} – {quote} ({place})",
    rejected="қабылданбады",
    pending="қаралады, жауабы кейін беріледі",
    implemented="қабылданды және орындалған не орындалып жатыр деп саналады",
    accepted="қабылданды",
    noted="назарға алынды",
    more="Көрсетілмегені: тағы {count}.",
    summed="“{name}”: негізгісін айтатын сөйлемдер ({total} ішінен {count}):",
    named_there="Онда аталғаны, {count}: ",
    nearest_said="{speaker}: бұл туралы ештеңе табылмады ({documents}); айтылғанның ең жақыны:",
    silent="{speaker}: ештеңе табылмады, қаралғаны: {documents}.",
)
_BY_LANGUAGE = {"en": _ENGLISH, "ru": _RUSSIAN, "kk": _KAZAKH}


def phrases_for(language: str) -> Phrases:
    """Return the joining words of a language, English where there are none."""
    return _BY_LANGUAGE.get(language, _ENGLISH)

"""Who speaks, as what and for whom."""

import pytest

from corpus.people import Person, byline_in, is_name, people_in


@pytest.mark.parametrize(
    ("stated", "person"),
    [
        ("Anna Sarsen, Ombudsman of Tauly", Person("Anna Sarsen", "Ombudsman", "Tauly")),
        ("Mr. John Smith, Minister of Justice", Person("Mr. John Smith", "Minister of Justice")),
        ("Vera Luna, Director of the Institute of Water", Person("Vera Luna", "Director", "Institute of Water")),
        (
            "A. Petrov, Commissioner for Human Rights of the Council of Europe",
            Person("A. Petrov", "Commissioner for Human Rights", "Council of Europe"),
        ),
        ("Jane Doe, Professor, University of X, Y", Person("Jane Doe", "Professor", "University of X, Y")),
        ("Anna Sarsen (UNDP)", Person("Anna Sarsen", "", "UNDP")),
        ("Dr Ada Bell, keeper of the lake", Person("Dr Ada Bell", "keeper of the lake")),
        ("Анна Сарсен, омбудсмен Таулы", Person("Анна Сарсен", "омбудсмен", "Таулы")),
        ("Болат Иванов, министр юстиции", Person("Болат Иванов", "министр юстиции")),
        ("Вера Лужина, председатель Союза садоводов", Person("Вера Лужина", "председатель", "Союза садоводов")),
        ("Анна Сарсен, директор, Институт воды", Person("Анна Сарсен", "директор", "Институт воды")),
        ("Анна Сәрсен, Таулы омбудсмені", Person("Анна Сәрсен", "омбудсмені", "Таулы")),
        ("Болат Омар, Су институтының директоры", Person("Болат Омар", "директоры", "Су институтының")),
        ("Нұргүл Бек, Заң клиникасының жетекшісі", Person("Нұргүл Бек", "жетекшісі", "Заң клиникасының")),
        ("Әлия Сәрсен, Әділет министрі", Person("Әлия Сәрсен", "Әділет министрі")),
        ("the secretariat", Person("the secretariat")),
        ("Anna Sarsen, Tauly University, anna@tauly.test", Person("Anna Sarsen", "", "Tauly University")),
        ("Anna Sarsen (anna@tauly.test)", Person("Anna Sarsen")),
    ],
)
def test_a_speaker_is_a_name_a_role_and_an_organisation(stated: str, person: Person) -> None:
    assert people_in(stated) == [person]


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Anna Sarsen, Norland; Bolat Omar (OSCE)", ["Anna Sarsen", "Bolat Omar"]),
        ("Anna Sarsen, Bolat Omar and Ivan Petrov", ["Anna Sarsen", "Bolat Omar", "Ivan Petrov"]),
        ("Anna Sarsen, Ombudsman of Tauly, and Bolat Omar", ["Anna Sarsen", "Bolat Omar"]),
        ("Анна Сарсен и Болат Иванов", ["Анна Сарсен", "Болат Иванов"]),
        ("Әлия Сәрсен және Болат Омар", ["Әлия Сәрсен", "Болат Омар"]),
        ("Anna Sarsen, Head of Research and Development", ["Anna Sarsen"]),
        ("", []),
    ],
)
def test_several_speakers_are_told_apart(stated: str, names: list[str]) -> None:
    assert [person.name for person in people_in(stated)] == names


@pytest.mark.parametrize(
    "text", ["Anna Sarsen", "Dr. A. B. Petrov", "Анна Сәрсен", "Ludwig van Beethoven", "Jean-Luc O'Hara"]
)
def test_a_full_name_looks_like_one(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    ["Anna", "Human Rights Watch", "United Nations", "General Assembly Report of", "Opening Session", "the river", "UNDP WHO",
     "Ministry Sarsen", "Права Человека", "Адам құқықтары"],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert not is_name(text)


def test_a_byline_needs_a_role_or_an_organisation() -> None:
    assert byline_in("Anna Sarsen, Ombudsman of Tauly") == Person("Anna Sarsen", "Ombudsman", "Tauly")
    assert byline_in("Astana, Kazakhstan") is None
    assert byline_in("Buenos Aires, 4 May 2024") is None


def test_a_working_group_is_nobodys_name() -> None:
    assert byline_in("Rivers WG (water area)") is None
    assert byline_in("Anna Sarsen (water area)") == Person("Anna Sarsen", "water area")

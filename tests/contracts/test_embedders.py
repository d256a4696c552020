"""The contract of an embedder, kept by each form of a model, and that all forms give the same vectors."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from index import ModelChoice
from index.compiled import CompiledEmbedder
from index.embedder import LEAST_COSINE, Embedder, Vectors, find_model
from index.embedding import SentenceTransformerEmbedder

TEXTS = (
    "Who organised the conference?",
    "",
    " ",
    "a",
    "?",
    "👩‍⚖️ 🇰🇿",
    "会议开始了",
    "Уполномоченный по правам человека открыл конференцию в Астане.",
    "Кітапханаларымыздың жұмысы туралы есеп тыңдалды, ұсынымдар қабылданды.",
    "The working group adopted 18 recommendations; two were noted, and one – on water – was withdrawn. " * 30,
    "Рабочая группа приняла рекомендации о независимости судей и адвокатов. " * 30,
    "w" * 5_000,
)


def documents(embedder: Embedder, texts: tuple[str, ...] = TEXTS) -> Vectors:
    found = np.full((len(texts), embedder.dimension), np.nan, dtype=np.float32)
    for positions, vectors in embedder.embed_documents(texts):
        found[positions] = vectors
    return found


class EmbedderContract:
    """What holds for every embedder; a subclass gives one as the fixture `subject`."""

    @pytest.fixture
    def subject(self) -> Embedder:
        raise NotImplementedError

    def test_it_says_what_it_is(self, subject: Embedder) -> None:
        assert subject.name
        assert subject.fingerprint
        assert subject.dimension >= 32
        assert subject.token_limit >= 32

    def test_batches_hold_every_position_once(self, subject: Embedder) -> None:
        batches = [positions for positions, _ in subject.embed_documents(TEXTS * 3)]
        assert sorted(position for positions in batches for position in positions) == list(range(len(TEXTS) * 3))

    def test_batches_are_float32_of_the_models_dimension(self, subject: Embedder) -> None:
        for positions, vectors in subject.embed_documents(TEXTS):
            assert vectors.shape == (len(positions), subject.dimension)
            assert vectors.dtype == np.float32

    def test_no_texts_give_no_batches(self, subject: Embedder) -> None:
        assert list(subject.embed_documents([])) == []
        assert subject.token_starts([]) == []

    def test_documents_have_unit_length(self, subject: Embedder) -> None:
        assert np.linalg.norm(documents(subject), axis=1) == pytest.approx(1.0, abs=1e-3)

    @pytest.mark.parametrize("text", TEXTS)
    def test_a_question_is_one_unit_vector(self, subject: Embedder, text: str) -> None:
        vector = subject.embed_query(text)
        assert vector.shape == (subject.dimension,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-3)

    def test_being_prepared_changes_no_vector(self, subject: Embedder) -> None:
        before = subject.embed_query(TEXTS[0])
        subject.prepare()
        assert np.array_equal(subject.embed_query(TEXTS[0]), before)

    def test_the_same_text_gives_the_same_vector(self, subject: Embedder) -> None:
        assert np.array_equal(subject.embed_query(TEXTS[0]), subject.embed_query(TEXTS[0]))
        assert np.sum(documents(subject) * documents(subject), axis=1) == pytest.approx(1.0, abs=2e-3)

    def test_a_vector_hardly_depends_on_the_texts_beside_it(self, subject: Embedder) -> None:
        together = documents(subject)
        alone = np.stack([documents(subject, (text,))[0] for text in TEXTS])
        assert np.sum(together * alone, axis=1).min() > LEAST_COSINE

    def test_different_texts_give_different_vectors(self, subject: Embedder) -> None:
        found = documents(subject, TEXTS[7:10])
        assert (found @ found.T)[np.triu_indices(3, 1)].max() < 0.999

    def test_tokens_begin_in_order_inside_their_text(self, subject: Embedder) -> None:
        for text, starts in zip(TEXTS, subject.token_starts(TEXTS), strict=True):
            assert all(left < right for left, right in pairwise(starts))
            assert all(0 <= start < len(text) for start in starts)

    def test_tokens_of_a_long_text_are_all_counted(self, subject: Embedder) -> None:
        (starts,) = subject.token_starts([TEXTS[9]])
        assert len(starts) > subject.token_limit
        assert starts[-1] > len(TEXTS[9]) - 5

    def test_grain_counts_the_letters_and_tokens_of_a_text(self, subject: Embedder) -> None:
        text = "Ұсынымдар 2014"
        grain = subject.grain(text)
        assert (grain.letters, grain.tokens) == (9, len(subject.token_starts([text])[0]))
        assert 0 <= grain.unknown <= grain.letters

    def test_letters_of_words_that_the_model_does_not_know_are_unknown(self, subject: Embedder) -> None:
        assert subject.grain("ꙮꙮꙮ the").unknown == 3
        assert subject.grain("the").unknown == 0


class TestPackagedModelCompiled(EmbedderContract):
    @pytest.fixture
    def subject(self, embedder: Embedder) -> Embedder:
        assert isinstance(embedder, CompiledEmbedder)
        return embedder


class TestPackagedModelAsLoaded(EmbedderContract):
    @pytest.fixture
    def subject(self, original: SentenceTransformerEmbedder) -> Embedder:
        return original


class TestRandomModelCompiled(EmbedderContract):
    @pytest.fixture
    def subject(self, random_embedder: Embedder) -> Embedder:
        assert isinstance(random_embedder, CompiledEmbedder)
        return random_embedder


class TestRandomModelAsLoaded(EmbedderContract):
    @pytest.fixture
    def subject(self, random_original: SentenceTransformerEmbedder) -> Embedder:
        return random_original


@pytest.fixture(scope="module")
def original(choice: ModelChoice) -> SentenceTransformerEmbedder:
    """The packaged model as sentence-transformers serves it."""
    found = find_model(choice)
    return SentenceTransformerEmbedder(found.folder, name=found.name, fingerprint=found.fingerprint, device="cpu")


def test_the_packaged_models_compiled_copy_gives_the_originals_vectors(
    embedder: Embedder, original: SentenceTransformerEmbedder
) -> None:
    assert_same(embedder, original)


def test_a_random_models_compiled_copy_gives_the_originals_vectors(
    random_embedder: Embedder, random_original: SentenceTransformerEmbedder
) -> None:
    assert_same(random_embedder, random_original)


def assert_same(copy: Embedder, original: Embedder) -> None:
    assert np.sum(documents(copy) * documents(original), axis=1).min() >= LEAST_COSINE
    questions = [float(copy.embed_query(text) @ original.embed_query(text)) for text in TEXTS]
    assert min(questions) >= LEAST_COSINE
    assert copy.token_starts(TEXTS) == original.token_starts(TEXTS)
    assert [copy.grain(text) for text in TEXTS] == [original.grain(text) for text in TEXTS]
    assert (copy.dimension, copy.token_limit) == (original.dimension, original.token_limit)


def test_a_random_model_is_given_its_own_words_before_questions_and_documents(
    random_embedder: Embedder, random_original: SentenceTransformerEmbedder
) -> None:
    text = "рабочая группа"
    for subject in (random_embedder, random_original):
        (document,) = documents(subject, (text,))
        written_out = random_original.model.encode([f"query: {text}", f"passage: {text}", text])
        cosines = written_out @ np.stack([subject.embed_query(text), document]).T
        assert cosines[0, 0] == pytest.approx(1.0, abs=1e-3)
        assert cosines[1, 1] == pytest.approx(1.0, abs=1e-3)
        assert cosines[2].max() < 0.998

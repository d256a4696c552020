"""Limits: each is documented, and has a test at its edge and just above."""

import ast
import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from corpus.limits import DEFAULT_LIMITS, Limits

TESTS = Path(__file__).parent
NAMES = [field.name for field in fields(Limits)]
# The test that reads at the limit and is refused, or read plainly, just above it.
EDGES = {
    "file_bytes": "test_loading.py::test_a_file_is_read_at_each_limit_and_refused_just_above",
    "text_chars": "test_loading.py::test_a_file_is_read_at_each_limit_and_refused_just_above",
    "pages": "test_loading.py::test_pages_are_counted",
    "unpacked_bytes": "test_loading.py::test_a_package_is_read_at_each_limit_and_refused_just_above",
    "unpacked_ratio": "test_loading.py::test_a_package_is_read_at_each_limit_and_refused_just_above",
    "members": "test_loading.py::test_a_package_is_read_at_each_limit_and_refused_just_above",
    "output_bytes": "test_sandbox.py::test_output_is_refused_just_above_the_limit",
    "sheet_rows": "readers/test_delimited.py::test_the_limits_hold_at_the_edge",
    "sheet_cells": "readers/test_delimited.py::test_the_limits_hold_at_the_edge",
    "image_pixels": "readers/test_image.py::test_too_many_pixels_are_refused",
    "recognised_pixels": "readers/test_image.py::test_images_are_turned_upright_and_kept_small",
    "picture_pixels": "test_picturing.py::test_a_picture_is_made_coarser_just_above_the_limit",
    "recognition_seconds": "readers/test_recognition.py::test_recognition_is_ended_after_its_seconds",
    "seconds": "test_sandbox.py::test_time_and_memory_are_given_up_to_the_limit_and_no_further",
    "seconds_in_all": "test_sandbox.py::test_time_and_memory_are_given_up_to_the_limit_and_no_further",
    "cpu_seconds": "test_sandbox.py::test_time_and_memory_are_given_up_to_the_limit_and_no_further",
    "memory_bytes": "test_sandbox.py::test_time_and_memory_are_given_up_to_the_limit_and_no_further",
    "open_files": "test_sandbox.py::test_open_files_are_limited",
    "front_matter_chars": "readers/test_markdown.py::test_front_matter_is_text_where_it_is_longer_than_allowed",
    "spanned_cells": "readers/test_html.py::test_cells_reach_over_others_up_to_the_limit",
    "bookmarks": "readers/test_pdf.py::test_bookmarks_make_headings_up_to_the_limit",
    "folder_depth": "test_discovery.py::test_a_folder_deeper_than_the_limit_is_named_but_not_walked",
    "folder_files": "test_discovery.py::test_a_folder_with_more_files_than_the_limit_is_refused_as_a_whole",
    "overrides_bytes": "test_overrides.py::test_limits_hold_and_are_reported",
    "override_rows": "test_overrides.py::test_limits_hold_and_are_reported",
    "override_patterns": "test_overrides.py::test_limits_hold_and_are_reported",
}


@cache
def functions(path: str) -> dict[str, str]:
    """Return the source of each function in a test file, its decorators with it."""
    source = (TESTS / path).read_text(encoding="utf-8")
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {node.name: "\n".join(ast.unparse(part) for part in (*node.decorator_list, node)) for node in found}


def test_every_limit_has_a_test_and_every_test_is_there() -> None:
    assert sorted(EDGES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_test_of_a_limit_sets_it(name: str) -> None:
    path, _, function = EDGES[name].partition("::")
    assert re.search(rf"\b{name}=", functions(path)[function].replace(" = ", "="))


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_documented(name: str) -> None:
    assert f"`{name}`" in (Limits.__doc__ or "")


def test_one_picture_costs_less_than_its_file_may() -> None:
    assert DEFAULT_LIMITS.recognition_seconds < DEFAULT_LIMITS.seconds < DEFAULT_LIMITS.seconds_in_all

"""The figures on the hold-out half do not fall below what was reached."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType


@cache
def benchmark() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "insight_quality.py"
    spec = importlib.util.spec_from_file_location("insight_quality", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["insight_quality"] = module
    spec.loader.exec_module(module)
    return module


def test_stories_related_copies_and_hot_are_as_good_as_they_were() -> None:
    figures = benchmark().measure("holdout")
    assert figures.b_cubed >= 0.93
    assert figures.precision_at_3 >= 0.90
    assert figures.ndcg_at_6 >= 0.865
    assert figures.copies_recall >= 0.98
    assert figures.copies_precision >= 0.99
    assert figures.hot >= 9
    assert figures.hot_in_flood >= 9
    assert figures.flood_stories == 0

"""What tests share; the package is the wheel's, never the source beside this file."""

from __future__ import annotations

import pathlib

import pytest

import ghn

ROOT = pathlib.Path(__file__).resolve().parents[3]
CELL = "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_1x1~1|skip_connect~2|"


@pytest.fixture(scope="session")
def model() -> ghn.Model:
    return ghn.load()


@pytest.fixture
def cell() -> str:
    return CELL


@pytest.fixture
def root() -> pathlib.Path:
    return ROOT

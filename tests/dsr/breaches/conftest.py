"""The scene of every test of breaches."""

import pytest

from tests.dsr.breaches.breaches import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()

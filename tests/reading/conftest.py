"""What several tests of the reading view are about."""

import pytest
from handmade import war

from whosewords.corpus import Corpus


@pytest.fixture(scope="module")
def two() -> Corpus:
    return war()

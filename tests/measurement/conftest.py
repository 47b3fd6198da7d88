import pytest


@pytest.fixture(autouse=True)
def own_files():
    """Nothing here touches files or settings: these tests run without Django."""

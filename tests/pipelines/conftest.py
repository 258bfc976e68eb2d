"""The sample as the library loads it, made once for all tests of the pipelines."""

import pytest

from pipelines.workspace import DataFolder
from tests import shared_samples


@pytest.fixture(scope="session")
def loaded_sample(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder with the sample, published; not to be written to."""
    return shared_samples.loaded_sample(tmp_path_factory)

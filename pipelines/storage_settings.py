"""The settings that name where captures, readings and the published file are beside the data folder (decision 0050).

They are part of `settings.Settings`; only their declarations are here.
"""

from typing import Final

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings

from pipelines.setting_values import StorageUrl

_MEBIBYTE: Final = 1 << 20


class StorageSettings(BaseSettings):
    """Where the data are, beside the data folder."""

    raw_url: StorageUrl = Field(
        "",
        description=(
            "Where the WARC files of closed captures are kept: `s3://bucket/prefix`, `gs://…`, `file:///…` or an "
            "absolute path. The data folder then holds the file that is being written, the indexes and some copies. "
            "Empty: the data folder alone (docs/scale.md)."
        ),
    )
    raw_file_bytes: int = Field(
        64 * _MEBIBYTE,
        ge=64 * 1024,
        le=5 * 1024 * _MEBIBYTE,
        description="With `raw_url`: a WARC file of this size is closed and the next one is begun, in bytes.",
    )
    raw_copies_bytes: int = Field(
        1024 * _MEBIBYTE,
        ge=0,
        description=(
            "With `raw_url`: how many bytes of WARC files that are kept there stay in the data folder as copies, the "
            "newest first."
        ),
    )
    readings_url: StorageUrl = Field(
        "",
        description=(
            "With `raw_url`: where the Parquet files of readings are kept as well, so that another machine need not "
            "read the captures again. Empty: the data folder alone."
        ),
    )
    published_url: StorageUrl = Field(
        "", description="Where each published file is brought as well, for readers elsewhere. Empty: nowhere."
    )

    @model_validator(mode="after")
    def _has_captures(self) -> "StorageSettings":
        if self.readings_url and not self.raw_url:
            raise ValueError("readings_url: set raw_url as well, for readings are of no use without their captures")
        return self

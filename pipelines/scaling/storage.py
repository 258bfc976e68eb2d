"""Object storage: credentials by the means that the storage's own tools use, never in a setting and never in a log."""

from pipelines.objects.errors import HOW
from pipelines.scaling.errors import ScaleMissing
from schemas.ddl import literal


def s3_secret() -> str:
    """Return the statement that lets DuckDB read and write `s3://`, with the credentials that botocore finds.

    These are environment variables, the files in `~/.aws`, or the role of the machine; the endpoint is
    `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`, where one is set.

    Raises:
        ScaleMissing: botocore is not installed.
    """
    try:
        from botocore.session import get_session  # noqa: PLC0415 (of the extra `scale`)
    except ImportError as error:
        raise ScaleMissing(f"botocore is not installed; {HOW}") from error
    session = get_session()
    client = session.create_client("s3", region_name=session.get_config_variable("region") or "us-east-1")
    options = {"REGION": client.meta.region_name}
    if (credentials := session.get_credentials()) is not None:
        frozen = credentials.get_frozen_credentials()
        options |= {"KEY_ID": frozen.access_key, "SECRET": frozen.secret_key}
        options |= {"SESSION_TOKEN": frozen.token} if frozen.token else {}
    scheme, _, host = client.meta.endpoint_url.partition("://")
    if not host.endswith("amazonaws.com"):
        options |= {"ENDPOINT": host, "URL_STYLE": "path", "USE_SSL": str(scheme == "https").lower()}
    return f"CREATE SECRET (TYPE s3, {', '.join(f'{name} {literal(value)}' for name, value in options.items())})"

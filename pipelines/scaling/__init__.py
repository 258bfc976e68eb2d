"""Beyond one machine: the published tables in a DuckLake, reading on a cluster, files in object storage."""

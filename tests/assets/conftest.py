"""What holds for all runs of the job in this folder."""

from tests.dagster_records import hurry_dagsters_records

hurry_dagsters_records()

"""What somebody would write today, without Pithhouse, for the same job: one file a tool, run from `.venv-bench`.

Each takes a file of addresses and the path of its DuckDB file, asks only for what changed since its last run, and keeps
the rows of every page in the table `rows`. `hub_page` reads a page for all three, so that only the tools differ.
"""

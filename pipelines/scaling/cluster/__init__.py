"""Reading captures on a Dask cluster: what a task does on a worker, and who gives out tasks and takes their results."""

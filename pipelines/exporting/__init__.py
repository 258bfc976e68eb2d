"""The published tables as files for other tools, with what describes them."""

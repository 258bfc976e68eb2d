"""The views of the schema `marts`, which analysts ask, and the index of words that `search` looks in."""

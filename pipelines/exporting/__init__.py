"""From the published file to other people's formats: files with their description, checksums and changes; citations."""

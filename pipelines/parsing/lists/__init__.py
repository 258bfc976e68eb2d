"""How a list is divided into entries: one decision for the whole list, by evidence."""

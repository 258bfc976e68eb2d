"""Made-up hub pages in markups that the parser has never seen, and a count of what it reads right.

`make fidelity` runs it. Nothing here may use a word table or a value parser of the product: what a page says is
known from the record that it was made from.
"""

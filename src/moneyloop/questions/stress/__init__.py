"""One party's failure: each counterparty, line by line, with the rows behind it."""

"""One dollar, hop by hop: the rows, the record behind them, and the picture of its way."""

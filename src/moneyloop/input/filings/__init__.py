"""A company's filings, as the SEC's company facts have them, to rows of figures.csv."""

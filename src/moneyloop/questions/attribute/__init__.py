"""Whose money is a company's booked revenue: by mixed pools, by tracing rules, over draws."""

"""Margins and break-even: what is stated, what the levers do, and the lines of the chart."""

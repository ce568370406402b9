"""Results as text: terminal tables, CSV, JSON and Markdown. Writers only: nothing is computed."""

"""The drawings of the page of the other questions, one module for each question."""

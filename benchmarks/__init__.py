"""Measurements of speed, recall, answers and refusals; see README.md in this folder."""

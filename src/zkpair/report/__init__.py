"""Findings in, pictures out: one HTML page that opens offline, charts as files, a Markdown summary, a table as CSV."""

"""The runner behind bench/run: builds the engines, writes the cases, asks, checks agreement, and reports."""

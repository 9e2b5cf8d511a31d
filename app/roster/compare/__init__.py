"""Compares what a row says with what the school has, and makes or changes rows in the holdings accordingly."""

"""Turns what people type into cells into values: a module per kind of value, each saying what it changed."""

"""Reads one row of each kind of register: staff, pupils, families of left-behind children."""

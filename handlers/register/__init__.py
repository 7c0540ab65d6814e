"""The office's register: its sheets, read with all their faults at once."""

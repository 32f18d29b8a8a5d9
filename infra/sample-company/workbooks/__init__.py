"""The workbooks. Every formula is written together with the value that a calculation would give."""

"""STARKs in readable Python: winterfell 0.13's protocol, file by file (docs/protocols/stark.md)."""

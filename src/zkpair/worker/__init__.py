"""Workers: every implementation runs in a process of its own and speaks one JSON line at a time over stdio.

`__main__` serves one implementation; `client` starts workers and orders their turns; `memory` reads peaks.
"""

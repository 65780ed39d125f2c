"""A file of tags as its user wrote it, with all that may stand in one."""

TYPED = """\
# mine, in the order that I like\r
[garden]\r
garden tool  "a tool for the garden"\r
\tdibber   = planting stick\r
\t\tlong dibber\r
\t? trowel\r
\r
- animal\r
dog < pet "our dog Waldi"   @loose\r
"""

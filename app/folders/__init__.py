"""The folders that the library follows: what can be done with one, and how one leaves.

`tree` knows the folders within them, `lines` has those that are in sight, `opened` remembers which
are open, and `side` is the list that opens them. `menu` has the verbs, `desk` does them and follows
the drives, `departing` asks whether a folder may go and sees to it that it does.
"""

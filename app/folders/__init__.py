"""The folders that the library follows: what can be done with one, and how one leaves.

`menu` has the verbs, `desk` does them and follows the drives, `departing` asks whether a folder may
go and sees to it that it does.
"""

"""What can go wrong on a real machine, done to real processes.

`python -m tests.faults [KILLS]` kills them at random, in every stage, as often as it is told.
"""

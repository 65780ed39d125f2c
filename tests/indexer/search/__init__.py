"""Search: one test file for each module, on one small real library."""

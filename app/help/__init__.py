"""What helps: the sheet of all keys, and what Shoebox is and stands on.

shortcuts   each deed of the window with its keys, to be searched by typing
places      the keys that mean something only at one place of the window
licences    what is installed and at work here, and under which terms
about       name, version, promise, licences
opening     when the two are opened, and where the keyboard goes afterwards
"""

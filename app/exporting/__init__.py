"""Photos go out of the window into a folder.

form       what is asked first: which photos, where to, how, under which names
progress   how far it has come, at the foot of the window
errand     brings these together; the files are put there by `indexer.export`
"""

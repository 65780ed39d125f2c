"""How an answer becomes pixels.

An answer is a list of photo ids, best or newest first. The `model` holds the ids and nothing else;
the `sheet`, made off the main thread, what is known of them all: their shapes, days and marks.
`cells` knows which row lies where, for any number of photos, at next to no cost; `laying` lays them
out, as squares or as justified rows, below the titles of their days or bands.
The `view` is the window onto it: it knows which photos are near the eye, and says so to `pixmaps`,
which reads their previews in the background, nearest first, and forgets what is two screens away.
A preview travels as a `QImage`, already cut and rounded to its cell; on the main thread it becomes
a `QPixmap` and the view repaints that one cell. The `delegate` draws a cell: the pixmap if it is
there, a quiet tile if not, and over it what the mouse, the keyboard and the search have to say;
`painting` is what it has in common with the cells of albums.
"""

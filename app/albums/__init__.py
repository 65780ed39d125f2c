"""Albums in the window: seen, opened, made, filled, put in order, and saved from searches.

shelf     the albums as they are shown: in groups, pinned ones first
shelving  looks them up, whenever the library or they change
glances   how many photos are in one, of when, and which is on its cover
lines     which lines they have in the sidebar; `side` shows these
model     the albums as rows, for the page of all of them
delegate  how one is drawn: its cover, its name, what is in it
view      the covers, with mouse and keyboard; `page` is all around them
strip     the line below the title of an album
menu      what can be done with one, and by which keys
asking    the small questions: a name, an album, may it go
curating  asks and edits: names, covers, photos, order
saving    searches become albums, and saved ones are changed
ordering  photos of an album are put in order, by mouse or keys
because   why a photo is in one
desk      brings these together with the window

What an album holds is the business of `indexer.albums`; every edit goes through `app.editing`.
"""

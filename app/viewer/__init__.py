"""One photo, large, over the window; it walks along the list that is behind it.

page       what stands where on it, and what is done there
keys       what each key does there
bar        its name, and what can be done with it
looks      what there is to see of it and of its neighbours, read ahead
files      how that is read: its facts, its preview, its file
picture    draws it: fitted or nearer, turned, dragged about
excerpt    the part of a giant that is in view, cut from the disk
moving     plays it, where it is a moving picture
film       says that it stands for a video, and has that played
strip      those before and after it, small
facts      what is known of it, over a corner of it
course     which photo comes next, and how many there are
slides     goes on by itself
"""

"""Tags in the window: seen, given, refused, looked through one by one, and made.

families  which tag stands below which
tree      the families in the sidebar
standing  the tags of the photos that are selected
panel     these in the details, with `row` and `field`; `adding` where they are out of sight
review    one tag, the uncertain photos first, a keystroke each
keys      what the keys do on a tag in the details, and while one is looked through
new_page  a tag made, with the photos that it would get beside it
card      the settings of tags
asking    what is asked of the library for all of these
desk      brings them together with the window
"""

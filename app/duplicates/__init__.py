"""The page of duplicates: what is there more than once, what of it stays, the rest to the trash.

groups      what was found, as the command line told it, in words
plan        which photos stay and which would go; one of each group stays whatever happens
model       the groups as rows
card        how one group is drawn: its photos side by side, the suggested best marked
view        the cards, with mouse and keyboard
page        all of it with what stands above and below
finding     the errand that looks for them
confirming  the question before anything goes to the trash
tidying     brings these together

What a duplicate is, and how photos go to the trash, is the business of `indexer.duplicates`.
"""

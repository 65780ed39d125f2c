"""The search field: where somebody says what they look for.

`bar` is the field itself; pictures that are looked for stand in it as `chips`, whose thumbnails and
names come from `likenesses`. Below it, on one card, stand what the word at hand could also mean
(`offers`, found by `completing`) and what is wrong with the query (`below`); `manual` is the card
that teaches. What is found is nobody's business here.
"""

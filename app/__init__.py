"""The window: Qt on top of `indexer`, which never knows it.

`run` builds everything once and passes it on. `window` places the parts and wires their signals:
`search_bar` and `sidebar` say what is asked for, `questions` puts it to the library, `grid` shows
the answer, `details` and `viewer` show one photo of it, `foot` and `notice` say what is going on.
`preferences` is the page of settings: models, where they run, the self-test.
`background` is the only door between threads, and `errands` the only one to child processes, of
which `indexing` keeps the one that fills the library; so the main thread waits for neither disk
nor database nor model.
"""

"""Shoebox without its window: the journey of a photo, from a folder to an answer.

`scan` walks the folders (`files` and `excludes` say what is looked at) and tells what is new,
changed or gone; a moved photo is known by its `content_key`, a drive by what `volumes` say of it.
`workers` are processes that `decode` each file once: an upright picture, previews, facts. By such
processes `pictures` reads what somebody looks at, and gets the pixels in a file `shared` with them;
`giants` are too large for memory, and laid out on the disk meanwhile.
`preprocess` fits the picture to the model, `encode` turns it into a unit vector on a `session`: on
the `npu` where there is one, else on the CPU; `runtime` is ONNX Runtime. `models` are bundles that
say all numbers, `tokenizer` turns words into what they take, `places` says where they lie and
`atomic` writes them whole. For the window, `encode` works in a process of its own.
`library` keeps it all as one: the `catalog` is the truth (`records` in a `database` whose shape
`migrations` bring up to date), `vectors` and `previews` are caches, which `verify` checks, as
`originals` does the photos themselves;
`backups` are `copies` of it, one a day, and `recovery` saves what is left of a damaged one.
`ingest` is the whole way, with its flow and its progress; `watch` says when to go it again.
The other way: `query` reads what a person types, `search` finds the photos nearest to what it
means, and `cut` says which of those are what was asked for. `tags` finds which of some thousand
words are true of each photo. `albums` keep photos under one name, those of a saved query too, and
make themselves; `export` is the way out for copies. `sidecars` are where other programs say what
they know of a photo, and where Shoebox says it to them, when it is asked to. `duplicates` finds
photos of which one would be enough; `removal` is the way to the `trash`, and back.
`cli` is the command line, `__main__` starts it, `machine` says how much of this one to take,
`power` whether its battery feeds it, `processes` how those that we start behave, `errors` is what
a person is told, `advice` what can be done about it, and `logs` what is noted of it all.
"""

"""Packages: models that are compiled for the NPU of certain chips, on their way to such a machine.

opening     a folder or a zip, whoever made it, held at arm's length
finding     which of its files are towers, and which of them this machine's NPU can run
facts       what the files do not say of themselves: preprocessing, words, licence
importing   a package -> one of the user's models, once it is proved
compiling   a model -> a package for named chips

A package of ours is a bundle, the graphs of its first chip being the bundle's; the graphs for the
others lie beside them, a folder a chip.
"""

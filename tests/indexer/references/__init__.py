"""What torchvision, open_clip and transformers gave for inputs that are made again here.

Only the answers are stored; `texts` and `pictures` make the questions, and `make_references`
asks them anew, with the export extra installed. `clip_merges.txt.gz` comes from OpenAI's CLIP
(MIT licence).
"""

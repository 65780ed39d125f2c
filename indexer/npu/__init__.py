"""The Snapdragon NPU: which chip this is, how a graph gets onto it, and what is kept compiled."""

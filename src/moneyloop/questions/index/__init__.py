"""The network as a whole: how circular it is, and whether chance would do as much."""

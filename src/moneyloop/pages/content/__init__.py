"""What each page says, as plain values: the report, the atlas of the network, its sources."""

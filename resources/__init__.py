"""What ships with Shoebox: icons, style and the starter model."""

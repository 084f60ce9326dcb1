"""History in, picture or film out."""

"""From a history and the time of a film to the plain description of each frame."""

"""What lies over the surface: captions, panels, the minimap."""

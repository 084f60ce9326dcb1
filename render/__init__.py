"""History in, picture or film out.

>>> import render
>>> from splotch_tui import PRESETS, run
>>> render.animate(run(PRESETS["comment"]), "comment.mp4")
"""

from render.api import PLOT_ENDINGS, animate, plot, plot_ensemble, still
from render.formats import CARRIERS, FORMATS
from render.frames import MOST_JOBS
from render.load import load_histories, load_history, read_options, read_recipe, read_recipes
from render.options import FilmOptions
from render.page import PAGE_ENDING, plot_page
from render.quality import DEFAULT_QUALITY, QUALITIES
from render.scene.timing import TIMINGS
from render.scene.views import VIEWS
from render.theme import THEMES

__all__ = [
    "CARRIERS",
    "DEFAULT_QUALITY",
    "FORMATS",
    "MOST_JOBS",
    "PAGE_ENDING",
    "PLOT_ENDINGS",
    "QUALITIES",
    "THEMES",
    "TIMINGS",
    "VIEWS",
    "FilmOptions",
    "animate",
    "load_histories",
    "load_history",
    "plot",
    "plot_ensemble",
    "plot_page",
    "read_options",
    "read_recipe",
    "read_recipes",
    "still",
]

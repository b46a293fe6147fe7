"""``lockersim review``: a translation on a page, sentence by sentence, for a native speaker to read and sign."""

import argparse

from lockersim.review.catalogues import sentences
from lockersim.review.serve import serve
from lockersim.server.app import listen


async def review(arguments: argparse.Namespace) -> int:
    """Say how much there is to read and where, and serve it."""
    every = sentences(arguments.language)
    unsigned = sum(not each.signed for each in every)
    with listen(arguments.port) as page:
        address = f"http://127.0.0.1:{page.getsockname()[1]}/"
        print(f"lockersim: {unsigned} of {len(every)} sentences are to be read at {address}", flush=True)
        await serve(arguments.language, page)
    return 0

"""A progress bar on a terminal, for work that takes a while; silent in a pipe."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tqdm import tqdm

from workbook_templates.text import Lang, Tell, Text


@contextmanager
def progress(steps: Sequence[Text], lang: Lang, what: str = "") -> Iterator[Tell]:
    """Show how far the work is: each step said moves the bar to it."""
    with tqdm(total=len(steps), disable=None, leave=False, delay=0.3, bar_format=FORMAT) as bar:

        def tell(step: Text) -> None:
            bar.set_description_str(f"{what}: {step.say(lang)}" if what else step.say(lang), refresh=False)
            if step in steps:
                bar.update(steps.index(step) - bar.n)
            bar.refresh()

        yield tell


FORMAT = "{desc} |{bar:24}| {elapsed}"

"""``newsweir story``: one story shown, joined with another or taken apart."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from db.stories.overrides import merge_stories, split_story
from db.stories.read import read_articles, read_story
from flows.cli.commands.options import Json, Note
from flows.cli.render_story import print_reason, print_story, reason_of
from flows.pipeline.stories import settle_stories
from flows.run.contract import dumps
from flows.run.exit_codes import OK
from flows.settings import database_url

_HELP = """One story: newsweir story 12, newsweir story a34 (of article 34), newsweir story https://… (of an address).

Shows its articles, what each is of the others, why, and how their texts differ. why compares any two articles. merge
and split decide what the machine got wrong; what they decide holds through every later run and rebuild, and the views
say is_manual.
"""


class _ShowByDefault(TyperGroup):
    """``newsweir story 12`` is ``newsweir story show 12``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(help=_HELP, no_args_is_help=True, cls=_ShowByDefault)


@app.command()
def show(
    story: Annotated[str, typer.Argument(help="Number of a story, a and the number of an article, or an address.")],
    as_json: Json = False,
    is_brief: Annotated[bool, typer.Option("--brief", help="Without the texts.")] = False,
) -> None:
    """Show a story's articles and how each text differs from the first: + only here, - only there, ~ reworded."""
    shown = read_story(database_url(), story)
    if as_json:
        print(
            dumps({**shown.story, "members": shown.members, "overrides": shown.overrides, "revisions": shown.revisions})
        )
    else:
        print_story(shown, with_texts=not is_brief)
    raise typer.Exit(OK)


@app.command()
def why(
    article: Annotated[str, typer.Argument(help="An article, as a34 or by address.")],
    other: Annotated[str, typer.Argument(help="The article it is compared with.")],
    as_json: Json = False,
) -> None:
    """Say why two articles are one text or are not: how much of which text, what agrees, what contradicts."""
    one, second = read_articles(database_url(), [article, other])
    reason = reason_of(one, second)
    if as_json:
        is_one_story = one["story_id"] is not None and one["story_id"] == second["story_id"]
        ids = {"article_ids": [one["article_id"], second["article_id"]], "is_one_story": is_one_story}
        print(dumps({**ids, **asdict(reason)}))
    else:
        print_reason(one, second, reason)
    raise typer.Exit(OK)


@app.command()
def merge(
    stories: Annotated[list[str], typer.Argument(help="Two stories or more, each by number, article or address.")],
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Make one story of several, whatever the machine thinks; earlier splits between their articles are forgotten."""
    decided = merge_stories(database_url(), stories, note, settle_stories)
    if as_json:
        print(dumps({"story_id": decided.story_id, "article_ids": decided.article_ids}))
        return
    print(f"story {decided.story_id} has {len(decided.article_ids)} articles now: {_articles(decided.article_ids)}")


@app.command()
def split(
    articles: Annotated[list[str], typer.Argument(help="Articles of one story, each as a34 or by address.")],
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Take articles out of their story, whatever the machine thinks; together they keep what makes them alike."""
    decided = split_story(database_url(), articles, note, settle_stories)
    if as_json:
        left, ids = decided.other_story_id, decided.article_ids
        print(dumps({"story_id": decided.story_id, "left_story_id": left, "article_ids": ids}))
        return
    print(f"{_articles(decided.article_ids)} left story {decided.other_story_id} for story {decided.story_id}")


def _articles(ids: tuple[int, ...]) -> str:
    return ", ".join(f"a{article_id}" for article_id in ids)

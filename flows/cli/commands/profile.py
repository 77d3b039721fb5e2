"""``newsweir profile``: the declared facts of aggregators, tried on pages and checked against saved ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.commands.options import Url, check_profiles, read_defaults
from flows.cli.console import err, out
from flows.cli.profile_check import check_page, records_of, saved_pages
from flows.cli.profile_preview import selected_by, split_with
from flows.run.contract import dumps
from flows.run.exit_codes import FAILED, OK, SOME_PAGES_FAILED
from tasks.captures import read_capture
from tasks.errors import BadParameter, SkipPage
from tasks.profile import Profile, all_profiles, profile_for_url, read_profile
from tasks.records import Selection, SplitPage

app = typer.Typer(
    help="Profiles of aggregators: TOML files with hosts, time zone, date order, marks and CSS selectors.",
    no_args_is_help=True,
)
_SHOWN, _WIDEST = 3, 160
"""Texts shown of a selector, and characters of each."""
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object per line, and nothing else.")]


@app.command("list")
def list_profiles(as_json: AsJson = False) -> None:
    """Name every profile, with its hosts and layouts."""
    for profile in all_profiles():
        layouts = [layout.layout for layout in profile.html]
        if as_json:
            print(dumps({"name": profile.name, "hosts": list(profile.hosts), "html_layouts": layouts}), flush=True)
        else:
            hosts = ", ".join(profile.hosts) or "no hosts (told by its marks, or --site)"
            out.print(f"{profile.name}: {hosts}; html layouts: {', '.join(layouts) or 'none'}")


@app.command("check")
def check(
    pages: Annotated[
        Path | None,
        typer.Option(
            "--pages",
            exists=True,
            file_okay=False,
            help="Folder with a folder of saved pages per profile. Default: beside each profile.",
        ),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write what is found as what is expected; read the diff afterwards.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run every profile over its saved pages and print what differs from the records expected of them.

    A saved page stands in a folder of the profile's name beside the profile (or in tests/fixtures), with its records in
    PAGE.expected.json.
    """
    code = OK
    check_profiles(all_profiles())
    for profile in all_profiles():
        found = saved_pages(profile, pages)
        if not found:
            folder = profile.folder / profile.name
            err.print(f"[red]{profile.name}: no saved page; put one into {folder} with its .expected.json[/]")
            code = FAILED
        for path in found:
            differences = check_page(profile, path, accept=accept)
            code = FAILED if differences else code
            if as_json:
                print(dumps({"profile": profile.name, "page": str(path), "differences": differences}), flush=True)
            elif differences:
                out.print(f"[red]{profile.name}: {path}[/]", highlight=False)
                for line in differences:
                    out.print(f"  {line}", markup=False)
            else:
                out.print(f"{profile.name}: {path}: {'written' if accept else 'as expected'}")
    raise typer.Exit(code)


@app.command("try")
def try_profile(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="One saved page.", show_default=False)],
    profile_file: Annotated[
        Path | None, typer.Option("--profile", help="Profile file, saved anywhere. Default: by the page's address.")
    ] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show what each selector of a profile selects on a page, and what the page becomes.

    Write the profile to a file, try it on saved pages until it selects what it should, then move it into
    tasks/profiles/ or a folder that $NEWSWEIR_PROFILES names.
    """
    capture = read_capture(path, read_defaults(None, url, None))
    profile = read_profile(profile_file) if profile_file else profile_for_url(capture.url)
    if profile is None:
        raise BadParameter(f"no profile holds the address {capture.url or '(unknown)'}; name a file with --profile")
    check_profiles([profile])
    page, refused, tried = None, None, {}
    try:
        tried = selected_by(capture, profile)
        page = split_with(capture, profile)
    except SkipPage as error:
        refused = f"{error.reason}: {error}"
    if as_json:
        layouts = [
            {
                "layout": name,
                "fits": bool(found["page"].texts),
                "selected": {
                    key: {"selector": one.selector, "count": len(one.texts), "first": one.texts[:3]}
                    for key, one in found.items()
                },
            }
            for name, found in tried.items()
        ]
        print(dumps({"profile": profile.name, "layouts": layouts, "refused": refused, "records": _records(page)}))
    else:
        _show(profile, tried, page, refused)
    raise typer.Exit(OK if page else SOME_PAGES_FAILED)


def _records(page: SplitPage | None) -> dict[str, Any] | None:
    return records_of(page) if page else None


def _show(
    profile: Profile, tried: dict[str, dict[str, Selection]], page: SplitPage | None, refused: str | None
) -> None:
    for layout, selected in tried.items():
        fits = "fits" if selected["page"].texts else "does not fit"
        out.print(f"layout {layout}: {fits} this page", markup=False)
        for key, found in selected.items():
            line = f"  {key:<15} {len(found.texts):>4} × {found.selector}"
            out.print(line, style=None if found.texts else "yellow", markup=False)
            for text in found.texts[:_SHOWN] if key not in ("page", "card") else ():
                out.print(f"{'':<24}{text[:_WIDEST]}", style="dim", markup=False)
    if not tried:
        out.print(f"profile {profile.name} has no layout for this page's HTML", markup=False)
    if page is None:
        out.print(f"quarantined ({refused})", style="yellow", markup=False)
        return
    out.print(f"\n{page.page_kind}, layout {page.layout}, {len(page.related)} related", markup=False)
    for number, article in enumerate((page.primary, *page.related)):
        if article is not None:
            facts = (article.publisher_raw, article.published_raw, article.url)
            words = len(" ".join(article.paragraphs).split())
            out.print(f"  {'primary' if not number else f'#{number}':<8} {article.title}", markup=False)
            line = " · ".join(filter(None, (*facts, f"{words} words")))
            out.print(f"{'':<11}{line}", style="dim", markup=False)
    for warning in page.warnings:
        out.print(f"warning: {warning}", style="yellow", markup=False)

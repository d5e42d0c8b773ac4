"""One run of the pipeline: watch, do all that is due, write the feeds, and say what was done."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wirecopy.edges import Network, utc_now
from wirecopy.errors import UserError
from wirecopy.feeds.definition import Definitions
from wirecopy.model import Source
from wirecopy.stages.watch import poll_now, watch
from wirecopy_local.cloud.report import Invocation
from wirecopy_local.export import write_out
from wirecopy_local.pipeline import Pipeline, open_pipeline
from wirecopy_local.remembered import Setting, remember, remembered
from wirecopy_local.summary import Summary, summarise, take_snapshot

# Nobody waits for the feeds while a run goes on: they are written as seldom as the template allows.
_PARAMETERS = {"PublishWindowSeconds": "300", "HotFeedMinutes": "0", "FeedMinutes": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a run keeps its state, where it writes the feeds, and where readers will find them."""

    state: Path
    out: Path
    public_url: str = "http://localhost:8000"
    events: Path | None = None
    """Where it appends what EventBridge would be sent."""


def run_once(
    places: Places,
    *,
    sources: Sequence[Source] = (),
    now: bool = False,
    definitions: Definitions | None = None,
    network: Network,
    parameters: Mapping[str, str] | None = None,
    on_progress: Callable[[Invocation], None] | None = None,
) -> Summary:
    """Watch ``sources`` beside those that are watched already, and do all that is due; with ``now``, all.

    The feeds that the user defined become ``definitions``; they stay as they are where that is ``None``.

    Raises :class:`UserError` when nothing is watched, or a place cannot be read or written.
    """
    settings = {**_PARAMETERS, "PublicUrl": places.public_url, **(parameters or {})}
    known = remembered(places.state)
    if places.events is not None:
        settings["EventBus"] = "default"
    with open_pipeline(places.state, network=network, parameters=settings, on_progress=on_progress) as pipeline:
        _check_address(pipeline, places)
        started = utc_now()
        before = take_snapshot(pipeline, started)
        for source in sources:
            watch(source, sources=pipeline.sources, frontier=pipeline.frontier, now=started)
        watched = pipeline.sources.all()
        if not watched:
            raise UserError("nothing is watched yet: wirecopy sources add URL, or wirecopy run --sources FILE.opml")
        for source in (it for it in watched if not it.paused) if now else ():
            poll_now(source, frontier=pipeline.frontier, now=started)
        if definitions is not None and definitions != pipeline.feeds.definitions():
            pipeline.reconcile.define(definitions)
        elif known is not None and known.parameters != settings:
            pipeline.reconcile.run()
        report = pipeline.run()
        if places.events is not None:  # before the state is kept: of an error here, all comes again
            _append(places.events, pipeline.cloud.events)
        after = take_snapshot(pipeline, started)
        summary = summarise(pipeline, before, after, report)
        write_out(places.out, pipeline.documents())
    remember(places.state, Setting(parameters=settings, out=str(places.out.resolve())))
    return summary


def _append(file: Path, events: Sequence[Mapping[str, Any]]) -> None:
    try:
        with file.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps({**event, "detail": json.loads(event["detail"])}) + "\n" for event in events)
    except OSError as error:
        raise UserError(f"{file} cannot be written ({error.strerror}): name another file with --events") from error


def _check_address(pipeline: Pipeline, places: Places) -> None:
    """Feeds that were written for another address would keep it where they do not change, and readers lose every id."""
    document = next((body for path, body in pipeline.documents() if path == "feeds/all/feed.json"), None)
    if document is None:
        return
    written_for = json.loads(document)["feed_url"].removesuffix("/feeds/all/feed.json")
    if written_for != places.public_url:
        raise UserError(
            f"the feeds in {places.state} were written for {written_for}:"
            f" keep to it with --public-url {written_for}, or begin anew with another --state"
        )

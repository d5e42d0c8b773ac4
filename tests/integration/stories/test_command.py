"""``wirecopy stories`` on the state of a local cloud."""

import json

import pytest

from wirecopy.codec import encode
from wirecopy.stages.fold import fold
from wirecopy.store.fingerprints import DynamoIndex
from wirecopy_local.cli import main
from wirecopy_local.pipeline import open_pipeline

A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"


@pytest.fixture(scope="module")
def state(tmp_path_factory, make):
    """A state with a story of two copies and one of a single copy, and their ids."""
    folder = tmp_path_factory.mktemp("state") / "kept"
    with open_pipeline(folder) as pipeline:
        index = DynamoIndex(pipeline.cloud.clients.dynamodb, pipeline.cloud.resource("Fingerprints"))
        ids = []
        for name, topic, minute in (("a", "rain", 0), ("b", "rain", 1), ("c", "snow", 2)):
            version = make.version(name, make.text(topic), minute=minute)
            pipeline.archive.put(make.key(version), encode(version), "application/json")
            stores = {"stories": pipeline.stories, "index": index, "clock": lambda: make.start}
            ids.append(fold(version, make.key(version), [], **stores).story)
    return folder, ids[0], ids[2]


@pytest.fixture
def stories(state, capsys):
    """Runs the command; its exit code, what it printed as a result, and what it said beside that."""

    def run(*words):
        code = main(["stories", "--state", str(state[0]), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_shows_leads_splits_and_merges(state, stories):
    _, both, alone = state
    code, told, said = stories(both[:8])
    assert (code, said.splitlines()[1]) == (0, f"lead  {A} (first seen)")
    assert [line.split()[0] for line in told.splitlines()] == ["original", "exact"]

    _, told, _ = stories("lead", both, B, "--json")
    assert (json.loads(told)["lead"], json.loads(told)["lead_reason"]) == (B, "overruled")

    founded = json.loads(stories("split", both, B, "--json")[1])["id"]
    told = {story["id"]: [copy["url"] for copy in story["copies"]] for story in json.loads(stories("--json")[1])}
    assert told == {both: [A], founded: [B], alone: [C]}

    told = json.loads(stories("merge", founded, both, "--json")[1])
    assert (told["id"], [copy["url"] for copy in told["copies"]]) == (both, [A, B])


def test_no_story_yet_is_said(tmp_path, capsys):
    assert main(["stories", "--state", str(tmp_path / "empty")]) == 2
    assert "wirecopy run makes them" in capsys.readouterr().err


def test_the_copies_that_a_lead_leaves_behind_are_held_against_the_next(state, stories):
    _, both, _ = state
    lead = json.loads(stories("lead", both, B, "--json")[1])
    assert json.loads(stories("lead", both, B, "--json")[1])["revision"] == lead["revision"], "said twice"
    founded = json.loads(stories("split", both, B, "--json")[1])["id"]
    left = json.loads(stories(both, "--json")[1])
    assert [(copy["url"], copy["relation"], copy["similarity"]) for copy in left["copies"]] == [(A, "original", None)]
    stories("merge", founded, both)


def test_compares_what_is_kept_by_address_and_by_the_beginning_of_an_id(state, capsys):
    folder, both, alone = state
    told = {}
    for names in ((A, B), (both[:8], B), (both, alone[:8])):
        assert main(["compare", "--state", str(folder), "--json", *names]) == 0
        told[names] = json.loads(capsys.readouterr().out)["relation"]

    assert list(told.values()) == ["exact", "exact", None]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(["split", "STORY"], "say it as in: wirecopy stories split STORY ARTICLE", id="too little"),
        pytest.param(["lead", "a", "b", "c"], "say it as in: wirecopy stories lead STORY ARTICLE", id="too much"),
        pytest.param(["join", "STORY"], "choose one of split, merge, lead", id="no such action"),
        pytest.param(["zz"], "there is no story zz", id="no such story"),
        pytest.param(["split", "ALONE", C], "is the only copy", id="nothing to split"),
        pytest.param(["split", "ALONE", A], f"{A} is a copy of ", id="a copy of another story"),
        pytest.param(["lead", "ALONE", "https://d.example/"], "https://d.example/ is not known", id="no such article"),
        pytest.param(["merge", "ALONE", "ALONE"], "it was named twice", id="one story"),
    ],
)
def test_a_mistake_is_said_in_one_line(state, stories, words, reason):
    code, told, said = stories(*(state[2] if word == "ALONE" else word for word in words))

    assert (code, told) == (2, "")
    assert reason in said
    assert said.count("\n") == 1


def test_export_goes_on_after_the_last_line_that_was_read(state, capsys):
    def export(*words):
        assert main(["export", "--state", str(state[0]), *words]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    lines = export()
    assert {1, 2} <= {len(line["copies"]) for line in lines if line["state"] == "current"}
    assert export("--after", lines[0]["cursor"]) == lines[1:]
    assert export("--after", lines[-1]["cursor"]) == []
    assert export("--since", lines[0]["changed_at"], "--until", "9000-01-01") == lines

"""What is kept between runs: all of it or what was there before, never a mix."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from wirecopy.errors import DamagedError, UserError
from wirecopy_local.cloud.state import open_state

NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    return tmp_path / ".wirecopy"


@pytest.fixture
def run(open_toy, state):
    """Open the toy on the state, let a test do something, and save."""

    def run(do=lambda toy: None, **options):
        with open_toy(state=state, **options) as toy:
            done = do(toy)
            toy.cloud.save()
            return done

    return run


def files(folder):
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file() and place.name != "lock"
    }


def test_objects_come_back_with_all_that_readers_are_told_of_them(run):
    def put(toy):
        toy.cloud.clients.s3.put_object(
            Bucket=toy.cloud.resource("Archive"),
            Key="feeds/a b/ü.json",
            Body=b"\x00\xff{}",
            ContentType="application/feed+json",
            CacheControl="max-age=60",
            Metadata={"revision": "7"},
        )
        return look(toy)

    def look(toy):
        found = toy.cloud.clients.s3.get_object(Bucket=toy.cloud.resource("Archive"), Key="feeds/a b/ü.json")
        fields = ("ETag", "ContentType", "CacheControl", "Metadata", "ContentLength", "LastModified")
        return found["Body"].read(), {field: found[field] for field in fields}

    assert run(put) == run(look) == run(look)


def test_an_object_that_came_back_can_be_replaced_under_its_own_condition(run):
    run(lambda toy: toy.store("manifest", b"1"))

    def replace(toy):
        s3, bucket = toy.cloud.clients.s3, toy.cloud.resource("Archive")
        etag = s3.head_object(Bucket=bucket, Key="manifest")["ETag"]
        s3.put_object(Bucket=bucket, Key="manifest", Body=b"2", IfMatch=etag)
        with pytest.raises(s3.exceptions.ClientError, match="PreconditionFailed"):
            s3.put_object(Bucket=bucket, Key="manifest", Body=b"3", IfMatch=etag)

    run(replace)
    assert run(lambda toy: toy.cloud.clients.s3.get_object(Bucket=toy.cloud.resource("Archive"), Key="manifest"))


ITEM = {
    "pk": {"S": "häst\n"},
    "sk": {"S": "1"},
    "due": {"N": "17.5"},
    "payload": {"B": b"\x00\x01"},
    "many": {"BS": [b"\x02", b"\x03"]},
    "labels": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2"]},
    "tree": {"M": {"list": {"L": [{"B": b"\x04"}, {"NULL": True}, {"BOOL": False}]}, "empty": {"M": {}}}},
}


def test_items_come_back_whatever_they_hold(run):
    def table(toy):
        return {"TableName": toy.cloud.resource("Frontier")}

    run(lambda toy: toy.cloud.clients.dynamodb.put_item(**table(toy), Item=ITEM))
    key = {name: ITEM[name] for name in ("pk", "sk")}

    def read(toy):
        return toy.cloud.clients.dynamodb.get_item(**table(toy), Key=key)["Item"]

    def change(toy):
        toy.cloud.clients.dynamodb.update_item(
            **table(toy),
            Key=key,
            UpdateExpression="ADD labels :c SET due = due + :one",
            ConditionExpression="payload = :bytes",
            ExpressionAttributeValues={":c": {"SS": ["c"]}, ":one": {"N": "1"}, ":bytes": {"B": b"\x00\x01"}},
        )
        return read(toy)

    assert run(read) == ITEM
    changed = run(change)
    assert (changed["due"], changed["labels"]) == ({"N": "18.5"}, {"SS": ["a", "b", "c"]})
    assert run(read) == changed


def test_what_has_expired_is_gone_by_the_templates_rules(run):
    def put(toy):
        toy.store("pages/a", b"a")
        toy.store("feeds/a", b"a")
        for name, expires in (("old", NOON + timedelta(days=10)), ("new", NOON + timedelta(days=90))):
            toy.cloud.clients.dynamodb.put_item(
                TableName=toy.cloud.resource("Stories"),
                Item={"id": {"S": name}, "expires": {"N": str(int(expires.timestamp()))}},
            )
        toy.cloud.clients.dynamodb.put_item(TableName=toy.cloud.resource("Stories"), Item={"id": {"S": "lasting"}})

    def look(toy):
        return toy.keys(), sorted(toy.stories())

    run(put)
    assert run(look, start=lambda: NOON + timedelta(days=9)) == (["feeds/a", "pages/a"], ["lasting", "new", "old"])
    assert run(look, start=lambda: NOON + timedelta(days=31)) == (["feeds/a"], ["lasting", "new"])


def test_what_was_restored_is_no_news(run, calls):
    def work(toy):
        toy.due("a.example")
        return toy.cloud.run()

    run(work)
    calls.clear()
    run(lambda toy: toy.cloud.run())
    assert [call.function for call in calls] == []


def test_dead_letters_stay_with_their_reason_and_are_reported_once(run):
    assert len(run(lambda toy: (toy.send("FetchQueue", '{"host": "poison"}'), toy.cloud.run())[1]).dead_letters) == 1

    def look(toy):
        report = toy.cloud.run()
        address = toy.cloud.clients.sqs.get_queue_url(QueueName=toy.cloud.resource("DeadLetters"))["QueueUrl"]
        received = toy.cloud.clients.sqs.receive_message(QueueUrl=address, VisibilityTimeout=0)["Messages"]
        return report.dead_letters, [json.loads(message["Body"]) for message in received]

    assert run(look) == run(look) == ((), [{"host": "poison"}])


def test_a_message_that_was_on_its_way_is_delivered_by_the_next_run(run, calls):
    run(lambda toy: toy.send("FetchQueue", '{"host": "a.example"}'))
    run(lambda toy: toy.cloud.run())
    assert [call.function for call in calls] == ["Tick", "Fetch", "Read", "Publish"]


def test_a_message_outlives_the_time_between_two_runs(run, ticking):
    run(lambda toy: toy.send("FetchQueue", '{"host": "a.example"}'))
    report = run(lambda toy: toy.cloud.run(), start=lambda: NOON + timedelta(days=100))
    assert report.clean
    assert report.functions["Publish"].invocations == 1


def test_a_change_that_was_in_the_stream_is_delivered_by_the_next_run(run):
    def change(toy):
        toy.cloud.clients.dynamodb.put_item(TableName=toy.cloud.resource("Stories"), Item={"id": {"S": "a"}})

    run(change)
    assert run(lambda toy: (toy.cloud.run(), toy.keys("feeds/"))[1]) == ["feeds/a"]


def test_what_hides_a_message_hides_it_no_longer_than_it_should_after_a_jump_of_the_clock(run, calls):
    def fail_once_then_stop(toy):
        toy.cloud.run()
        toy.cloud.clock.forward_to(NOON + timedelta(days=400))
        toy.send("FetchQueue", '{"host": "poison"}')
        toy.cloud._queues[0].deliver()

    run(fail_once_then_stop)
    report = run(lambda toy: (toy.cloud.run(), toy.cloud.clock()))
    assert len(report[0].dead_letters) == 1
    assert report[1] - NOON < timedelta(minutes=10)


def test_only_what_changed_is_written_again(run, state):
    run(lambda toy: [toy.store("elsewhere/a", b"a"), toy.due("a.example")])
    before = {place: place.stat().st_mtime_ns for place in state.rglob("*") if place.is_file()}
    run(lambda toy: toy.store("elsewhere/b", b"b"))
    after = {place: place.stat().st_mtime_ns for place in state.rglob("*") if place.is_file()}
    rewritten = {place.relative_to(state).parts[0] for place in after if after[place] != before.get(place)}
    assert rewritten == {"state.json", "objects", "blobs", "lock"} - {"lock"}


def test_what_nothing_names_any_more_is_removed(run, state):
    run(lambda toy: toy.store("elsewhere/a", b"old"))
    (state / "tables" / f"Stories-{'0' * 32}.jsonl.new").write_bytes(b"cut sh")
    run(lambda toy: toy.store("elsewhere/a", b"new"))
    assert [content for name, content in files(state).items() if name.startswith("blobs/")] == [b"new"]
    assert not list(state.rglob("*.new"))


def test_a_pack_of_which_little_is_wanted_is_packed_again(run, state):
    def read(toy):
        s3, bucket = toy.cloud.clients.s3, toy.cloud.resource("Archive")
        return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in toy.keys("")}

    run(lambda toy: [toy.store(f"elsewhere/{n}", bytes([n]) * 100) for n in range(10)])
    run(lambda toy: [toy.store(f"elsewhere/{n}", b"new") for n in range(4)])
    packs = {place.name: place.stat().st_size for place in (state / "blobs").iterdir()}
    assert packs == {"00000001.pack": 1000, "00000002.pack": 3}

    def replace_and_save(toy):
        for n in range(4, 7):
            toy.store(f"elsewhere/{n}", b"newer")
        toy.cloud.save()
        return read(toy)

    expected = {f"elsewhere/{n}": b"new" if n < 4 else b"newer" if n < 7 else bytes([n]) * 100 for n in range(10)}
    assert run(replace_and_save) == expected
    assert run(read) == expected
    packs = {place.name: place.stat().st_size for place in (state / "blobs").iterdir()}
    assert packs == {"00000002.pack": 3, "00000003.pack": 305}


def test_what_was_not_written_here_is_left_alone(run, state):
    others = [state / "tables" / "mine.jsonl", state / "blobs" / "photos" / "cat.jpg", state / "notes.txt"]
    for other in others:
        other.parent.mkdir(parents=True, exist_ok=True)
        other.write_text("precious")
    run(lambda toy: toy.store("elsewhere/a", b"a"))
    run(lambda toy: toy.store("elsewhere/a", b"b"))
    assert [other.read_text() for other in others] == ["precious"] * 3


def test_the_same_state_is_the_same_bytes(run, state):
    run(lambda toy: [toy.store("elsewhere/a", b"a"), toy.due("a.example", "b.example")])
    first = files(state)
    run()
    assert files(state) == first


@pytest.mark.parametrize("cut_after", range(5))
def test_a_save_that_is_cut_short_leaves_the_old_state_or_the_new(run, state, monkeypatch, cut_after):
    import wirecopy_local.cloud.state as module

    run(lambda toy: [toy.store("elsewhere/a", b"old"), toy.due("old.example")])
    renamed = 0
    rename = module._rename

    def cut(temporary, place):
        nonlocal renamed
        if renamed == cut_after:
            raise KeyboardInterrupt
        renamed += 1
        rename(temporary, place)

    def change(toy):
        toy.store("elsewhere/a", b"new")
        toy.store("elsewhere/b", b"new too")
        toy.due("new.example")
        monkeypatch.setattr(module, "_rename", cut)

    with suppress(KeyboardInterrupt):
        run(change)
    monkeypatch.setattr(module, "_rename", rename)

    def look(toy):
        bucket = toy.cloud.resource("Archive")
        bodies = [toy.cloud.clients.s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in toy.keys("")]
        rows = toy.cloud.clients.dynamodb.scan(TableName=toy.cloud.resource("Frontier"))["Items"]
        return bodies, sorted(row["sk"]["S"] for row in rows)

    old, new = ([b"old"], ["old.example"]), ([b"new", b"new too"], ["new.example", "old.example"])
    # A pack, a table and the list of objects get their names before the manifest.
    assert run(look) == (old if cut_after <= 3 else new)


def damage_table(state):
    (place,) = (state / "tables").glob("Frontier-*")
    place.write_bytes(place.read_bytes()[:-2])
    return place


def damage_blob(state):
    (place,) = (place for place in (state / "blobs").rglob("*") if place.is_file())
    place.write_bytes(b"")
    return place


def lose_blob(state):
    (place,) = (place for place in (state / "blobs").rglob("*") if place.is_file())
    place.unlink()
    return place


def damage_manifest(state):
    (state / "state.json").write_bytes((state / "state.json").read_bytes()[:40])
    return state / "state.json"


def newer_manifest(state):
    manifest = json.loads((state / "state.json").read_bytes())
    (state / "state.json").write_text(json.dumps({**manifest, "format": 99}))
    return state / "state.json"


@pytest.mark.parametrize("damage", [damage_table, damage_blob, lose_blob, damage_manifest, newer_manifest])
def test_a_damaged_state_is_named_and_left_as_it_is(run, state, damage):
    run(lambda toy: [toy.store("elsewhere/a", b"a"), toy.due("a.example")])
    place = damage(state)
    before = files(state)
    with pytest.raises(DamagedError) as raised:
        run()
    assert str(place) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert files(state) == before


def test_bytes_that_rotted_are_noticed_when_they_are_read(run, state):
    run(lambda toy: toy.store("elsewhere/a", b"a"))
    (place,) = (place for place in (state / "blobs").rglob("*") if place.is_file())
    place.write_bytes(b"b")

    def read(toy):
        toy.cloud.clients.s3.get_object(Bucket=toy.cloud.resource("Archive"), Key="elsewhere/a")

    with pytest.raises(DamagedError, match="not what was saved"):
        run(read)


def test_two_runs_at_once_on_one_state_are_refused(run, state):
    with open_state(state), pytest.raises(UserError, match="another run is using"):
        run()
    run()


def test_a_place_that_cannot_hold_state_is_the_users_mistake(open_toy, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="the state cannot be kept"), open_toy(state=tmp_path / "file" / "state"):
        pass


def test_what_todays_template_does_not_have_is_kept(run, state, toy_folder, open_toy):
    run(lambda toy: toy.due("a.example"))
    template = toy_folder / "template.yaml"
    text = template.read_text()
    start, end = text.index("  Frontier:\n"), text.index("  DeadLetters:\n")
    smaller = toy_folder / "smaller.yaml"
    smaller.write_text(text.replace(text[start:end], "").replace("!Ref Frontier", "gone"))
    with open_toy(smaller, state=state) as toy:
        toy.cloud.save()
    assert run(lambda toy: toy.next_due(NOON)) == NOON

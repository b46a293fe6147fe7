"""Badges that were called back, at the keyboard."""

import json
from pathlib import Path

import pytest
from admin_fake import Lockerctl, Wall, problem

pytestmark = pytest.mark.usefixtures("socket")


def test_the_fake_answers_in_the_shape_of_the_real_api(wall: Wall) -> None:
    from lockerd.api.admin.badge_lists import BadgeListView

    BadgeListView.model_validate_json(json.dumps(wall.badge_list))


def test_which_list_is_known(lockerctl: Lockerctl, wall: Wall) -> None:
    assert "no list" in lockerctl("badge", "list").out
    wall.badge_list = {"version": 7, "badges": 2}
    assert "list 7: 2 badges called back" in lockerctl("badge", "list").out
    assert lockerctl("badge", "list", "--json").json == wall.badge_list


def test_a_file_is_brought(lockerctl: Lockerctl, wall: Wall, tmp_path: Path) -> None:
    file = tmp_path / "list.jws"
    file.write_text("abc.def.ghi\n")
    done = lockerctl("badge", "list", str(file))
    assert done.code == 0
    assert wall.lists == ["abc.def.ghi"]


def test_what_cannot_be_a_list_is_not_sent(lockerctl: Lockerctl, wall: Wall, tmp_path: Path) -> None:
    empty, long, picture = tmp_path / "empty", tmp_path / "long", tmp_path / "picture"
    empty.write_text(" \n")
    long.write_text("x" * 16_385)
    picture.write_bytes(b"\xff\xd8\xff")
    for file in (empty, long, picture, tmp_path / "none"):
        done = lockerctl("badge", "list", str(file))
        assert (done.code, done.out) == (2, ""), file
    assert wall.lists == []


def test_an_older_list_is_refused_in_words(lockerctl: Lockerctl, wall: Wall, tmp_path: Path) -> None:
    file = tmp_path / "list.jws"
    file.write_text("abc.def.ghi\n")
    wall.problem = problem(409, "badge_list_old", detail="Older than the one that is known.")
    done = lockerctl("badge", "list", str(file))
    assert done.code == 1
    assert "badge_list_old" in done.err
    assert "lockerctl badge list" in done.err

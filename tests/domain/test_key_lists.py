"""Lists of keys in the rules: versions only rise, and other roots in the configuration end the one that is known."""

from dataclasses import replace

from world import SECOND_BOOT, World, place

from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.key_list import KeyList, TakeKeyList
from lockerd.domain.model.refusals import Refusal

FAR_S = 1 << 50


def of(version: int, *command: str) -> KeyList:
    return KeyList(version, f"{version:064x}", command, f"list {version}")


def test_versions_only_rise_over_a_crash_too() -> None:
    world = World.of(place())
    assert world.state.site.key_list.may_command("any"), "before the first list the configuration says"
    world.accept(TakeKeyList(of(7, "aa", "bb"), FAR_S))
    world.accept(TakeKeyList(of(7, "aa", "bb"), FAR_S))
    world.crash()
    world.report()
    assert world.refuse(TakeKeyList(of(6, "cc"), FAR_S)) is Refusal.KEY_LIST_OLD
    assert world.refuse(TakeKeyList(replace(of(7, "cc"), digest="0" * 64), FAR_S)) is Refusal.KEY_LIST_OLD
    known = world.state.site.key_list
    assert (known.may_command("aa"), known.may_command("cc")) == (True, False)
    assert [dict(fact.data) for fact in world.told(FactType.KEYS_LISTED)] == [{"version": 7, "count": 2}]


def test_what_has_certainly_run_out_is_refused_and_what_is_in_doubt_is_not() -> None:
    world = World.of(place())
    assert world.refuse(TakeKeyList(of(1, "aa"), world.now.lo_s - 1)) is Refusal.KEY_LIST_OLD
    world.doubt = Doubt.LEAP
    world.accept(TakeKeyList(of(1, "aa"), world.now.lo_s - 1))


def test_a_list_of_other_roots_ends_at_the_start_with_its_version() -> None:
    world = World.of(place())
    world.accept(TakeKeyList(of(2**53 - 1, "aa"), FAR_S))
    world.crash(boot=replace(SECOND_BOOT, keys_foreign=True))
    assert world.state.site.key_list == KeyList()
    assert [dict(fact.data) for fact in world.told(FactType.KEYS_DROPPED)] == [{"version": 2**53 - 1}]
    world.accept(TakeKeyList(of(1, "bb"), FAR_S))
    world.crash()
    assert world.state.site.key_list.version == 1
    assert len(world.told(FactType.KEYS_DROPPED)) == 1

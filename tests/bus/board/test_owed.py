"""F37: which replies can still be under way, and what proves that none is."""

from lockerd.bus.board.owed import LATEST_MS, Owed


def test_each_silence_excuses_one_late_reply_for_a_while():
    owed = Owed()
    owed.missed(1_000)
    owed.missed(1_200)
    assert [owed.surplus(2_000) for _ in range(3)] == [True, True, False]
    owed.missed(3_000)
    assert not owed.surplus(3_001 + LATEST_MS), "nothing is as late as that"


def test_an_answer_is_in_doubt_for_as_long_as_the_board_is_asked_without_a_pause():
    owed = Owed()
    owed.missed(0)
    for asked_ms in range(250, 60_000, 250):
        owed.rested(asked_ms)
        owed.answered(asked_ms, asked_ms + 20)
        assert owed.is_open(asked_ms + 100), asked_ms


def test_a_rest_longer_than_questions_lie_apart_proves_that_an_answer_was_lost():
    owed = Owed()
    owed.missed(0)
    owed.answered(250, 270)
    assert owed.quiet_ms == 300
    owed.rested(569)
    assert owed.is_open(569)
    owed.rested(570)
    assert not owed.is_open(570)


def test_a_late_answer_in_the_rest_proves_that_the_last_one_was_to_an_earlier_question():
    owed = Owed()
    owed.missed(0)
    owed.answered(250, 270)
    assert owed.surplus(520)
    assert owed.late_ms == 270
    owed.missed(600)
    owed.answered(850, 870)
    assert owed.is_open(900), "each silence is a question of its own"


def test_spaces_of_long_ago_do_not_count_once_questions_come_closer():
    owed = Owed()
    owed.missed(0)
    owed.answered(4_000, 4_020)
    assert owed.quiet_ms > 4_000
    owed.answered(4_200, 4_220)
    assert owed.quiet_ms == 250, "what is owed now would answer the question of 4,200"


def test_a_question_after_a_long_pause_is_answered_by_nothing_of_before():
    owed = Owed()
    owed.missed(0)
    owed.answered(LATEST_MS + 1, LATEST_MS + 20)
    assert not owed.is_open(LATEST_MS + 20)


def test_three_late_replies_without_a_proof_make_a_late_board_which_is_said_once_in_ten_minutes():
    owed, said = Owed(), []
    for at_ms in range(0, 1_260_000, 300):
        owed.missed(at_ms)
        assert owed.surplus(at_ms + 250)
        if owed.begins_late(at_ms + 250):
            said.append(at_ms // 60_000)
    assert said == [0, 10, 20]
    assert owed.is_late
    owed.missed(1_260_000)
    owed.answered(1_260_300, 1_260_310)
    owed.rested(1_261_000)
    assert not owed.is_late

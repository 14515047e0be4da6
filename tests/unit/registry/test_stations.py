"""STA-1: the lifecycle of a station."""

from dataclasses import replace

import pytest

from services.registry.stations.rules import MOVES, Equipment, Move, StationMove, StationNotReady, Status, move_station

READY = Equipment(premises=True, operating_mode=True, operator_contract=True, supervisor=True)
NOTHING = Equipment(premises=False, operating_mode=False, operator_contract=False, supervisor=False)


def test_sta_1_from_planned_to_closed() -> None:
    status = Status.PLANNED
    for move, after in (
        (Move.PREPARE, Status.PREPARING),
        (Move.OPEN, Status.OPERATING),
        (Move.SUSPEND, Status.SUSPENDED),
        (Move.RESUME, Status.OPERATING),
        (Move.CLOSE, Status.CLOSED),
    ):
        status = move_station(status, move, READY)
        assert status is after


def test_sta_1_every_other_move_is_refused() -> None:
    for status in Status:
        for move in Move:
            if (status, move) not in MOVES:
                with pytest.raises(StationMove):
                    move_station(status, move, READY)
    assert len(MOVES) == 8


@pytest.mark.parametrize(("status", "move"), [(Status.PREPARING, Move.OPEN), (Status.SUSPENDED, Move.RESUME)])
@pytest.mark.parametrize("lacking", ["premises", "operating_mode", "operator_contract", "supervisor"])
def test_sta_1_a_station_operates_with_everything_it_needs(status: Status, move: Move, lacking: str) -> None:
    with pytest.raises(StationNotReady) as refused:
        move_station(status, move, replace(READY, **{lacking: False}))
    assert refused.value.facts == {"missing": lacking}


def test_sta_1_other_moves_ask_for_nothing() -> None:
    assert move_station(Status.PLANNED, Move.PREPARE, NOTHING) is Status.PREPARING
    assert move_station(Status.OPERATING, Move.SUSPEND, NOTHING) is Status.SUSPENDED

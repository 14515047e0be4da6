"""STA-1: the lifecycle of a station."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.values.errors import DomainError, IllegalTransition


class Status(StrEnum):
    """Where a station is in its lifecycle (站点状态), STA-1."""

    PLANNED = "planned"
    PREPARING = "preparing"
    OPERATING = "operating"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Move(StrEnum):
    """What can happen to a station (STA-1)."""

    PREPARE = "prepare"
    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"


MOVES: Mapping[tuple[Status, Move], Status] = {
    (Status.PLANNED, Move.PREPARE): Status.PREPARING,
    (Status.PREPARING, Move.OPEN): Status.OPERATING,
    (Status.OPERATING, Move.SUSPEND): Status.SUSPENDED,
    (Status.SUSPENDED, Move.RESUME): Status.OPERATING,
    **{(status, Move.CLOSE): Status.CLOSED for status in Status if status is not Status.CLOSED},
}


class StationMove(IllegalTransition):
    """The station's lifecycle does not allow this move (STA-1)."""

    rule = "STA-1"


class StationNotReady(DomainError):
    """A station cannot operate without premises, operating mode, operator contract and supervisor (STA-1)."""

    code = "station-not-ready"
    rule = "STA-1"
    title_zh = "站点尚不具备运行条件"
    title_en = "The station is not ready to operate"
    detail_zh = "尚缺：{missing}。"
    detail_en = "Missing: {missing}."


@dataclass(frozen=True)
class Equipment:
    """What a station has (站点要素), STA-1."""

    premises: bool
    operating_mode: bool
    operator_contract: bool
    """A signed contract whose term includes the day."""
    supervisor: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what it lacks."""
        held = {
            "premises": self.premises,
            "operating_mode": self.operating_mode,
            "operator_contract": self.operator_contract,
            "supervisor": self.supervisor,
        }
        return tuple(name for name, there in held.items() if not there)


def move_station(status: Status, move: Move, equipment: Equipment) -> Status:
    """The status after ``move`` (STA-1); a station that is to operate has everything it needs.

    Raises ``StationMove`` and ``StationNotReady``.
    """
    after = MOVES.get((status, move))
    if after is None:
        raise StationMove(state=status.value, move=move.value)
    if after is Status.OPERATING and equipment.missing:
        raise StationNotReady(missing=", ".join(equipment.missing))
    return after

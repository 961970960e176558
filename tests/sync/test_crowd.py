"""Ten thousand devices that come back at once: who waits, who is sent away, until when."""

import asyncio
from collections import Counter

from sync.server.crowd import AT_ONCE, FIRST_EACH_S, LONGEST_RETRY_S, LONGEST_WAIT_S, Crowd
from sync.server.decode import Refusal

ROOM = AT_ONCE + round(LONGEST_WAIT_S / FIRST_EACH_S)


class HandClock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Visit:
    """One exchange: in, and out again when it is told."""

    def __init__(self, crowd: Crowd, size: int = 1000) -> None:
        self._goes = asyncio.Event()
        self.has_given_up = False
        self.refusal: Refusal | None = None
        self.is_served = False
        self.task = asyncio.create_task(self._come(crowd, size))

    async def _come(self, crowd: Crowd, size: int) -> None:
        async with crowd.place(size, self._has_gone) as self.refusal:
            self.is_served = self.refusal is None
            if self.is_served:
                await self._goes.wait()

    async def _has_gone(self) -> bool:
        return self.has_given_up

    def leave(self) -> None:
        self._goes.set()


async def arrive(crowd: Crowd, count: int) -> list[Visit]:
    visits = [Visit(crowd) for _ in range(count)]
    await asyncio.sleep(0)
    return visits


async def leave(visits: list[Visit]) -> None:
    for visit in visits:
        visit.leave()
    await asyncio.gather(*(visit.task for visit in visits))


def moments(visits: list[Visit]) -> list[int]:
    return [visit.refusal.retry_s or 0 for visit in visits if visit.refusal is not None]


def test_so_many_are_served_at_once_and_the_others_wait_their_turn() -> None:
    async def play() -> tuple[int, bool]:
        crowd = Crowd()
        visits = await arrive(crowd, AT_ONCE + 3)
        served = sum(visit.is_served for visit in visits)
        await leave(visits)
        return served, all(visit.is_served for visit in visits)

    assert asyncio.run(play()) == (AT_ONCE, True)


def test_who_gave_up_while_it_waited_keeps_nobody_waiting() -> None:
    async def play() -> tuple[Refusal | None, bool]:
        crowd = Crowd()
        served = await arrive(crowd, AT_ONCE)
        gone, stays = await arrive(crowd, 2)
        gone.has_given_up = True
        served[0].leave()
        await gone.task
        while not stays.is_served:
            await asyncio.sleep(0)
        await leave([*served, stays])
        return gone.refusal, gone.is_served

    refusal, is_served = asyncio.run(play())

    assert refusal is not None
    assert (refusal.status, is_served) == (408, False)


def test_who_would_wait_too_long_is_sent_away_to_moments_that_are_spread() -> None:
    async def play() -> list[int]:
        crowd = Crowd(HandClock())
        waiting = await arrive(crowd, ROOM)
        late = await arrive(crowd, 4000)
        await leave(waiting)
        assert not moments(waiting)
        return moments(late)

    told = asyncio.run(play())

    assert len(told) == 4000
    assert told == sorted(told)
    assert min(told) >= LONGEST_WAIT_S
    assert max(Counter(told).values()) <= 1 / FIRST_EACH_S + 1


def test_nobody_is_sent_away_for_longer_than_some_minutes() -> None:
    async def play() -> list[int]:
        crowd = Crowd(HandClock())
        waiting = await arrive(crowd, ROOM)
        late = await arrive(crowd, 100_000)
        await leave(waiting)
        return moments(late)

    assert max(asyncio.run(play())) == LONGEST_RETRY_S


def test_a_slow_database_makes_the_room_smaller_and_the_moments_later() -> None:
    async def play() -> tuple[list[int], list[int]]:
        clock = HandClock()
        crowd = Crowd(clock)
        slow = await arrive(crowd, AT_ONCE + 200)
        for visit in slow[:200]:
            clock.now += 0.5
            visit.leave()
            await visit.task
        room = AT_ONCE + round(LONGEST_WAIT_S / 0.4)
        more = await arrive(crowd, room + 100)
        await leave([*slow[200:], *more])
        clock.now += 60
        return moments(more), moments(await arrive(crowd, 1))

    sent_away, after = asyncio.run(play())

    assert len(sent_away) > 100
    assert sent_away[-1] - sent_away[0] > 40
    assert after == []

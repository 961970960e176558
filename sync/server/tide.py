"""Wakes every open live stream when something has arrived, or when the server ends."""

import asyncio


class Tide:
    def __init__(self) -> None:
        self._next = asyncio.Event()
        self.ended = False

    def bell(self) -> asyncio.Event:
        """Rings at the next arrival. Take it before looking at the rows, then wait for it."""
        return self._next

    def rise(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    def end(self) -> None:
        self.ended = True
        self.rise()

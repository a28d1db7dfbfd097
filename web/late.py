"""An application that is only built when somebody asks for it."""

import asyncio
from collections.abc import Callable
from threading import Lock

from web.replies import App, Receive, Scope, Send


class LateApp:
    """Build an application once, in a thread, and pass requests on to it."""

    def __init__(self, make: Callable[[], App]) -> None:
        self._make = make
        self._turn = Lock()
        self._app: App | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        app = self._app or await self.made()
        await app(scope, receive, send)

    async def made(self) -> App:
        """Give the application, built by whoever asks first."""
        return await asyncio.to_thread(self._made)

    def _made(self) -> App:
        with self._turn:
            if self._app is None:
                self._app = self._make()
            return self._app

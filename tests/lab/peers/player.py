"""A carrier that plays a list of steps over Python's `websockets`. peers/player.mjs plays the same over npm's `ws`.

Standard input: {"url": ..., "steps": [...]}. Standard output: one JSON object per line, as `told` in player.mjs.
"""
import asyncio
import base64
import json
import os
import signal
import socket as sockets
import struct
import sys
import time
from urllib.parse import urlencode, urlparse
from urllib.request import urlopen

import websockets

SMALL_BUFFER = 4096  # bytes: a reader that stops is felt soon


def told(**event):
    print(json.dumps(event), flush=True)


class Socket:
    @classmethod
    async def open(cls, url, name):
        self = cls()
        where = urlparse(url)
        tcp = sockets.socket()
        tcp.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, SMALL_BUFFER)
        tcp.connect((where.hostname, where.port))
        tcp.setblocking(False)
        self.name = name
        self.url = url
        self.message = asyncio.Event()
        self.web = await websockets.connect(
            url, sock=tcp, compression=None, ping_interval=None, close_timeout=60, max_queue=None)
        told(opened=name, callId=self.web.response_headers.get("X-Hookswitch-Call"))
        self.closed = asyncio.create_task(self.read())
        return self

    async def read(self):
        try:
            async for _ in self.web:
                self.message.set()
        except websockets.ConnectionClosed:
            pass
        await self.web.wait_closed()
        self.message.set()
        told(closed=self.name, code=self.web.close_code)

    async def send(self, step):
        data = step["text"] if "text" in step else base64.b64decode(step["base64"])
        try:
            await self.web.send(data)
        except websockets.ConnectionClosed:
            pass

    async def stream(self, step):
        sent = 0
        while sent != step.get("count") and not self.closed.done() and self.web.open:
            await self.send(step)
            await asyncio.sleep(0.02)
            sent += 1

    async def close(self, step):
        # The step is the close message; its answer is awaited by `await_close` or at the end.
        self.closing = asyncio.create_task(self.web.close(step.get("code", 1000)))
        await asyncio.sleep(0)

    async def reset(self, _):
        tcp = self.web.transport.get_extra_info("socket")
        tcp.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        self.web.transport.abort()

    async def stop_reading(self, _):
        self.web.transport.pause_reading()

    async def suspend(self, _):
        os.kill(os.getpid(), signal.SIGSTOP)

    async def webhook(self, step):
        url = self.url.replace("ws", "http", 1).replace("/media/", "/webhooks/")
        form = urlencode(step["form"]).encode()
        await asyncio.get_running_loop().run_in_executor(None, urlopen, url, form)

    async def await_message(self, _):
        await self.message.wait()

    async def await_close(self, _):
        await self.closed


async def main():
    task = json.load(sys.stdin)
    open_ones = {}
    for step in task["steps"]:
        name = step.get("on", "a")
        if not step["do"].startswith("await"):
            told(last=step["do"], at=time.time() * 1000)
        if step["do"] == "open":
            open_ones[name] = await Socket.open(task["url"], name)
        else:
            await getattr(open_ones[name], step["do"])(step)
        if step["do"] == "stream":
            told(last="stream", at=time.time() * 1000)
    await asyncio.gather(*(one.closed for one in open_ones.values()))


asyncio.run(main())

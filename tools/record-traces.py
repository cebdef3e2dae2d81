#!/usr/bin/env python3
"""Records arrival traces: real TCP between two network namespaces over an emulated link.

    sudo tools/record-traces.py OUT_FOLDER [--seconds 120] [--seed 21] [LINK...]

Two namespaces are joined by a pair of TUN devices; this program carries every IP packet from one to
the other and, on the way, delays, drops or holds it as the link says. A sender in the one namespace
writes a message of 400 bytes every 20 ms (TCP_NODELAY), a receiver in the other notes when each is
whole. Both ends read the same monotonic clock. Output: seq,send_ms,arrival_ms per line.

The links run side by side. What is random is seeded, but the kernel's timing is not: a second
recording is of the same link, not the same file. Needs Linux, root, iproute2.
"""
import argparse
import fcntl
import heapq
import os
import random
import select
import socket
import struct
import subprocess
import sys
import time

MESSAGE = 400
PORT = 5004
BULK_PORT = 5005


class Link:
    """When a packet that enters now leaves at the other end; None: it is lost."""

    delay = 0.02
    rate = None  # bytes per second
    queue = 0.3  # seconds of it that fit
    bulk = None  # seconds on, seconds off of a competing flow

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.free_at = 0.0
        self.last = 0.0
        self.held_until = 0.0

    def loses(self, now):
        return False

    def extra(self, now):
        return 0.0

    def holds(self, now):
        """The time until which the link is out, if it begins to be out."""
        return 0.0

    def leaves(self, size, now):
        if self.loses(now):
            return None
        start = now
        if self.rate:
            start = max(now, self.free_at)
            if start - now > self.queue:
                return None
            self.free_at = start + size / self.rate
            start = self.free_at
        self.held_until = max(self.held_until, self.holds(now))
        out = max(start + self.delay + self.extra(now), self.held_until + self.delay)
        self.last = out = max(out, self.last)  # in order
        return out


class Every:
    """True about every `mean` seconds."""

    def __init__(self, chance, mean):
        self.random, self.mean = chance, mean
        self.next = time.monotonic() + chance.expovariate(1 / mean)

    def due(self, now):
        if now < self.next:
            return False
        self.next = now + self.random.expovariate(1 / self.mean)
        return True


class Fibre(Link):
    """Nothing the matter: 6 ms one way, tenths of a millisecond of jitter."""

    delay = 0.006

    def extra(self, now):
        return self.random.expovariate(1 / 0.0003)


class Lte(Link):
    """45 ms, scheduling jitter of 8 ms; about every 5 s the radio holds back 80 to 300 ms."""

    delay = 0.045

    def __init__(self, seed):
        super().__init__(seed)
        self.fade = Every(self.random, 5)

    def extra(self, now):
        return self.random.expovariate(1 / 0.008)

    def holds(self, now):
        return now + self.random.uniform(0.08, 0.3) if self.fade.due(now) else 0.0


class BurstLoss(Link):
    """35 ms; 0.3 % loss, and bursts in which half is lost (Gilbert and Elliott)."""

    delay = 0.035

    def __init__(self, seed):
        super().__init__(seed)
        self.bad = False

    def loses(self, now):
        if self.random.random() < (0.25 if self.bad else 0.004):
            self.bad = not self.bad
        return self.random.random() < (0.5 if self.bad else 0.003)


class Satellite(Link):
    """300 ms one way, 0.3 % loss, jitter of 4 ms."""

    delay = 0.3

    def loses(self, now):
        return self.random.random() < 0.003

    def extra(self, now):
        return self.random.expovariate(1 / 0.004)


class PowerSave(Link):
    """15 ms; for seconds at a time a sleeping radio is fed at beacons of 102 ms only."""

    delay = 0.015

    def __init__(self, seed):
        super().__init__(seed)
        self.turn = Every(self.random, 8)
        self.asleep = False

    def holds(self, now):
        if self.turn.due(now):
            self.asleep = not self.asleep
        return (now // 0.1024 + 1) * 0.1024 if self.asleep else 0.0


class Train(Link):
    """40 to 90 ms by cell, 0.5 % loss; outages of 0.3 to 2 s about every 15 s."""

    delay = 0.04

    def __init__(self, seed):
        super().__init__(seed)
        self.tunnel = Every(self.random, 15)

    def loses(self, now):
        return self.random.random() < 0.005

    def holds(self, now):
        if not self.tunnel.due(now):
            return 0.0
        self.delay = self.random.uniform(0.04, 0.09)
        return now + self.random.uniform(0.3, 2.0)


class Dsl(Link):
    """25 ms, 1.3 Mbit/s up with a queue of 250 ms; an upload comes and goes."""

    delay = 0.025
    rate = 160_000
    queue = 0.25
    bulk = (4, 6)


class Reroute(Link):
    """The path changes about every 12 s between 30 and 130 ms; 0.1 % loss."""

    delay = 0.06

    def __init__(self, seed):
        super().__init__(seed)
        self.change = Every(self.random, 12)

    def loses(self, now):
        if self.change.due(now):
            self.delay = self.random.uniform(0.03, 0.13)
        return self.random.random() < 0.001


LINKS = {
    'fibre': Fibre, 'lte': Lte, 'burst-loss': BurstLoss, 'satellite': Satellite,
    'power-save': PowerSave, 'train': Train, 'dsl-upload': Dsl, 'reroute': Reroute,
}


def ip(*args):
    subprocess.run(['ip', *args], check=True)


def open_tun(name, namespace, address):
    device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    # TUNSETIFF with IFF_TUN | IFF_NO_PI; the device stays ours when it moves to a namespace.
    fcntl.ioctl(device, 0x400454CA, struct.pack('16sH22x', name.encode(), 0x1001))
    ip('link', 'set', name, 'netns', namespace)
    inside = ['netns', 'exec', namespace, 'ip']
    ip(*inside, 'addr', 'add', address, 'dev', name)
    ip(*inside, 'link', 'set', name, 'up')
    return device


def relay(ends, links, done):
    """Carries packets both ways until `done`."""
    waiting = []
    count = 0
    while not done():
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(waiting)
            try:
                os.write(ends[to], packet)
            except OSError:
                pass  # its queue is full: lost
        pause = min(waiting[0][0] - now, 0.1) if waiting else 0.1
        for device in select.select(ends, [], [], max(pause, 0))[0]:
            side = ends.index(device)
            packet = os.read(device, 65536)
            now = time.monotonic()
            out = links[side].leaves(len(packet), now)
            if out is not None:
                heapq.heappush(waiting, (out, count, 1 - side, packet))
                count += 1


def send(address, seconds):
    peer = socket.create_connection((address, PORT))
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    begin = time.monotonic()
    for i in range(seconds * 50):
        time.sleep(max(0, begin + i * 0.02 - time.monotonic()))
        peer.sendall(struct.pack('!Id', i, time.monotonic()).ljust(MESSAGE, b'.'))
    peer.shutdown(socket.SHUT_WR)
    peer.recv(1)


def bulk(address, on, off):
    while True:
        time.sleep(off)
        with socket.create_connection((address, BULK_PORT)) as peer:
            end = time.monotonic() + on
            while time.monotonic() < end:
                peer.sendall(bytes(16384))


def drain():
    server = socket.create_server(('', BULK_PORT))
    while True:
        peer = server.accept()[0]
        while peer.recv(65536):
            pass


def receive(path):
    server = socket.create_server(('', PORT))
    peer = server.accept()[0]
    rows = []
    data = b''
    while chunk := peer.recv(65536):
        now = time.monotonic()
        data += chunk
        while len(data) >= MESSAGE:
            rows.append((*struct.unpack_from('!Id', data), now))
            data = data[MESSAGE:]
    first = rows[0][1]
    with open(path, 'w') as out:
        for sequence, sent, arrived in rows:
            out.write(f'{sequence},{(sent - first) * 1000:.2f},{(arrived - first) * 1000:.2f}\n')


def record(name, path, seconds, seed, number):
    near, far = f'hsnear{number}', f'hsfar{number}'
    addresses = f'10.81.{number}.1', f'10.81.{number}.2'
    children = []
    own = [sys.executable, os.path.abspath(__file__)]
    link = LINKS[name](seed)
    way_back = LINKS[name](seed + 1)
    way_back.rate = None

    def start(namespace, *args):
        children.append(subprocess.Popen(['ip', 'netns', 'exec', namespace, *own, *map(str, args)]))
        return children[-1]

    try:
        ip('netns', 'add', near)
        ip('netns', 'add', far)
        ends = [open_tun(f'hst{number}a', near, f'{addresses[0]}/24'),
                open_tun(f'hst{number}b', far, f'{addresses[1]}/24')]
        receiver = start(far, '--receive', path)
        if link.bulk:
            start(far, '--drain')
        time.sleep(0.5)
        start(near, '--send', addresses[1], seconds)
        if link.bulk:
            start(near, '--bulk', addresses[1], *link.bulk)
        deadline = time.monotonic() + seconds + 30
        relay(ends, [link, way_back],
              lambda: receiver.poll() is not None or time.monotonic() >= deadline)
    finally:
        for child in children:
            child.kill()
            child.wait()
        for namespace in (near, far):
            subprocess.run(['ip', 'netns', 'del', namespace])


def main():
    ends = {
        '--send': lambda a: send(a[0], int(a[1])),
        '--bulk': lambda a: bulk(a[0], float(a[1]), float(a[2])),
        '--receive': lambda a: receive(a[0]),
        '--drain': lambda a: drain(),
    }
    if len(sys.argv) > 1 and sys.argv[1] in ends:  # one end, inside its namespace
        return ends[sys.argv[1]](sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('folder')
    parser.add_argument('links', nargs='*', metavar='LINK', help=', '.join(LINKS))
    parser.add_argument('--seconds', type=int, default=120)
    parser.add_argument('--seed', type=int, default=21)
    wanted = parser.parse_intermixed_args()
    if unknown := [name for name in wanted.links if name not in LINKS]:
        parser.error(f'no such link: {unknown[0]}')
    if os.geteuid() != 0:
        parser.error('network namespaces and TUN devices need root')
    os.makedirs(wanted.folder, exist_ok=True)
    children = []
    for number, name in enumerate(wanted.links or LINKS):
        child = os.fork()
        if child == 0:
            path = os.path.join(wanted.folder, f'{name}-s{wanted.seed}.csv')
            record(name, path, wanted.seconds, wanted.seed, number)
            os._exit(0)
        children.append(child)
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


if __name__ == '__main__':
    sys.exit(main())

"""`manage.py work` does the background jobs until it is stopped; `manage.py work --nightly` the nightly one."""

import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from shop import jobs


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--nightly", action="store_true")

    def handle(self, *args: object, nightly: bool, **options: object) -> None:
        if nightly:
            self.stdout.write(str(jobs.nightly()))
            return
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        while not stop.is_set():
            if not jobs.work():
                stop.wait(0.05)

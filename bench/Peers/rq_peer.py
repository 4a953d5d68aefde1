"""Enqueues jobs into RQ and waits until its worker, which runs already, has finished them. Prints jobs per second."""
import sys
import time

from redis import Redis
from rq import Queue
from rq.registry import FinishedJobRegistry

from rq_jobs import work

port, jobs, milliseconds = (int(argument) for argument in sys.argv[1:4])
connection = Redis(host="127.0.0.1", port=port)
queue = Queue("default", connection=connection)
finished = FinishedJobRegistry(queue=queue)
before = finished.count
began = time.monotonic()
for _ in range(jobs):
    queue.enqueue(work, milliseconds)
while finished.count < before + jobs:
    if time.monotonic() - began > 300:
        sys.exit("RQ did not finish within five minutes")
    time.sleep(0.02)
print(jobs / (time.monotonic() - began))

"""The jobs of the RQ peer."""
import time


def work(milliseconds):
    """Does nothing, for as long as asked."""
    if milliseconds:
        time.sleep(milliseconds / 1000)

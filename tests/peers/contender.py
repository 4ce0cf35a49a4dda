"""What every Python peer shares: columns, the answer to the driver, the hash of ids. The protocol is that of crates/lab/benches/peers."""

import json
import pathlib
import sys
import time

import numpy as np

import population


def columns(folder):
    """The raw columns of a folder, by name."""
    return {name: np.fromfile(pathlib.Path(folder) / f"{name}.{raw}", f"<{raw[0]}{int(raw[1:]) // 8}") for name, raw in population.COLUMNS.items()}


def serve(people, run, before=None, known=None):
    """Says how many people there are, then runs as often as each line of input asks and tells time, count and hash of the eligible.

    `run` gives a count, or a truth value for each person, as a NumPy array or, with ids, as an Arrow table. `before` undoes what a run leaves
    behind; its time does not count. `known` is told at the beginning.
    """
    print(json.dumps({"people": people, "megabytes": memory("VmRSS:")} | (known or {})), flush=True)
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    for line in sys.stdin:
        runs = int(line)
        work = clock = 0
        for _ in range(runs):
            if before:
                before()
            clocked, worked = time.perf_counter_ns(), time.process_time_ns()
            found = run()
            work += time.process_time_ns() - worked
            clock += time.perf_counter_ns() - clocked
        told = {"work": work // runs, "clock": clock // runs, "peak": memory("VmHWM:")}
        print(json.dumps(told | counted(found)), flush=True)


def counted(found):
    """Count, and hash where people are told apart."""
    if isinstance(found, int):
        return {"count": found}
    if isinstance(found, np.ndarray):
        ids = np.flatnonzero(found)
    else:
        ids = found["id"].to_numpy()[found["eligible"].to_numpy()]
    hashed = (ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).sum(dtype=np.uint64)
    return {"count": len(ids), "hash": int(hashed)}


def memory(which):
    """A resident size of this process in MB."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(which):
            return int(line.split()[1]) // 1000
    return 0

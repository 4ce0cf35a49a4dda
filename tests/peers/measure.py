"""Starts the contenders, lets them run in turns, and prints what they took. Called by tests/peers.sh; standard library only.

    measure.py PROGRAM PYTHON DATA ROUNDS ENGINE...

PROGRAM is the bench target `peers` of jenjang-lab, PYTHON the interpreter of the venv, DATA a folder with folders `100000`, `1000000`, `5000000`
and, for sizes beyond, `many` with folders of 5,000,000 each.
An ENGINE is the name of a peer, followed by `=` and the error where it could not be installed. Every contender is a process that loads its
people once. In a round each runs right after the hand-written loop, and its ratio is to that run; medians of the rounds are printed, and
between which values the ratios lay. Whoever disagrees about who is eligible ends the run.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

here = pathlib.Path(__file__).parent
LOOP = "loop by hand"
# name in the table, contender of the Rust program, runs of a round
OURS = [
    (LOOP, "by-hand", 5),
    ("loop by hand, 65,536 people at a time", "by-hand-long", 5),
    ("the same, dates of two bytes", "by-hand-narrow", 5),
    ("jenjang: eligible or not", "eligible", 3),
    ("jenjang: draft against in force, causes", "compared", 3),
    ("jenjang: everybody explained", "explained", 3),
]
FROM_PARQUET = ("jenjang: Parquet, each person", "parquet", 1)
STREAMED = ("jenjang: eligible or not, read from files", "streamed", 1)
SQL_FORMS = [
    ("in memory, count", "memory-count"),
    ("in memory, each person", "memory-each"),
    ("Parquet, count", "parquet-count"),
    ("Parquet, each person", "parquet-each"),
]
# engine: form in the table, form of its script
PEERS = {
    "numpy": [("plain", "plain"), ("32,768 people at a time", "blocks")],
    "polars": SQL_FORMS,
    "duckdb": SQL_FORMS,
    "datafusion": SQL_FORMS,
    "openfisca-core": [("calculate only", "calculate"), ("set-up and calculate", "whole")],
}


class Contender:
    """A process that answers each line with one line."""

    def __init__(self, name, command, runs=1):
        self.name, self.runs = name, runs
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready = self.read()
        self.ask(1)

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"`{self.name}` ended with {self.process.wait()}")
        return json.loads(line)

    def ask(self, runs=None):
        """Runs, and tells nanoseconds of work and clock, who is eligible, and the peak of memory."""
        self.process.stdin.write(f"{runs or self.runs}\n")
        self.process.stdin.flush()
        self.last = self.read()
        return self.last

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def span(values, digits=1):
    """Median, and least to greatest."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def table(head, rows):
    """Prints a Markdown table."""
    print("| " + " | ".join(head) + " |\n|---" + "|---:" * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)


def agree(loop, contenders):
    """Ends the run where one of them does not find who the loop finds, or what NumPy counted."""
    known = next((c.ready for c in contenders if "blocked" in c.ready), {})
    for one in contenders:
        for key in ("count", "hash"):
            if one.last.get(key, loop.last[key]) != loop.last[key]:
                sys.exit(f"peers: {key} of `{one.name}` is {one.last[key]}, of the loop {loop.last[key]}")
        for key, told in one.last.items():
            if key in known and told != known[key]:
                sys.exit(f"peers: `{key}` of `{one.name}` is {told}, NumPy counted {known[key]}")


def everybody(program, python, folder, rounds, engines):
    """All contenders on one thread."""
    contenders = [Contender(name, [program, what, 1, folder], runs) for name, what, runs in OURS]
    loop, failed = contenders[0], [(engine, error) for engine, error in engines.items() if error]
    commands = {FROM_PARQUET[0]: [program, FROM_PARQUET[1], 1, folder]}
    for engine in (name for name, error in engines.items() if not error):
        script = here / f"with_{engine.removesuffix('-core')}.py"
        commands |= {f"{engine}: {shown}": [python, script, form, folder, 1] for shown, form in PEERS[engine]}
    for name, command in commands.items():
        try:
            contenders.append(Contender(name, command))
        except RuntimeError as ended:
            failed.append((name, str(ended)))
    people = loop.ready["people"]
    agree(loop, contenders)
    found = {one.name: [] for one in contenders}
    for number in range(rounds):
        print(f"peers: round {number + 1} of {rounds}", file=sys.stderr)
        for one in contenders:
            base = loop.ask()["work"]
            told = one.ask()
            found[one.name].append((told["work"], told["clock"], told["work"] / base))
        agree(loop, contenders)
    print(f"\n{people:,} people, one thread, {rounds} rounds; {loop.last['count']:,} eligible, hash {loop.last['hash']:016x}\n")
    rows = []
    for one in contenders:
        work, clock, ratios = zip(*found[one.name])
        speed = [people * 1000 / nanoseconds for nanoseconds in work]
        each = "yes" if "hash" in one.last else "count"
        rows.append([one.name, span(speed), span(ratios), f"{statistics.median(clock) / 1e6:.1f}", one.last["peak"], each])
    table(["contender", "million people per processor second", "processor time, ratio to the loop", "clock ms", "peak MB", "same people"], rows)
    for name, error in failed:
        print(f"\nNot measured: {name}: {error}")
    for one in contenders:
        if "blocked" in one.last or "counts" in one.last:
            told = {key: value for key, value in one.last.items() if isinstance(value, list)}
            print(f"\n{one.name}: {json.dumps(told)}")
        one.end()


def threads(program, folder, rounds):
    """The same work on one and two threads."""
    print("\nA second thread, by the clock (ratios inside a round):\n")
    rows = []
    for name, what, runs in OURS:
        one, two = (Contender(name, [program, what, count, folder], runs) for count in (1, 2))
        pairs = [(one.ask(), two.ask()) for _ in range(rounds)]
        gain = [a["clock"] / b["clock"] for a, b in pairs]
        cost = [b["work"] / a["work"] for a, b in pairs]
        clocks = [f"{statistics.median(pair[at]['clock'] for pair in pairs) / 1e6:.1f}" for at in (0, 1)]
        best = [f"{min(pair[at]['clock'] for pair in pairs) / 1e6:.1f}" for at in (0, 1)]
        rows.append([name, *clocks, span(gain, 2), f"{best[0]} / {best[1]}", span(cost, 2)])
        one.end()
        two.end()
    table(["", "one thread, ms", "two threads, ms", "times as fast", "best ms, one / two", "processor time of two to one"], rows)


def sizes(program, folders, rounds):
    """Time and memory per person by the number of people."""
    print("\nBy the number of people, one thread (nanoseconds of processor time a person):\n")
    rows = []
    for people, where in folders:
        for name, what, _ in [*OURS, STREAMED]:
            one = Contender(name, [program, what, 1, *where], max(1, 10_000_000 // people))
            told = [one.ask() for _ in range(rounds)]
            assert one.ready["people"] == people
            nanoseconds = [answer["work"] / people for answer in told]
            held = one.ready["bytes"] / people
            rows.append([f"{people:,}", name, span(nanoseconds, 2), f"{held:.1f}", one.last["peak"]])
            one.end()
    table(["people", "", "ns a person", "bytes a person held", "peak MB"], rows)


def main():
    program, python, data, rounds, *engines = sys.argv[1:]
    data, rounds = pathlib.Path(data), int(rounds)
    engines = {name: error for name, _, error in (engine.partition("=") for engine in engines)}
    load = os.getloadavg()[0]
    print(f"{time.strftime('%Y-%m-%d', time.gmtime())}, {os.cpu_count()} cores, load {load:.1f} at the beginning")
    for engine in (name for name, error in engines.items() if not error):
        shown = subprocess.run([python, "-m", "pip", "show", engine], check=True, capture_output=True, text=True).stdout.splitlines()
        print(", ".join(line for line in shown if line.startswith(("Name", "Version"))))
    million = [data / "5000000"]
    everybody(program, python, data / "5000000", rounds, engines)
    threads(program, data / "5000000", rounds)
    many = sorted(data.glob("many/*"))
    folders = [(100_000, [data / "100000"]), (1_000_000, [data / "1000000"]), (5_000_000, million), (5_000_000 * len(many), many)]
    sizes(program, [(people, where) for people, where in folders if people and where[0].exists()], max(3, rounds // 3))


if __name__ == "__main__":
    main()

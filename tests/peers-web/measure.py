"""Fifty employees on a page: ours, and the list of Tryton's module `company`, in one run, one after the other in every round.

`measure.py JENJANG PYTHON FOLDER ROUNDS STAFF…`: the program, the interpreter that has Tryton, a folder for databases.
Times are of one connection that stays open, from the request to the last byte of the answer, on the same machine.
"""

import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path

HERE = Path(__file__).parent
ASKED = 50
FIELDS = ["rec_name", "party.rec_name", "start_date", "end_date", "supervisor.rec_name", "company.rec_name", "active"]


class Peer:
    """Tryton, by JSON-RPC."""

    def __init__(self, python, folder, count=False):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        more = ["count"] if count else []
        self.process = subprocess.Popen([python, "-B", HERE / "serve.py", "serve", folder, str(self.port), *more])
        for _ in range(600):
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
                self.connection.connect()
                break
            except OSError:
                time.sleep(0.1)
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        password = Path(folder, "password").read_text()
        user, key, *_ = self.call("/peer/rpc/", "common.db.login", ["admin", {"password": password}, "en"], {})
        self.header = {"Authorization": "Session " + b64encode(f"admin:{user}:{key}".encode()).decode()}
        self.context = self.call("/peer/rpc/", "model.res.user.get_preferences", [True, {}], self.header)

    def call(self, path, method, parameters, headers):
        body = json.dumps({"id": 1, "method": method, "params": parameters})
        self.connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        answer = self.connection.getresponse()
        said = answer.read()
        self.bytes = len(said)
        if answer.status != 200:
            raise SystemExit(f"{method}: {answer.status} {said[:300]}")
        said = json.loads(said)
        if isinstance(said, dict) and "error" in said:
            raise SystemExit(f"{method}: {said['error']}")
        return said["result"] if isinstance(said, dict) and "result" in said else said

    def ask(self):
        found = self.call(
            "/peer/rpc/", "model.company.employee.search_read", [[], 0, 50, [["id", "ASC"]], FIELDS, self.context], self.header
        )
        if len(found) != 50:
            raise SystemExit(f"{len(found)} employees, expected 50")

    def statements(self):
        self.connection.request("GET", "/statements")
        return int(self.connection.getresponse().read())

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Ours:
    """The list of people, as an HR officer has it."""

    def __init__(self, program, database, staff):
        arguments = [program, "--demo", "--listen", "127.0.0.1:0", "--rate-limit", "0", "--lang", "en", "--staff", str(staff)]
        self.process = subprocess.Popen([*arguments, "--database", database], stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                break
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        origin = {"Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        form = {"Content-Type": "application/x-www-form-urlencoded", **origin}
        self.connection.request("POST", "/sign-in", "person=contoh-kepegawaian&next=/", form)
        answer = self.connection.getresponse()
        answer.read()
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]

    def ask(self):
        self.connection.request("GET", "/people?lang=en", headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        said = answer.read()
        self.bytes = len(said)
        rows = len(re.findall(rb'href="/people/[^"?]+"', said))
        if answer.status != 200 or rows < 50:
            raise SystemExit(f"/people: {answer.status}, {rows} rows")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def times(asked):
    took = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        asked.ask()
        took.append((time.perf_counter() - begun) * 1000)
    return took


def main():
    program, python, folder, rounds, *sizes = sys.argv[1:]
    print("| people | Jenjang, ms | bytes | Tryton, ms | bytes | Tryton, SQL statements | ratio |\n|---|---|---|---|---|---|---|")
    for staff in map(int, sizes):
        place = Path(folder, f"tryton-{staff}")
        if not place.exists():
            place.mkdir(parents=True)
            subprocess.run([python, "-B", HERE / "serve.py", "fill", place, str(staff)], check=True)
        counting = Peer(python, place, count=True)
        counting.ask()
        before = counting.statements()
        counting.ask()
        statements = counting.statements() - before
        counting.stop()
        peer = Peer(python, place)
        ours = Ours(program, Path(folder, f"jenjang-{staff}.db"), staff) if program != "-" else None
        both = [asked for asked in (ours, peer) if asked]
        for asked in both:
            times(asked)
        found = {asked: [] for asked in both}
        for _ in range(int(rounds)):
            for asked in both:
                found[asked].append(statistics.median(times(asked)))
        told = {asked: f"{statistics.median(took):.2f} ({min(took):.2f} to {max(took):.2f})" for asked, took in found.items()}
        ratio = f"{statistics.median(found[peer]) / statistics.median(found[ours]):.0f}" if ours else "-"
        mine = f"{told[ours]} | {ours.bytes}" if ours else "- | -"
        print(f"| {staff:,} | {mine} | {told[peer]} | {peer.bytes} | {statements} | {ratio} |", flush=True)
        for asked in both:
            asked.stop()


if __name__ == "__main__":
    main()

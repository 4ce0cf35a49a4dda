"""A Tryton with employees, on SQLite: `serve.py fill FOLDER COUNT` makes it, `serve.py serve FOLDER PORT [count]` answers JSON-RPC.

With `count` every statement SQLite is given is counted, and `GET /statements` says how many there were.
"""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

DATABASE = "peer"
PASSWORD = "only for this measurement"


def configure(folder):
    from trytond import config

    path = Path(folder, "trytond.conf")
    if not path.exists():
        path.write_text(f"[database]\nuri = sqlite://\npath = {folder}\n[session]\nauthentications = password\n")
    config.update_etc(str(path))
    # there is one database, and it is named
    os.environ["DB_NAME"] = DATABASE


def fill(folder, count):
    configure(folder)
    Path(folder, f"{DATABASE}.sqlite").touch()
    password = Path(folder, "password")
    password.write_text(PASSWORD)
    admin = [Path(sys.executable).with_name("trytond-admin"), "-c", Path(folder, "trytond.conf"), "-d", DATABASE]
    more = ["-u", "company", "--activate-dependencies", "--email", "admin@example.org", "-vv"]
    subprocess.run([*admin, *more], check=True, env={**os.environ, "TRYTONPASSFILE": str(password)}, stderr=subprocess.DEVNULL)
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    Pool.start()
    pool = Pool(DATABASE)
    pool.init()
    with Transaction().start(DATABASE, 1, readonly=False, context={"_check_access": False}):
        Party, Company, Employee = (pool.get(name) for name in ("party.party", "company.company", "company.employee"))
        Currency = pool.get("currency.currency")
        rupiah, = Currency.create([{"name": "Rupiah", "symbol": "Rp", "code": "IDR"}])
        of, = Party.create([{"name": "Provinsi Contoh"}])
        company, = Company.create([{"party": of.id, "currency": rupiah.id}])
        User = pool.get("res.user")
        user, = User.search([("login", "=", "admin")])
        User.write([user], {"companies": [("add", [company.id])], "company": company.id})
    with Transaction().start(DATABASE, 1, readonly=False, context={"company": company.id, "_check_access": False}):
        supervisor = None
        for begin in range(0, count, 1000):
            parties = Party.create([{"name": f"Pegawai Contoh {place:07}"} for place in range(begin, min(begin + 1000, count))])
            made = Employee.create(
                [{"party": party.id, "company": company.id, "supervisor": supervisor, "start_date": None} for party in parties]
            )
            supervisor = made[0].id


def serve(folder, port, counting):
    statements = [0]
    if counting:
        connect = sqlite3.connect

        def counted(*arguments, **named):
            connection = connect(*arguments, **named)

            def one(_):
                statements[0] += 1

            connection.set_trace_callback(one)
            return connection

        sqlite3.connect = counted
    configure(folder)
    from trytond.pool import Pool

    Pool.start()
    Pool(DATABASE).init()
    from trytond.application import app
    from werkzeug.serving import WSGIRequestHandler, run_simple

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, *_):
            pass

    def answer(environment, start):
        if environment["PATH_INFO"] == "/statements":
            said = str(statements[0]).encode()
            start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
            return [said]
        return app(environment, start)

    run_simple("127.0.0.1", port, answer, threaded=True, request_handler=Quiet)


if __name__ == "__main__":
    what, folder, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what == "fill":
        fill(folder, number)
    else:
        serve(folder, number, "count" in sys.argv[4:])

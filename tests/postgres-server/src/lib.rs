//! A private PostgreSQL server for tests: its own data directory and Unix socket below the directory for temporary files, no TCP port, one cluster
//! for each test process, one database for each test.
//!
//! ```no_run
//! let Some(server) = jenjang_test_postgres::server() else { return }; // says why on standard error
//! let database = server.database();
//! println!("{}", database.url());
//! ```
//!
//! A shell that waits for the end of the test process stops the server and removes its directory, however the process ends: it reads from a pipe
//! that closes with the process. PostgreSQL does not run as root; as root the server runs as the user `postgres` that Debian's package makes.

#![allow(clippy::expect_used, clippy::panic, reason = "for tests: a server that does not do what it should ends the test")]

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The server of this test process, started when first asked for; `None`, with the reason on standard error, where there is no PostgreSQL.
///
/// # Panics
/// Where PostgreSQL is there and does not start.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    SERVER.get_or_init(Server::start).as_ref().map_err(|reason| say(reason)).ok()
}

/// A server for one test alone, which may crash it, with more settings (`-c max_connections=9`); `None`, with the reason on standard error, where
/// there is no PostgreSQL.
///
/// # Panics
/// Where PostgreSQL is there and does not start.
pub fn own_server(settings: &str) -> Option<Server> {
    Server::start_with(settings).map_err(|reason| say(&reason)).ok()
}

fn say(reason: &str) {
    // not by `eprintln!`, which the test harness would keep to itself
    let _ = writeln!(io::stderr(), "SKIPPED: {reason}");
}

/// A running server. Dropping it stops it and removes its directory, as does the end of the process.
#[derive(Debug)]
pub struct Server {
    binaries: PathBuf,
    root: PathBuf,
    as_root: bool,
    options: String,
    watch: Child,
}

impl Server {
    /// Starts a server.
    ///
    /// # Errors
    /// A sentence where the programs of PostgreSQL, or the user to run them as, are not there.
    ///
    /// # Panics
    /// Where they are there and the server does not start.
    pub fn start() -> Result<Server, String> {
        Server::start_with("")
    }

    /// Starts a server with more settings (`-c max_connections=9`).
    ///
    /// # Errors
    /// See [`Server::start`].
    ///
    /// # Panics
    /// See [`Server::start`].
    pub fn start_with(settings: &str) -> Result<Server, String> {
        let binaries = binaries().ok_or("no PostgreSQL server found (looked for `initdb` where `pg_config --bindir` says and below /usr/lib/postgresql): install `postgresql`")?;
        let as_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        if as_root && !(runs("id", &["postgres"]) && runs("setpriv", &["--version"])) {
            return Err("PostgreSQL does not run as root, and the user `postgres` or the program `setpriv` is not there".to_owned());
        }
        let root = directory();
        let watch = watch(&binaries, &root, as_root);
        // fsync matters where the machine loses power, not where processes are killed
        let options = format!(
            "-k '{}' -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60 {settings}",
            root.join("socket").display()
        );
        let server = Server { binaries, root, as_root, options, watch };
        server.make_directories();
        server.initialise();
        server.resume();
        Ok(server)
    }

    /// Makes an empty database.
    ///
    /// # Panics
    /// Where the server refuses.
    pub fn database(&self) -> Database<'_> {
        let name = format!("t{}", COUNTER.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("CREATE DATABASE {name}"));
        Database { server: self, name }
    }

    /// Runs SQL in a database as the superuser; what `psql` prints, without headings.
    ///
    /// # Panics
    /// Where the SQL fails.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        let socket = self.socket();
        let mut command = Command::new(self.binaries.join("psql"));
        command.args(["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-c", sql, "-h"]).arg(socket);
        output(command)
    }

    /// Runs a file of SQL in a database as the superuser; what `psql` prints, without headings.
    ///
    /// # Panics
    /// Where the SQL fails.
    pub fn psql_file(&self, database: &str, file: &Path) -> String {
        let mut command = Command::new(self.binaries.join("psql"));
        command.args(["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-f"]).arg(file);
        command.arg("-h").arg(self.socket());
        output(command)
    }

    /// Everything in a database as `pg_dump` writes it.
    ///
    /// # Panics
    /// Where it fails.
    pub fn dump(&self, database: &str) -> String {
        let mut command = Command::new(self.binaries.join("pg_dump"));
        command.args(["-U", "postgres", "-d", database, "-h"]).arg(self.socket());
        output(command)
    }

    /// The directory that holds tables and write-ahead log.
    pub fn data_directory(&self) -> PathBuf {
        self.root.join("data")
    }

    /// The directory of the socket.
    pub fn socket(&self) -> PathBuf {
        self.root.join("socket")
    }

    /// Ends the server as a crash does: connections are lost, nothing is tidied up.
    ///
    /// # Panics
    /// Where it does not end.
    pub fn crash(&self) {
        let mut command = self.as_postgres("pg_ctl");
        command.args(["-w", "-m", "immediate", "stop", "-D"]).arg(self.data_directory());
        output(command);
    }

    /// Starts the server again after [`Server::crash`].
    ///
    /// # Panics
    /// Where it does not start.
    pub fn resume(&self) {
        let log = self.root.join("log");
        let mut command = self.as_postgres("pg_ctl");
        command.args(["-w", "start", "-D"]).arg(self.data_directory()).arg("-l").arg(&log).arg("-o").arg(&self.options);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = command.status().expect("`pg_ctl` runs").success();
        assert!(started, "the private PostgreSQL did not start:\n{}", fs::read_to_string(log).unwrap_or_default());
    }

    fn make_directories(&self) {
        let mut command = Command::new("install");
        command.args(["-d", "-m", "0700"]);
        if self.as_root {
            command.args(["-o", "postgres"]);
        }
        command.arg(&self.root).arg(self.root.join("socket"));
        output(command);
    }

    fn initialise(&self) {
        let initialise = |more: &[&str]| {
            let mut command = self.as_postgres("initdb");
            command.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8", "-D"]).arg(self.data_directory());
            command.args(more);
            command
        };
        // a server that sorts by a language shows whether somebody relies on the order of bytes without saying so
        let by_language = initialise(&["--locale-provider=icu", "--icu-locale=en-US"]).output();
        if !by_language.is_ok_and(|done| done.status.success()) {
            let _ = fs::remove_dir_all(self.data_directory());
            output(initialise(&[]));
        }
    }

    fn as_postgres(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // the shell reads the end of its input and does the rest
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}

/// An empty database of a [`Server`]; dropping it removes it.
#[derive(Debug)]
pub struct Database<'a> {
    server: &'a Server,
    name: String,
}

impl Database<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How to reach it.
    pub fn url(&self) -> String {
        format!("postgres:///{}?host={}&user=postgres", self.name, self.server.socket().display())
    }

    /// Runs SQL in it as the superuser; what `psql` prints, without headings.
    ///
    /// # Panics
    /// Where the SQL fails.
    pub fn psql(&self, sql: &str) -> String {
        self.server.psql(&self.name, sql)
    }

    /// Runs a file of SQL in it as the superuser; what `psql` prints, without headings.
    ///
    /// # Panics
    /// Where the SQL fails.
    pub fn psql_file(&self, file: &Path) -> String {
        self.server.psql_file(&self.name, file)
    }

    /// Everything in it as `pg_dump` writes it.
    ///
    /// # Panics
    /// Where it fails.
    pub fn dump(&self) -> String {
        self.server.dump(&self.name)
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let mut command = Command::new(self.server.binaries.join("dropdb"));
        command.args(["-U", "postgres", "--force", "--if-exists", &self.name, "-h"]).arg(self.server.socket());
        // where it fails the directory still goes with the process
        let _ = command.output();
    }
}

fn binaries() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok().filter(|told| told.status.success());
    let told = told.map(|told| PathBuf::from(String::from_utf8_lossy(&told.stdout).trim()));
    let version = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter_map(|path| Some((version(&path)?, path.join("bin"))))
        .collect();
    installed.sort();
    let places = told.into_iter().chain(installed.into_iter().rev().map(|(_, path)| path));
    places.into_iter().find(|place| place.join("initdb").is_file())
}

/// A directory that is not there yet, with a path short enough for a socket.
fn directory() -> PathBuf {
    let place = std::env::temp_dir();
    let place = if place.as_os_str().len() > 50 { PathBuf::from("/tmp") } else { place };
    let names = (0..).map(|number: u32| place.join(format!("jenjang-postgres-{}-{number}", std::process::id())));
    let mut free = names.filter(|path| fs::create_dir(path).is_ok());
    free.next().expect("a number is free")
}

/// Starts a shell that waits for the end of this process, then stops the server and removes the directory.
fn watch(binaries: &Path, root: &Path, as_root: bool) -> Child {
    let script = r#"trap '' INT TERM HUP
cat
cd /
if test "$3" = true; then as="setpriv --reuid=postgres --regid=postgres --clear-groups"; else as=; fi
if test -f "$2/data/postmaster.pid"; then $as "$1/pg_ctl" -D "$2/data" -w -m immediate stop; fi
rm -rf "$2""#;
    let mut command = Command::new("sh");
    command.args(["-c", script, "watch"]).arg(binaries).arg(root).arg(as_root.to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command.spawn().expect("a shell runs")
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|done| done.status.success())
}

fn output(mut command: Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?} does not run: {error}"));
    assert!(done.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_come_and_go_and_the_server_survives_a_crash() {
        let Some(shared) = server() else { return };
        let Some(server) = own_server("") else { return };
        let database = server.database();
        database.psql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
        server.crash();
        server.resume();
        assert_eq!(database.psql("SELECT n FROM kept").trim(), "7");
        assert!(database.dump().contains("CREATE TABLE public.kept"));
        let name = database.name().to_owned();
        drop(database);
        assert_eq!(server.psql("postgres", &format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'")).trim(), "0");
        let root = server.root.clone();
        drop(server);
        assert!(!root.exists(), "{} is still there", root.display());
        assert!(shared.data_directory().exists());
    }
}

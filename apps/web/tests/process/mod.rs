//! The program as a process of its own, and a client that keeps its connection.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: each file uses some of it")]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that goes when it is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let path = std::env::temp_dir().join(format!("jenjang-web-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("store.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program, listening. Dropping it kills it.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the line that says where it listens.
    pub(crate) started_in: Duration,
}

impl Server {
    /// The demonstration on a file.
    pub(crate) fn start(file: &Path, staff: u64) -> Server {
        Server::start_on(file.as_os_str(), None, staff)
    }

    /// The demonstration on a file or a database, with a folder of keys for a database.
    pub(crate) fn start_on(database: &OsStr, keys: Option<&Path>, staff: u64) -> Server {
        let begun = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_jenjang-web"));
        command.args([
            "--demo",
            "--listen",
            "127.0.0.1:0",
            "--rate-limit",
            "0",
            "--lang",
            "en",
            "--staff",
            &staff.to_string(),
            "--database",
        ]);
        command.arg(database);
        if let Some(keys) = keys {
            command.arg("--keys").arg(keys);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "the program ended before it listened");
            if let Some((_, rest)) = line.split_once("http://") {
                let address: String = rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect();
                break address.trim_end_matches('.').parse().unwrap();
            }
        };
        Server { child, address, started_in: begun.elapsed() }
    }

    /// Ends it as a loss of power of the process: at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
    }

    /// How it ended; `None` where it still runs after so long.
    pub(crate) fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            if begun.elapsed() > within {
                return None;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Resident memory now and at its highest, in MB, where the system tells.
    pub(crate) fn memory(&self) -> Option<(u64, u64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The cookie of the session that it opens: name and value.
    pub(crate) fn session(&self) -> Option<String> {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str());
        let mut set = set.filter(|value| value.contains("jenjang_session=") && !value.contains("Max-Age=0"));
        set.next().map(|value| value.split(';').next().unwrap().to_owned())
    }
}

/// A connection that stays open from request to request.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    address: SocketAddr,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> std::io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Client { stream: BufReader::new(stream), address })
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    pub(crate) fn get(&mut self, path: &str, cookie: &str) -> std::io::Result<Answer> {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", self.address).as_bytes())?;
        self.answer()
    }

    /// Sends a form from the own pages.
    pub(crate) fn post(&mut self, path: &str, form: &str, cookie: &str) -> std::io::Result<Answer> {
        let head = self.form_head(path, form, cookie);
        self.send(format!("{head}{form}").as_bytes())?;
        self.answer()
    }

    /// What comes before a form.
    fn form_head(&self, path: &str, form: &str, cookie: &str) -> String {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {1}\r\n\r\n",
            self.address,
            form.len(),
        )
    }

    /// The beginning of a request that signs in, and the body that is still to follow.
    pub(crate) fn sign_in_head(&self, person: &str) -> (String, String) {
        let body = format!("person={person}&next=/");
        (self.form_head("/sign-in", &body, ""), body)
    }

    /// Signs in; the cookie.
    pub(crate) fn sign_in(&mut self, person: &str) -> std::io::Result<String> {
        let (head, body) = self.sign_in_head(person);
        self.send(format!("{head}{body}").as_bytes())?;
        let answer = self.answer()?;
        answer.session().ok_or_else(|| std::io::Error::other(format!("signing in is answered by {}", answer.status)))
    }

    /// Status and headers of an answer, the body left unread.
    pub(crate) fn head(&mut self) -> std::io::Result<Answer> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| std::io::Error::other(format!("not an answer: {first}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Ok(Answer { status, headers, body: Vec::new() })
    }

    pub(crate) fn answer(&mut self) -> std::io::Result<Answer> {
        let mut answer = self.head()?;
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let size = usize::from_str_radix(self.line()?.trim(), 16).map_err(std::io::Error::other)?;
                let from = answer.body.len();
                answer.body.resize(from + size, 0);
                self.stream.read_exact(&mut answer.body[from..])?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            answer.body.resize(length, 0);
            self.stream.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// Opens a stream of events; the client then holds it.
    pub(crate) fn listen(&mut self, cookie: &str) -> std::io::Result<Answer> {
        let head = format!("GET /live HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n", self.address);
        self.send(head.as_bytes())?;
        self.head()
    }

    /// Whether the other side has not ended the connection.
    pub(crate) fn stays_open(mut self) -> bool {
        let waiting = self.stream.get_ref().set_read_timeout(Some(Duration::from_millis(1)));
        // what came meanwhile is read; then nothing comes within a moment
        let mut bytes = [0; 4096];
        waiting.is_ok()
            && loop {
                match self.stream.read(&mut bytes) {
                    Ok(0) => break false,
                    Ok(_) => {}
                    Err(error) => break matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
                }
            }
    }

    /// Reads until the other side ends.
    pub(crate) fn rest(&mut self) -> std::io::Result<usize> {
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest)
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

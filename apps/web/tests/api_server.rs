//! The API of a running server: the examples of docs/api.md with curl, events to a thousand listeners, webhooks to a receiver that fails first.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The demonstration as a process of its own.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_jenjang-web"))
            .args(["--demo", "--listen", "127.0.0.1:0", "--staff", "60", "--lang", "en"])
            .env("JENJANG_NOW", "")
            .env_remove("JENJANG_NOW")
            .env_remove("JENJANG_WEBHOOK_REACH")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        Server { process, address }
    }

    /// A request on a connection of its own; status and the whole answer.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }

    /// The cookie of somebody who signs in.
    fn sign_in(&self, person: &str) -> String {
        let (status, answer) =
            self.ask("POST", "/sign-in", "Content-Type: application/x-www-form-urlencoded\r\n", &format!("person={person}"));
        assert_eq!(status, 303, "{answer}");
        let cookie = answer
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, value)| name.eq_ignore_ascii_case("set-cookie") && value.contains("session"))
            .unwrap()
            .1;
        cookie.split(';').next().unwrap().to_owned()
    }

    fn post(&self, path: &str, cookie: &str, body: &str) -> String {
        let (status, answer) = self.ask("POST", path, &format!("Cookie: {cookie}\r\nContent-Type: application/json\r\n"), body);
        assert!((200..300).contains(&status), "{path}: {answer}");
        answer
    }

    /// A round that is opened: an event for everybody.
    fn open_round(&self, cookie: &str, id: &str) {
        let plan = format!(
            r#"{{"id": "{id}", "title": {{"id": "Putaran", "en": "Round"}}, "unit": "synthetic-daerah-001", "policy": "asn/promotion/regular", "as-of": "2027-04-01"}}"#
        );
        self.post("/api/v1/rounds", cookie, &plan);
        self.post(&format!("/api/v1/rounds/{id}/open"), cookie, "");
    }

    /// Megabytes in use.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        resident.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The examples of the page: each block, and the statuses it has to get.
fn examples() -> Vec<(String, Vec<u16>)> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md")).unwrap();
    page.split("```sh\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .map(|block| (block.to_owned(), block.lines().filter_map(|line| line.rsplit_once(" # ")?.1.parse().ok()).collect()))
        .collect()
}

#[test]
fn the_examples_of_the_page_do_what_it_says() {
    let server = Server::start();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("curl-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut script = String::from("curl() { command curl -sS -w '%{stderr}status %{http_code}\\n' \"$@\"; }\n");
    let mut expected = Vec::new();
    for (block, statuses) in examples() {
        assert!(!statuses.is_empty(), "an example without a status: {block}");
        assert_eq!(block.matches("curl ").count(), statuses.len(), "{block}");
        script.push_str(&block.replace("BASE=http://127.0.0.1:8080", &format!("BASE=http://{}", server.address)));
        expected.extend(statuses);
    }
    // a last day that is not over
    let year = Command::new("date").arg("+%Y").output().unwrap();
    script = script.replace("2026-12-31", &format!("{}-12-31", String::from_utf8(year.stdout).unwrap().trim()));
    let run = Command::new("bash").arg("-c").arg(&script).current_dir(&folder).output().unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    let got: Vec<u16> = said.lines().filter_map(|line| line.strip_prefix("status ")?.parse().ok()).collect();
    assert_eq!(got, expected, "{said}\n{}", String::from_utf8_lossy(&run.stdout));
    assert!(expected.len() > 25, "{}", expected.len());
    std::fs::remove_dir_all(folder).unwrap();
}

/// Opens a stream of events.
fn listen(server: &Server, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(stream, "GET /live HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", server.address).unwrap();
    stream
}

/// Reads a stream until a text has come.
fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut all = Vec::new();
    let mut some = [0_u8; 4096];
    loop {
        let found = String::from_utf8_lossy(&all).into_owned();
        if found.contains(text) {
            return found;
        }
        let count = stream.read(&mut some).unwrap_or_else(|error| panic!("{error}: no `{text}` in {found}"));
        assert!(count > 0, "the stream ended without `{text}`: {found}");
        all.extend_from_slice(&some[..count]);
    }
}

#[test]
fn a_thousand_listeners_hear_of_a_round_and_the_server_still_stops() {
    let mut server = Server::start();
    let hr = server.sign_in("contoh-kepegawaian");
    let me = server.sign_in("contoh-auditor");
    assert_eq!(server.ask("GET", "/live", "", "").0, 204, "nobody is kept waiting who is not signed in");
    let before = server.memory();
    let cookie = format!("Cookie: {me}\r\nAccept-Language: en\r\n");
    let mut listeners: Vec<TcpStream> = (0..1_000).map(|_| listen(&server, &cookie)).collect();
    for listener in &mut listeners {
        read_until(listener, "text/event-stream");
    }
    let during = server.memory();
    // the first question to the store tells what is old
    std::thread::sleep(Duration::from_secs(3));
    let begun = Instant::now();
    server.open_round(&hr, "putaran-langsung");
    let mut last = String::new();
    for listener in &mut listeners {
        last = read_until(listener, "round-opened");
    }
    println!("1,000 listeners: {before} MB before, {during} MB with them, all told after {} ms", begun.elapsed().as_millis());
    assert!(begun.elapsed() < Duration::from_secs(20) && during < before + 150);
    let id = last.split("id: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    assert!(last.contains("event: news") && last.contains("\"link\":\"/rounds\""), "{last}");
    // who was away hears what was missed, and not what is known
    let all = read_until(&mut listen(&server, &format!("Cookie: {me}\r\nLast-Event-ID: 2\r\n")), "round-opened");
    assert!(all.contains(&id), "{all}");
    server.open_round(&hr, "putaran-kedua");
    let next = read_until(&mut listen(&server, &format!("Cookie: {me}\r\nLast-Event-ID: {id}\r\n")), "round-opened");
    assert!(!next.contains(&format!("id: {id}")), "{next}");
    // asked to stop, it does not wait for streams
    let begun = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &server.process.id().to_string()]).status().unwrap().success());
    assert!(server.process.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn raters_and_those_rated_hear_where_to_go() {
    let server = Server::start();
    let door = server.ask("GET", "/sign-in", "", "").1;
    let me = server.sign_in(door.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap());
    for (kind, link) in [("answer-due", "/evaluations"), ("result-released", "/career/report")] {
        let heard = read_until(&mut listen(&server, &format!("Cookie: {me}\r\nLast-Event-ID: 2\r\n")), &format!("\"type\":\"{kind}\""));
        let told = heard.lines().find(|line| line.contains(&format!("\"type\":\"{kind}\""))).unwrap();
        assert!(told.contains(&format!("\"link\":\"{link}\"")), "{told}");
    }
}

/// What a receiver was sent: headers in small letters, and the body.
struct Received {
    head: String,
    body: String,
}

impl Received {
    fn header(&self, name: &str) -> String {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")))
            .unwrap_or_else(|| panic!("no {name} in {}", self.head))
            .to_owned()
    }
}

/// A receiver that answers with these statuses, then with 200.
fn receiver(mut statuses: Vec<u16>) -> (String, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                if reader.read_line(&mut head).unwrap() == 0 {
                    break;
                }
            }
            let head = head.to_lowercase();
            let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let status = if statuses.is_empty() { 200 } else { statuses.remove(0) };
            write!(stream, "HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            if sender.send(Received { head, body: String::from_utf8(body).unwrap() }).is_err() {
                return;
            }
        }
    });
    (address, received)
}

fn from_base64(text: &str) -> Vec<u8> {
    let digit = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').collect();
    let bits: Vec<bool> = letters.iter().flat_map(|letter| (0..6).rev().map(move |bit| digit(*letter) >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | u8::from(*bit))).collect()
}

#[test]
fn a_webhook_is_tried_until_it_is_taken_in_order_and_signed() {
    let server = Server::start();
    let hr = server.sign_in("contoh-kepegawaian");
    let (address, received) = receiver(vec![500, 503]);
    let hook =
        format!(r#"{{"name": "surat", "url": "http://{address}/kabar", "unit": "synthetic-daerah-001", "topics": ["round-opened"]}}"#);
    let made = server.post("/api/v1/webhooks", &hr, &hook);
    let secret = made.split("whsec_").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let id = made.split("\"webhook\":{\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    server.open_round(&hr, "putaran-a");
    std::thread::sleep(Duration::from_secs(2));
    server.open_round(&hr, "putaran-b");
    let next = || received.recv_timeout(Duration::from_secs(60)).expect("a delivery");
    let deliveries: Vec<Received> = (0..4).map(|_| next()).collect();
    let rounds: Vec<&str> = deliveries.iter().map(|one| if one.body.contains("putaran-a") { "a" } else { "b" }).collect();
    assert_eq!(rounds, ["a", "a", "a", "b"], "the first until it is taken, then the second");
    assert!(deliveries[..3].windows(2).all(|pair| pair[0].header("webhook-id") == pair[1].header("webhook-id")));
    for one in &deliveries {
        let signed = format!("{}.{}.{}", one.header("webhook-id"), one.header("webhook-timestamp"), one.body);
        // header names and values came in small letters; ids and times have none else but T
        let signed = signed.replacen('t', "T", 1);
        let mut mac = Hmac::<Sha256>::new_from_slice(&from_base64(&secret)).unwrap();
        mac.update(signed.as_bytes());
        let expected = mac.finalize().into_bytes();
        let given = one.header("webhook-signature");
        assert_eq!(given.strip_prefix("v1,").unwrap(), to_base64(&expected).to_lowercase(), "{signed}");
    }
    let listed = server.ask("GET", "/api/v1/webhooks", &format!("Cookie: {hr}\r\n"), "").1;
    assert!(!listed.contains("whsec_") && !listed.contains("secret"), "shown once: {listed}");
    server.post(&format!("/api/v1/webhooks/{id}/replay"), &hr, "{}");
    let again: Vec<Received> = (0..2).map(|_| next()).collect();
    // the demonstration's own round was opened before
    assert!(again.iter().all(|one| one.body.contains("round-opened")));
    // nobody of another region meets it
    let stranger = server.sign_in("contoh-tetangga");
    assert_eq!(server.ask("DELETE", &format!("/api/v1/webhooks/{id}"), &format!("Cookie: {stranger}\r\n"), "").0, 404);
}

fn to_base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<bool> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    let mut text: String = bits
        .chunks(6)
        .map(|six| char::from(LETTERS[(0..6).fold(0, |all, bit| all << 1 | usize::from(six.get(bit).copied().unwrap_or(false)))]))
        .collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

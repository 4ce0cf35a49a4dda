//! Traces reach a collector, and name routes only. Built with `--features otel`.

#![cfg(feature = "otel")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

/// What a collector is sent, as far as it is text.
fn received(stream: TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut stream = stream;
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    (head, body)
}

#[test]
fn a_collector_is_told_routes_and_no_addresses() {
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let otlp = format!("http://{}", collector.local_addr().unwrap());
    let mut server = Command::new(env!("CARGO_BIN_EXE_jenjang-web"))
        .args(["--demo", "--staff", "60", "--listen", "127.0.0.1:0", "--lang", "en", "--otlp", &otlp])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stdout.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let mut asked = TcpStream::connect(&address).unwrap();
    asked.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    asked.write_all(b"GET /people/synthetic-0000012/eligibility HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    asked.read_to_string(&mut String::new()).unwrap();
    let (head, body) = received(collector.accept().unwrap().0);
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(head.starts_with("POST /v1/traces "), "{head}");
    let text = String::from_utf8_lossy(&body);
    for expected in ["jenjang-web", "GET /people/{id}/eligibility", "http.response.status_code"] {
        assert!(text.contains(expected), "`{expected}` in {text}");
    }
    assert!(!text.contains("synthetic-0000012"), "{text}");
}

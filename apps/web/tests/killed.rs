//! The process is killed while it is asked to write: whatever it said was done is there afterwards.
//!
//! Three times here; `JENJANG_KILLS=200 cargo test -p jenjang-web --test killed` does it as often as one likes.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod process;

use std::sync::Mutex;
use std::time::Duration;

use process::{Client, Folder, Server};

/// Connections that write at once.
const WRITERS: usize = 6;

/// Signs in again and again until the server is gone; every session that was opened.
fn write(address: std::net::SocketAddr, opened: &Mutex<Vec<String>>) {
    let Ok(mut client) = Client::new(address) else { return };
    while let Ok(cookie) = client.sign_in("contoh-kepegawaian") {
        opened.lock().unwrap().push(cookie);
    }
}

#[test]
fn what_was_acknowledged_survives_the_death_of_the_process() {
    let kills: u64 = std::env::var("JENJANG_KILLS").map_or(3, |given| given.parse().unwrap());
    let folder = Folder::new();
    let mut server = Server::start(&folder.file(), 60);
    let mut acknowledged = 0;
    for kill in 0..kills {
        let opened = Mutex::new(Vec::new());
        let address = server.address;
        std::thread::scope(|threads| {
            for _ in 0..WRITERS {
                threads.spawn(|| write(address, &opened));
            }
            // another moment each time
            std::thread::sleep(Duration::from_millis(150 + kill * 37 % 400));
            server.kill();
        });
        server = Server::start(&folder.file(), 60);
        let opened = opened.into_inner().unwrap();
        assert!(!opened.is_empty(), "nothing was written before kill {kill}");
        let mut client = Client::new(server.address).unwrap();
        for cookie in &opened {
            let answer = client.get("/team", cookie).unwrap();
            assert_eq!(answer.status, 200, "a session that was opened before kill {kill} is gone");
        }
        acknowledged += opened.len();
    }
    // and a session that nobody opened is none
    let answer = Client::new(server.address).unwrap().get("/team", &format!("jenjang_session={}", "0".repeat(64))).unwrap();
    assert_eq!(answer.status, 303);
    println!("{kills} kills, {acknowledged} acknowledged writes, none lost");
}

//! The program is asked to end while it answers: no answer is lost, and it ends.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod process;

use std::time::Duration;

use process::{Client, Folder, Server};

#[test]
fn a_request_under_way_is_answered_and_idle_connections_do_not_matter() {
    let folder = Folder::new();
    let mut server = Server::start(&folder.file(), 60);
    let mut idle = Client::new(server.address).unwrap();
    assert_eq!(idle.get("/policies", "").unwrap().status, 200);
    let mut slow = Client::new(server.address).unwrap();
    let (head, body) = slow.sign_in_head("contoh-kepegawaian");
    let (first, second) = body.split_at(5);
    slow.send(head.as_bytes()).unwrap();
    slow.send(first.as_bytes()).unwrap();
    // the request has arrived by now
    std::thread::sleep(Duration::from_millis(300));
    server.terminate();
    std::thread::sleep(Duration::from_millis(500));
    assert!(server.ended(Duration::ZERO).is_none(), "it waits for what is under way");
    slow.send(second.as_bytes()).unwrap();
    let answer = slow.answer().unwrap();
    assert_eq!(answer.status, 303);
    let opened = answer.session().expect("signed in");
    let status = server.ended(Duration::from_secs(10)).expect("it ends once everything is answered");
    assert!(status.success(), "{status}");
    drop(idle);

    // what was answered was done
    let server = Server::start(&folder.file(), 60);
    assert_eq!(Client::new(server.address).unwrap().get("/team", &opened).unwrap().status, 200);
}

#[test]
fn a_client_that_never_finishes_does_not_keep_it_running() {
    let folder = Folder::new();
    let mut server = Server::start(&folder.file(), 60);
    let mut stuck = Client::new(server.address).unwrap();
    stuck.send(b"GET / HTTP/1.1\r\nHost: a").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    server.terminate();
    let status = server.ended(Duration::from_secs(40)).expect("it ends all the same");
    assert!(status.success(), "{status}");
}

#[test]
fn listeners_do_not_hold_the_end_up() {
    let folder = Folder::new();
    let mut server = Server::start(&folder.file(), 60);
    let cookie = Client::new(server.address).unwrap().sign_in("contoh-kepegawaian").unwrap();
    let mut listener = Client::new(server.address).unwrap();
    assert_eq!(listener.listen(&cookie).unwrap().status, 200);
    server.terminate();
    listener.rest().expect("the stream ends in order");
    let status = server.ended(Duration::from_secs(10)).expect("it ends");
    assert!(status.success(), "{status}");
}

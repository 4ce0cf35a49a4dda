//! The process is killed while it is asked to write: whatever it said was done is there afterwards.
//!
//! Three times here; `JENJANG_KILLS=200 cargo test -p jenjang-web --test killed` does it as often as one likes.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod process;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use process::{Client, Folder, Server};

/// Connections that sign in all the time.
const DOORS: usize = 3;

/// What the server acknowledged before it was killed.
#[derive(Default)]
struct Acknowledged {
    /// Sessions that were opened.
    sessions: Mutex<Vec<String>>,
    /// The number in the draft that was kept last; 0 for none.
    draft: AtomicU64,
    /// Ratings that were handed in.
    handed_in: Mutex<Vec<String>>,
}

/// Signs in again and again until the server is gone.
fn sign_in(address: std::net::SocketAddr, told: &Acknowledged) {
    let Ok(mut client) = Client::new(address) else { return };
    while let Ok(cookie) = client.sign_in("contoh-kepegawaian") {
        told.sessions.lock().unwrap().push(cookie);
    }
}

/// Keeps a draft of a rating again and again, each with a number of its own, until the server is gone.
fn keep_drafts(address: std::net::SocketAddr, rating: &str, cookie: &str, next: &AtomicU64, told: &Acknowledged) {
    let Ok(mut client) = Client::new(address) else { return };
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Ok(answer) = client.post(rating, &format!("comment=konsep-{number}-&act=draft"), cookie) else { return };
        assert_eq!(answer.status, 303, "a draft is kept: {}", text(&answer.body));
        told.draft.store(number, Ordering::Relaxed);
    }
}

/// Hands ratings in, one after another, until there are none left or the server is gone.
fn hand_in(address: std::net::SocketAddr, ratings: &[String], cookie: &str, told: &Acknowledged) {
    let Ok(mut client) = Client::new(address) else { return };
    for rating in ratings {
        let Ok(form) = client.get(rating, cookie) else { return };
        let answers: String = items(&text(&form.body)).iter().map(|item| format!("{item}=3&")).collect();
        let Ok(answer) = client.post(rating, &format!("{answers}act=send"), cookie) else { return };
        let page = text(&answer.body);
        assert!(answer.status == 200 && page.contains("class=\"receipt\""), "a rating is taken: {page}");
        told.handed_in.lock().unwrap().push(rating.clone());
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

/// The items of a rating.
fn items(form: &str) -> Vec<String> {
    form.split("<fieldset class=\"item\" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Where the ratings are that wait for somebody.
fn waiting(client: &mut Client, cookie: &str) -> Vec<String> {
    let inbox = text(&client.get("/evaluations", cookie).unwrap().body);
    // what is answered may be answered again until the last day
    let inbox = inbox.split("id=\"answered\"").next().unwrap();
    let links = inbox.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    links.filter(|link| link.starts_with("/evaluations/") && link.contains("/rate/")).map(str::to_owned).collect()
}

/// The superior whom the door offers, who has more to rate than others.
fn superior(client: &mut Client) -> String {
    let door = text(&client.get("/sign-in", "").unwrap().body);
    let (_, offered) = door.split_once("<h2>Atasan langsung</h2>").unwrap();
    offered.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn what_was_acknowledged_survives_the_death_of_the_process() {
    let kills: u64 = std::env::var("JENJANG_KILLS").map_or(3, |given| given.parse().unwrap());
    let folder = Folder::new();
    let mut server = Server::start(&folder.file(), 60);
    let mut client = Client::new(server.address).unwrap();
    let rater = superior(&mut client);
    let cookie = client.sign_in(&rater).unwrap();
    let mut ratings = waiting(&mut client, &cookie);
    assert!(ratings.len() > 1, "there are people to rate: {ratings:?}");
    // one is kept as a draft for ever, the others are handed in while there are any
    let drafted = ratings.remove(0);
    let next = AtomicU64::new(1);
    let (mut sessions, mut drafts, mut answers) = (0, 0, 0);
    for kill in 0..kills {
        let told = Acknowledged::default();
        let (address, left) = (server.address, ratings.split_off(ratings.len().saturating_sub(1)));
        let begun = next.load(Ordering::Relaxed);
        std::thread::scope(|threads| {
            for _ in 0..DOORS {
                threads.spawn(|| sign_in(address, &told));
            }
            threads.spawn(|| keep_drafts(address, &drafted, &cookie, &next, &told));
            threads.spawn(|| hand_in(address, &left, &cookie, &told));
            // another moment each time
            std::thread::sleep(Duration::from_millis(150 + kill * 37 % 400));
            server.kill();
        });
        server = Server::start(&folder.file(), 60);
        let mut client = Client::new(server.address).unwrap();

        let opened = told.sessions.into_inner().unwrap();
        assert!(!opened.is_empty(), "nothing was written before kill {kill}");
        for cookie in &opened {
            let answer = client.get("/team", cookie).unwrap();
            assert_eq!(answer.status, 200, "a session that was opened before kill {kill} is gone");
        }
        sessions += opened.len();

        let kept = told.draft.into_inner();
        if kept > 0 {
            let form = text(&client.get(&drafted, &cookie).unwrap().body);
            let (_, rest) = form.split_once("konsep-").expect("there is a draft");
            let found: u64 = rest.split('-').next().unwrap().parse().unwrap();
            // one more may have been kept that nobody was told of
            assert!(found == kept || found == kept + 1, "draft {kept} was acknowledged before kill {kill}, and there is {found}");
            drafts += kept + 1 - begun;
        }

        let still = waiting(&mut client, &cookie);
        let handed_in = told.handed_in.into_inner().unwrap();
        assert!(handed_in.iter().all(|rating| !still.contains(rating)), "an answer taken before kill {kill} is gone: {handed_in:?}");
        answers += handed_in.len();
        // what was not acknowledged may be there or not; where not, it is tried again
        ratings.extend(left.into_iter().filter(|rating| still.contains(rating)));
    }
    assert!(answers > 0, "some rating was handed in");
    // and a session that nobody opened is none
    let answer = Client::new(server.address).unwrap().get("/team", &format!("jenjang_session={}", "0".repeat(64))).unwrap();
    assert_eq!(answer.status, 303);
    println!("{kills} kills: {sessions} sessions, {drafts} drafts, {answers} handed in were acknowledged, and none is lost");
}

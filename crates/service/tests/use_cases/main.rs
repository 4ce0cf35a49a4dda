//! The use cases of people, policies, rounds and appeals on the memory store. Everybody in here is synthetic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod accounts;
mod appeals;
mod eligibility;
mod moment;
mod news;
mod notices;
mod own_file;
mod page;
mod people;
mod permissions;
mod policies;
mod regions;
mod requests;
mod rounds;
mod send;
mod sessions;
mod trail;
mod world;

//! Every page, form and operation about a matter as every kind of visitor, at every stage the matter goes through: planned, open, decided, published and
//! whatever comes between. What is answered is written down in `stage-walk.txt`, and nobody is answered whom the table of permissions does not name. What the
//! answers are made of is described in `assets/api-answers.json`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "../common/mod.rs"]
mod common;
mod deciding;
mod evaluating;
mod learning;
mod once;
mod ruling;
mod walk;

const HR: &str = "contoh-kepegawaian";
const AUTHORITY: &str = "contoh-ppk";
const ANALYST: &str = "contoh-analis";
const REVIEWER: &str = "contoh-keberatan";
const AUDITOR: &str = "contoh-auditor";
const UNIT: &str = "synthetic-daerah-001";

/// The day it is from now on.
fn on(day: &str) {
    common::app().clock.put_to(day.parse().unwrap());
}

#[test]
fn every_stage_answers_every_visitor_as_written_down() {
    let mut walk = walk::Walk::new();
    common::answers::note_all();
    for matter in [deciding::ALL, evaluating::ALL, learning::ALL, ruling::ALL, once::ALL].concat() {
        matter(&mut walk);
    }
    common::committed("tests/stage-walk.txt", &walk.table);
    common::answers::check_noted();
}

//! A talent review in the made-up district: what records do not say about the first people comes from a made-up table, and one move of the meeting is in
//! the log.

use std::fmt::Write as _;

use jenjang::legal::Label;
use jenjang_service::Seen;
use jenjang_service::people::{ListPeople, list_people};
use jenjang_service::talent::{MovePerson, OpenReview, ReadReview, move_person, open_review, read_review};

use super::super::{HR, TOP, id, said};
use super::evaluations::drawn;
use super::{Ground, actor};
use crate::state::facts;

/// How many people the review is about.
const PEOPLE: usize = 60;
/// Scores that no record holds.
const SCORES: [&str; 7] = [
    "talent.awards",
    "talent.team assignments",
    "talent.feedback",
    "talent.competency",
    "talent.development",
    "talent.experience",
    "talent.potential assessment",
];
/// The grid.
const POLICY: &str = "asn/talent/bkn-411/box";

pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    let hr = actor(HR)?;
    let hr = ground.as_actor(&hr);
    let people = list_people(&hr, ListPeople { unit: Some(id(TOP)?), name: None, after: None, limit: 1_000 }).await.map_err(said)?;
    let mut table = format!("id,{},talent.field matches\n", SCORES.join(","));
    for person in people.iter().filter(|person| person.record.id.as_str().starts_with("synthetic-")).take(PEOPLE) {
        let id = person.record.id.as_str();
        table.push_str(id);
        let level = 40 + drawn(&["talent", id], 50);
        for score in SCORES {
            // about one in fifteen lacks an assessment: nobody is placed for want of a fact
            let lacks = score == "talent.potential assessment" && drawn(&["lacks", id], 15) == 0;
            let value = (level + drawn(&[score, id], 25)).min(100);
            let cell = if lacks { String::new() } else { value.to_string() };
            let _ = write!(table, ",{cell}");
        }
        table.push_str(if drawn(&["field", id], 3) == 0 { ",false\n" } else { ",true\n" });
    }
    let name = format!("talenta-{}", ground.month.format("%Y"));
    let title =
        Label::new(format!("Tinjauan talenta {}", ground.month.format("%Y")), format!("Talent review {}", ground.month.format("%Y")));
    let unit = id(TOP)?;
    let command =
        OpenReview { shipped: ground.shipped, id: &name, title: &title, unit: &unit, policy: POLICY, as_of: ground.month, table: &table };
    open_review(&hr, command).await.map_err(said)?;
    let review = ReadReview { shipped: ground.shipped, gatherer: &facts, id: &name };
    let view = read_review(&hr, review).await.map_err(said)?;
    let Some(somebody) = view.map.placed().iter().find(|placed| &**placed.place.code() == "5") else { return Ok(()) };
    let reason = "Memimpin tim lintas unit sepanjang tahun, yang belum tercatat dalam penugasan tim.";
    let command = MovePerson { review, person: &somebody.id, to: "7", reason, seen: Seen::Anything };
    move_person(&hr, command).await.map_err(said)
}

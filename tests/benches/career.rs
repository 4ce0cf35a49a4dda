//! How long a planner needs on a map of 5,000 posts: three routes to a post, and what can be reached in one step.
//!
//! `cargo bench -p jenjang-tests --bench career`; the best and the middle of many rounds, since machines are shared. The baseline is the same query on
//! a map of 400 posts in the same run: what grows with the posts shows in the ratio.

#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a measurement: what is absent ends it, and times are no scores")]

use std::sync::Arc;
use std::time::Instant;

use jenjang::career::{CareerMap, Planner};
use jenjang::people::id::PositionId;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::dossier::Dossier;

const ROUNDS: usize = 30;

/// The best and the middle time in milliseconds.
fn times<T>(mut work: impl FnMut() -> T) -> (f64, f64) {
    let mut found: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    found.sort_by(f64::total_cmp);
    (found[0], found[ROUNDS / 2])
}

fn main() {
    let shipped = jenjang_asn::shipped().unwrap();
    let (catalogue, set) = (&shipped.catalogue, &shipped.policies);
    let pattern = Arc::new(jenjang_asn::career_pattern(catalogue, set).0.unwrap());
    let today = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let people: Vec<Dossier> = jenjang_asn::synthetic::district(set, catalogue, 60, 20_261_201, today)
        .iter()
        .map(|person| person.dossier(catalogue, today))
        .collect();
    let to: PositionId = "dinas-keuangan/kepala".parse().unwrap();
    for size in [400, 5_000] {
        let posts = jenjang_asn::synthetic::posts(catalogue, size);
        let (best, middle) = times(|| CareerMap::new(Arc::clone(&pattern), posts.clone()).unwrap());
        println!("{size} posts: map made in {best:.2} ms (middle {middle:.2})");
        let map = CareerMap::new(Arc::clone(&pattern), posts).unwrap();
        let (best, middle) = times(|| Planner::new(&map, set, today, EVERYTHING_KNOWN).unwrap());
        println!("{size} posts: policies prepared in {best:.2} ms (middle {middle:.2})");
        let planner = Planner::new(&map, set, today, EVERYTHING_KNOWN).unwrap();
        // one person of every kind of post there is among the people
        let mut kinds: Vec<String> = Vec::new();
        for (place, dossier) in people.iter().enumerate() {
            let Some(from) = jenjang_asn::synthetic::post_of(&map, dossier, place) else { continue };
            let stage = map.stage(&from).unwrap().code.to_string();
            if kinds.contains(&stage) || from == to {
                continue;
            }
            let Ok(plan) = planner.routes(dossier, Some(&from), &to, 3) else { continue };
            let (best, middle) = times(|| planner.routes(dossier, Some(&from), &to, 3));
            let possible = plan.routes.iter().filter(|route| route.arrival.is_some()).count();
            println!("{size} posts: {possible} routes of {} sequences from {stage}: {best:.2} ms (middle {middle:.2})", plan.walked);
            let reach = planner.reachable(dossier, Some(&from)).unwrap();
            let (best, middle) = times(|| planner.reachable(dossier, Some(&from)));
            println!("{size} posts: {} kinds of posts in one step from {stage}: {best:.2} ms (middle {middle:.2})", reach.posts.len());
            kinds.push(stage);
        }
    }
}

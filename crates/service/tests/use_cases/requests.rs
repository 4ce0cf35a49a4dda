//! Requests sent twice under one key, also where the process ended in between.

use chrono::TimeDelta;
use jenjang::audit::Digest;
use jenjang_service::requests::{Noted, Request, begin_request, keep_answer};

use crate::world::{World, person};

fn request(key: &str, asked: &str) -> Request {
    Request { person: person("a"), key: key.into(), digest: Digest::of(asked) }
}

fn begin(world: &World, request: &Request) -> Noted {
    world.act("a", async |context| begin_request(&context, request).await).unwrap()
}

#[test]
fn a_key_without_an_answer_is_under_way_for_a_minute_and_then_free() {
    let mut world = World::new();
    let asked = request("k", "open");
    assert_eq!(begin(&world, &asked), Noted::New);
    // the process ends here: no answer is kept
    assert_eq!(begin(&world, &asked), Noted::UnderWay);
    assert_eq!(begin(&world, &request("k", "close")), Noted::Another);
    world.clock.0 += TimeDelta::seconds(59);
    assert_eq!(begin(&world, &asked), Noted::UnderWay);
    world.clock.0 += TimeDelta::seconds(1);
    assert_eq!(begin(&world, &asked), Noted::New, "a minute is over: it may be done again");
    assert_eq!(begin(&world, &asked), Noted::UnderWay, "by one alone");
    world.act("a", async |context| keep_answer(&context, &asked, "done").await).unwrap();
    assert_eq!(begin(&world, &asked), Noted::Answered("done".into()));
    world.clock.0 += TimeDelta::hours(23);
    assert_eq!(begin(&world, &asked), Noted::Answered("done".into()));
    world.clock.0 += TimeDelta::hours(1);
    assert_eq!(begin(&world, &asked), Noted::New, "a day is over");
}

//! Random sequences of operations give on the store what they give on the memory store.
//!
//! `JENJANG_CONFORMANCE_SEQUENCES` sets how many are run (48 unless told), `JENJANG_CONFORMANCE_SEED` where the seeds begin.

use crate::{Stores, random};

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().map_or(default, |text| text.parse().expect("a number"))
}

pub(crate) async fn random_operations_give_what_the_memory_store_gives(stores: Stores) {
    let first = number("JENJANG_CONFORMANCE_SEED", 1);
    random::check(&stores, first..first + number("JENJANG_CONFORMANCE_SEQUENCES", 48)).await;
}

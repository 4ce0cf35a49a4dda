//! The suite can fail: stores broken on purpose, each with the tests that must notice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "broken/store.rs"]
mod store;

use std::panic::{AssertUnwindSafe, catch_unwind};

use jenjang_conformance::{Stores, TESTS};
use store::{BrokenStore, Fault};

/// Whether a test of this name fails on a store with this fault.
fn fails(name: &str, fault: Fault) -> bool {
    let test = TESTS.iter().find(|test| test.name == name).unwrap_or_else(|| panic!("no test `{name}`"));
    let stores = Stores::new(move || async move { (BrokenStore::new(fault), ()) });
    catch_unwind(AssertUnwindSafe(|| (test.run)(stores))).is_err()
}

/// That each of these tests fails because of the fault, and only because of it.
#[track_caller]
fn check_noticed(fault: Fault, names: &[&str]) {
    for name in names {
        assert!(!fails(name, Fault::None), "`{name}` fails on a sound store");
        assert!(fails(name, fault), "`{name}` does not notice {fault:?}");
    }
}

const RANDOM: &str = "sequences::random_operations_give_what_the_memory_store_gives";

#[test]
fn a_dropped_transaction_that_is_kept_is_noticed() {
    let names = [
        "transactions::a_dropped_transaction_leaves_nothing",
        "transactions::a_dropped_transaction_leaves_what_was_there",
        "audit::the_number_of_a_dropped_entry_is_used_again",
        RANDOM,
    ];
    check_noticed(Fault::KeepsDropped, &names);
}

#[test]
fn a_commit_that_says_yes_and_keeps_nothing_is_noticed() {
    let names = [
        "races::what_has_no_revision_is_not_lost_either",
        "races::entries_appended_by_many_threads_form_one_chain",
        "races::no_answer_slips_in_while_a_cycle_closes",
    ];
    check_noticed(Fault::SaysYesWhenContended, &names);
}

#[test]
fn revisions_nobody_looks_at_are_noticed() {
    let names =
        ["people::revisions_go_up_by_one_and_another_one_is_refused", "races::of_two_saves_at_one_revision_exactly_one_wins", RANDOM];
    check_noticed(Fault::IgnoresRevisions, &names);
}

#[test]
fn pages_that_begin_with_the_key_before_are_noticed() {
    let names = ["paging::pages_of_people_leave_nobody_out_while_others_come_and_go", "people::a_page_of_none_is_empty", RANDOM];
    check_noticed(Fault::RepeatsTheLastOfAPage, &names);
}

#[test]
fn a_limit_counted_before_the_filter_is_noticed() {
    let names = ["people::the_filter_takes_units_and_superior_together", RANDOM];
    check_noticed(Fault::LimitsBeforeTheFilter, &names);
}

#[test]
fn a_page_of_results_that_counts_rows_is_noticed() {
    let names = [
        "cycles::a_page_of_results_counts_people_with_all_their_editions",
        "paging::pages_of_profiles_and_results_leave_nobody_out",
        RANDOM,
    ];
    check_noticed(Fault::CountsResultsByRow, &names);
}

#[test]
fn registers_that_are_empty_where_nobody_looked_are_noticed() {
    let names = ["people::a_register_nobody_consulted_is_not_an_empty_one", RANDOM];
    check_noticed(Fault::ForgetsWhatWasConsulted, &names);
}

#[test]
fn registers_shared_by_all_are_noticed() {
    let names = ["people::find_many_gives_those_there_in_order_each_once", "people::many_are_kept_whatever_their_revisions", RANDOM];
    check_noticed(Fault::SharesRegisters, &names);
}

#[test]
fn a_reader_that_sees_the_present_is_noticed() {
    let names = [
        "transactions::a_reader_sees_one_moment_while_writers_commit",
        "transactions::a_readers_moment_is_that_of_its_beginning",
        "paging::a_page_read_in_one_reader_fits_the_next",
        "races::readers_never_see_half_of_a_change",
        RANDOM,
    ];
    check_noticed(Fault::ReadsThePresent, &names);
}

#[test]
fn a_reader_that_writes_is_noticed() {
    check_noticed(Fault::WritesInReaders, &["transactions::a_reading_transaction_refuses_every_way_to_write"]);
}

#[test]
fn decimals_without_their_zeros_are_noticed() {
    let names = ["bounds::decimals_keep_every_digit_and_zero", "development::records_are_kept_in_every_state_and_carry_revisions"];
    check_noticed(Fault::DropsZeros, &names);
}

#[test]
fn texts_without_their_blanks_are_noticed() {
    check_noticed(Fault::TrimsTexts, &["texts::texts_of_every_script_come_back_byte_for_byte"]);
}

#[test]
fn an_order_of_some_language_is_noticed() {
    let names = ["people::people_stand_in_the_order_of_the_bytes_of_their_ids", "texts::ids_made_to_mislead_are_only_ids", RANDOM];
    check_noticed(Fault::OrdersByLanguage, &names);
}

#[test]
fn records_that_forget_what_they_belong_to_are_noticed() {
    check_noticed(Fault::ForgetsWhatARecordBelongsTo, &["record::records_are_found_by_what_they_belong_to_and_whom_they_name", RANDOM]);
}

#[test]
fn answers_that_outlive_the_cut_are_noticed() {
    let names =
        ["cycles::severing_destroys_the_answers_of_one_cycle_and_keeps_receipts", "races::no_answer_slips_in_while_a_cycle_closes", RANDOM];
    check_noticed(Fault::KeepsAnswers, &names);
}

#[test]
fn a_trail_with_gaps_is_noticed() {
    check_noticed(Fault::LeavesGaps, &["audit::only_the_next_number_is_appended", RANDOM]);
}

#[test]
fn keys_that_meet_are_noticed() {
    let names = ["access::idempotency_keys_of_different_people_do_not_meet", "texts::keys_of_two_parts_do_not_run_together", RANDOM];
    check_noticed(Fault::MixesKeys, &names);
}

#[test]
fn sessions_that_end_a_second_late_are_noticed() {
    let names = ["access::expired_sessions_are_found_until_they_are_removed", "bounds::moments_keep_their_nanoseconds_and_expire_in_time"];
    check_noticed(Fault::ExpiresByTheSecond, &names);
}

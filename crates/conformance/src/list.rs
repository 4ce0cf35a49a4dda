//! The one list of tests.

use crate::Test;

/// Hands the list to a macro; whatever is to be done for every test is done with it, so that none is forgotten.
#[doc(hidden)]
#[macro_export]
macro_rules! every_test {
    ([$($callback:tt)*] $($argument:tt)*) => {
        $($callback)*! { ($($argument)*)
            people {
                somebody_who_is_not_there_is_none
                a_person_comes_back_as_kept_with_every_register
                a_register_nobody_consulted_is_not_an_empty_one
                saving_replaces_the_whole_file
                entries_of_a_register_stay_in_the_order_given
                revisions_go_up_by_one_and_another_one_is_refused
                an_employee_number_belongs_to_one_person
                many_without_a_number_may_be_kept
                a_number_given_up_is_free_again
                two_people_may_exchange_numbers_in_one_call
                a_number_held_twice_after_a_call_of_many_is_refused
                many_are_kept_whatever_their_revisions
                of_a_person_given_twice_the_last_file_is_kept
                find_many_gives_those_there_in_order_each_once
                find_many_takes_very_many_ids
                people_stand_in_the_order_of_the_bytes_of_their_ids
                the_filter_takes_units_and_superior_together
                the_filter_takes_very_many_units
                people_are_found_by_words_of_their_names
                a_page_of_none_is_empty
                removing_takes_the_person_of_that_revision_alone
                numbers_are_texts_and_found_as_they_are_written
                units_replace_by_id_and_stand_in_order
                units_above_one_come_from_below_and_end
                units_under_some_come_with_them_once
                units_are_found_by_words_of_their_names_and_ids
                units_at_the_top_are_those_with_none_above
            }
            competency {
                a_text_or_profile_that_is_not_there_is_none
                texts_are_apart_by_kind_id_and_version
                the_same_version_of_a_text_again_changes_nothing
                profiles_carry_revisions
                profiles_are_listed_by_framework_and_by_person
                removing_profiles_takes_those_of_one_person
            }
            policies {
                a_version_that_is_not_there_is_none
                versions_are_kept_in_every_state_and_carry_revisions
                versions_stand_by_id_effective_date_and_version
                another_effective_date_moves_a_version_in_the_list
            }
            cycles {
                a_cycle_that_is_not_there_is_none
                cycles_are_kept_in_every_state_and_carry_revisions
                nominations_replace_by_pair_and_stand_by_ratee_and_rater
                an_answer_given_again_replaces_answer_and_receipt
                a_draft_is_kept_apart_and_goes_with_answer_cut_and_person
                severing_destroys_the_answers_of_one_cycle_and_keeps_receipts
                an_id_of_a_sheet_is_taken_once_in_a_cycle
                results_do_not_change
                a_page_of_results_counts_people_with_all_their_editions
                removing_a_person_leaves_everybody_elses_cycles
            }
            rounds {
                a_round_that_is_not_there_is_none
                rounds_carry_revisions_and_stand_by_id
                candidates_stand_once_and_in_order
                scores_replace_by_person_and_are_removed
                panel_scores_replace_by_member_candidate_and_component
                a_person_can_be_removed_from_all_rounds
            }
            decisions {
                a_decision_that_is_not_there_is_none
                a_decision_comes_back_byte_for_byte
                a_correction_takes_the_place_of_its_parent_which_stays
                an_id_is_taken_once
                a_round_decides_once_about_a_person
                a_parent_is_there_of_the_same_person_and_round_and_not_corrected_yet
                decisions_of_a_person_stand_by_day_and_id
                decisions_in_force_stand_by_person_in_pages
                removing_a_person_takes_every_decision_and_frees_the_round
            }
            appeals {
                an_appeal_or_waiver_that_is_not_there_is_none
                appeals_are_kept_in_every_stage_and_carry_revisions
                appeals_stand_by_id_of_one_person_or_all
                waivers_do_not_change
                waivers_of_many_people_stand_by_person_and_id
                removing_a_person_takes_appeals_and_waivers
            }
            development {
                records_are_kept_in_every_state_and_carry_revisions
                records_of_a_person_stand_by_id_and_go_together
            }
            record {
                a_record_comes_back_byte_for_byte_and_carries_revisions
                records_of_different_kinds_do_not_meet
                records_are_found_by_what_they_belong_to_and_whom_they_name
                a_removed_record_is_gone_and_may_come_anew
            }
            audit {
                an_empty_trail_has_no_head
                entries_come_back_as_kept_and_form_a_chain
                only_the_next_number_is_appended
                the_number_of_a_dropped_entry_is_used_again
                checkpoints_are_kept_once_by_number
            }
            access {
                grants_stand_in_order_and_end_by_being_replaced
                messages_come_out_by_id_until_they_are_removed
                many_messages_are_removed_at_once
                idempotency_keys_of_different_people_do_not_meet
                answered_requests_are_forgotten_from_their_moment_on
                tokens_are_found_by_hash_and_listed_by_person
                sessions_are_replaced_and_removed
                expired_sessions_are_found_until_they_are_removed
            }
            transactions {
                a_commit_keeps_everything_written
                a_dropped_transaction_leaves_nothing
                a_dropped_transaction_leaves_what_was_there
                a_transaction_sees_what_it_wrote
                a_reader_sees_one_moment_while_writers_commit
                a_readers_moment_is_that_of_its_beginning
                nobody_sees_what_is_not_committed
                a_writer_sees_what_was_committed_before_it_began
                a_reading_transaction_refuses_every_way_to_write
                a_reading_transaction_may_be_committed_and_dropped
                transactions_begun_and_dropped_a_hundred_times_block_nobody
                an_empty_transaction_may_be_committed
                a_commit_after_an_error_keeps_what_came_before_or_says_no
            }
            sequences {
                random_operations_give_what_the_memory_store_gives
            }
            races {
                of_two_saves_at_one_revision_exactly_one_wins
                no_increment_of_many_threads_is_lost
                what_has_no_revision_is_not_lost_either
                entries_appended_by_many_threads_form_one_chain
                a_limit_read_in_the_transaction_holds
                of_many_who_claim_one_number_exactly_one_gets_it
                of_many_who_decide_about_a_person_exactly_one_does
                a_request_sent_many_times_at_once_is_done_once
                readers_never_see_half_of_a_change
                no_answer_slips_in_while_a_cycle_closes
                work_given_up_at_any_moment_leaves_nothing_and_blocks_nobody
            }
            bounds {
                decimals_keep_every_digit_and_zero
                dates_of_every_year_are_kept_or_refused
                lists_by_day_go_by_time_whatever_the_year
                moments_keep_their_nanoseconds_and_expire_in_time
                whole_numbers_are_kept_up_to_their_limits
            }
            texts {
                texts_of_every_script_come_back_byte_for_byte
                a_text_of_five_megabytes_is_kept
                ids_made_to_mislead_are_only_ids
                keys_of_two_parts_do_not_run_together
            }
            paging {
                pages_of_people_leave_nobody_out_while_others_come_and_go
                pages_of_rounds_leave_nobody_out_while_others_come_and_go
                pages_of_profiles_and_results_leave_nobody_out
                pages_of_the_trail_leave_no_entry_out_while_it_grows
                a_page_read_in_one_reader_fits_the_next
            }
        }
    };
}

macro_rules! listed {
    (() $($area:ident { $($name:ident)* })*) => {
        /// Every test, for whoever wants to run them otherwise than by [`suite!`](crate::suite).
        pub const TESTS: &[Test] = &[$($(
            Test { name: concat!(stringify!($area), "::", stringify!($name)), run: |stores| crate::runner::run(crate::tests::$area::$name, stores) },
        )*)*];
    };
}

every_test!([listed]);

/// Writes one `#[test]` for every test of the suite, in one module for each area.
///
/// The argument is a function or closure without arguments that returns a future of an empty store and a guard:
///
/// ```
/// use jenjang::store::MemoryStore;
///
/// async fn empty() -> (MemoryStore, ()) {
///     (MemoryStore::new(), ())
/// }
///
/// jenjang_conformance::suite!(empty);
/// # fn main() {}
/// ```
///
/// Where a store needs something that may not be there, `if` and a condition follow, which says on standard error why it does not hold; the tests are
/// skipped then: `suite!(empty, if server().is_some());`.
#[macro_export]
macro_rules! suite {
    ($make:expr) => {
        $crate::suite!($make, if true);
    };
    ($make:expr, if $there:expr) => {
        $crate::every_test!([$crate::written] $make, $there);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! written {
    (($make:expr, $there:expr) $($area:ident { $($name:ident)* })*) => {$(
        mod $area {
            #[allow(unused_imports, reason = "the constructor may be a closure that needs nothing of its module")]
            use super::*;

            $(
                #[test]
                fn $name() {
                    if !$there {
                        return;
                    }
                    $crate::check(concat!(stringify!($area), "::", stringify!($name)), $crate::Stores::new($make));
                }
            )*
        }
    )*};
}

//! Mentoring: somebody who knows the work accompanies somebody new to it, in dated sessions, towards goals, with a review by both at the end.
//!
//! A [`MentoringProgramme`] declares beforehand what a good pair is: criteria with weights, how many mentees a mentor may have, whether the direct
//! superior may be the mentor. [`match_pairs`] finds the best pairs under these rules and says for each why; a [`MentoringPair`] keeps goals, sessions
//! and reviews. That new staff are accompanied by a mentor follows the design of basic training (Peraturan LAN 1/2021); what a session is worth is said
//! by the policies under `asn/learning` (annex of Peraturan LAN 10/2018), the load limit by the agency.

mod assignment;
mod criteria;
mod matching;
mod pair;
mod programme;
mod refusal;
#[cfg(test)]
mod tests;

pub use criteria::{CriterionScore, PairScore, Participant, RankFacts};
pub use matching::{MOST_MENTEES, MOST_SEATS, MatchError, Matching, Proposed, Standing, Unmatched, match_pairs};
pub use pair::{Goal, MentoringPair, PairError, PairState, Review, Session, Side};
pub use programme::{Criterion, MentoringProgramme, ProgrammeFault, Weighted};
pub use refusal::{Refusal, circle};

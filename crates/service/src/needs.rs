//! What people have to learn: their needs by source, the demand of a unit, the yearly duty of learning hours, wishes, and competency profiles.

mod demand;
mod duty;
pub(crate) mod gather;
mod import_profiles;
mod profile;
mod read;
mod wish;

use jenjang::development::need::NeedPolicies;
use jenjang_policy_files::{CompetencyLibrary, Library};

pub use demand::{BesideDemand, DemandView, ReadDemand, WishedTopic, read_demand};
pub use duty::{DutyOfPerson, DutyView, ReadDuty, ReadUnitDuty, UnitDuty, read_duty, read_unit_duty};
pub(crate) use gather::Gathering;
pub use gather::{KnownPerson, needs_of_person, needs_of_unit};
pub use import_profiles::{ImportProfiles, ImportedProfiles, import_profiles};
pub(crate) use profile::sound_profile;
pub use read::{NeedsView, ReadNeeds, read_needs};
pub use wish::{AddWish, WithdrawWish, add_wish, list_wishes, withdraw_wish};
pub(crate) use wish::{keep as keep_wish, next_id as next_wish_id, said_twice};

/// What needs are computed by: policies, standards and frameworks that came with the program. Enacted versions of policies go before them.
#[derive(Clone, Copy, Debug)]
pub struct NeedLibrary<'a> {
    /// Policies and the catalogue of facts.
    pub shipped: &'a Library,
    /// Which of them say what is a need.
    pub policies: &'a NeedPolicies,
    /// Frameworks and standards of posts.
    pub competency: &'a CompetencyLibrary,
}

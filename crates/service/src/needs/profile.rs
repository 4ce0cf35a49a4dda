//! Reading a competency profile that the store holds.

use jenjang::competency::repository::ProfileRecord;
use jenjang::competency::{Framework, Profile};
use jenjang::legal::Label;

use crate::cycles::together;
use crate::error::ServiceError;

/// A stored profile beside the framework its assessments are of.
///
/// # Errors
/// `profile-unsound` with every fault of it.
pub(crate) fn sound_profile(record: ProfileRecord, framework: &Framework) -> Result<Profile, ServiceError> {
    Profile::try_new(record.person, framework, record.assessments).map_err(|faults| {
        let said: Vec<Label> = faults.0.iter().map(|fault| fault.kind.label()).collect();
        ServiceError::refused("profile-unsound", together(&said))
    })
}

//! What the pages of an HR agency call things.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::{Label, Language};
use jenjang::people::OrgUnit;
use jenjang::people::id::UnitId;
use jenjang::policy::decision::Outcome;
use jenjang::promotion::{OutcomeKind, Stage};
use jenjang_service::ServiceError;
use jenjang_service::people::in_charge_among;
use jenjang_service::permissions::{Action, allowed};

use crate::error::Failure;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::state::App;

/// Where a round stands.
pub(crate) fn stage(stage: Stage) -> Mark {
    match stage {
        Stage::Planned => Mark::new("aside", "○", "Direncanakan", "Planned"),
        Stage::Open => Mark::new("unknown", "◐", "Dibuka bagi calon", "Open to candidates"),
        Stage::Screened => Mark::new("unknown", "◑", "Syarat sudah diperiksa", "Screened"),
        Stage::Scored => Mark::new("unknown", "◕", "Sudah dinilai", "Scored"),
        Stage::Ranked => Mark::new("unknown", "◕", "Sudah diperingkat", "Ranked"),
        Stage::Decided => Mark::new("met", "●", "Sudah diputuskan", "Decided"),
        Stage::Published => Mark::new("met", "✓", "Diumumkan", "Published"),
    }
}

/// What came out of a decision.
pub(crate) fn outcome(outcome: OutcomeKind) -> Mark {
    Mark::of_outcome(&match outcome {
        OutcomeKind::Eligible => Outcome::Eligible,
        OutcomeKind::NotEligible => Outcome::NotEligible,
        OutcomeKind::Unknown => Outcome::Unknown,
    })
}

/// What a policy is called.
pub(crate) fn policy(app: &App, id: &str, language: Language) -> String {
    app.shipped.set.get(id).map_or_else(|| id.to_owned(), |policy| policy.title.get(language).to_owned())
}

/// What a criterion of a policy is called.
pub(crate) fn criterion(app: &App, policy: &str, code: &str, language: Language) -> String {
    let criteria = app.shipped.set.get(policy).map(|policy| &policy.criteria);
    let found = criteria.and_then(|criteria| criteria.iter().find(|criterion| &*criterion.code == code));
    found.map_or_else(|| code.to_owned(), |criterion| criterion.label.get(language).to_owned())
}

/// What a fact is called; of a list its name without the place (`rating[1]`).
pub(crate) fn fact(app: &App, name: &str, language: Language) -> String {
    let name = name.split_once('[').map_or(name, |(name, _)| name);
    let label = app.catalogue().and_then(|catalogue| Some(catalogue.fact(catalogue.find(name)?).label.clone()));
    label.map_or_else(|| name.to_owned(), |label: Label| label.get(language).to_owned())
}

/// Who can supply a fact.
pub(crate) fn supplier(app: &App, name: &str, language: Language) -> String {
    let name = name.split_once('[').map_or(name, |(name, _)| name);
    let label = app.catalogue().and_then(|catalogue| Some(catalogue.fact(catalogue.find(name)?).supplier.clone()));
    label.map_or_else(String::new, |label: Label| label.get(language).to_owned())
}

/// Names of units by id.
pub(crate) struct UnitNames(BTreeMap<UnitId, Label>);

impl UnitNames {
    pub(crate) fn of(units: Vec<OrgUnit>) -> UnitNames {
        UnitNames(units.into_iter().map(|unit| (unit.id, unit.name)).collect())
    }

    /// What they are called.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&UnitId, &Label)> {
        self.0.iter()
    }

    /// A unit's name; a dash where there is no unit, its id where nobody named it.
    pub(crate) fn name(&self, unit: Option<&UnitId>, language: Language) -> String {
        let Some(unit) = unit else { return "–".to_owned() };
        self.0.get(unit).map_or_else(|| unit.as_str().to_owned(), |label| label.get(language).to_owned())
    }
}

/// Those of these units whose people the reader may look at as an HR officer; none for anybody else.
pub(crate) async fn own_units<'u>(app: &App, me: &SignedIn, units: impl Iterator<Item = &'u UnitId>) -> Result<BTreeSet<UnitId>, Failure> {
    match in_charge_among(&app.context(&me.visitor.actor), Action::ListPeople, &units.cloned().collect()).await {
        Ok(units) => Ok(units),
        Err(ServiceError::Forbidden { .. }) => Ok(BTreeSet::new()),
        Err(error) => Err(error.into()),
    }
}

/// What people are called.
pub(crate) fn name(name: Option<&Arc<str>>, id: &impl std::fmt::Display) -> String {
    name.map_or_else(|| id.to_string(), |name| name.to_string())
}

/// That somebody may not do something at this time or with this role.
pub(crate) fn forbidden(action: Action) -> Failure {
    ServiceError::Forbidden { action, allowed: allowed(action) }.into()
}

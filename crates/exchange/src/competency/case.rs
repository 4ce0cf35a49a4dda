//! Frameworks as 1EdTech CASE 1.1 packages (Competencies and Academic Standards Exchange). The mapping is in docs/competency.md.

mod read;
mod tree;
mod write;

use jenjang::NaiveDate;
use jenjang::competency::{Affair, AssessmentRules, Scope};
use jenjang::legal::{Label, LegalReference};
use jenjang::period::EffectivePeriod;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use read::{CaseImport, read_case};
pub use write::{CaseExport, write_case};

/// The one language a CASE document states; the other is in [`EXTENSION`].
const LANGUAGE: &str = "id";

/// The key below `extensions` for what CASE has no field for.
const EXTENSION: &str = "jenjang";

const GROUP: &str = "Competency Group";
const COMPETENCY: &str = "Competency";
const LEVEL: &str = "Proficiency Level";
const COMPETENCY_LEVEL: &str = "Competency Level";
const INDICATOR: &str = "Behavioural Indicator";

/// Identifiers are derived from the framework's id and the codes in it, so that they are the same whenever and wherever a package is written.
struct Identifiers(Uuid);

impl Identifiers {
    fn of(framework: &str) -> Identifiers {
        let ours = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:jenjang:case");
        Identifiers(Uuid::new_v5(&ours, framework.as_bytes()))
    }

    fn document(&self) -> Uuid {
        self.0
    }

    fn named(&self, name: &str) -> Uuid {
        Uuid::new_v5(&self.0, name.as_bytes())
    }
}

/// What a framework says about itself beyond the fields of a `CFDocument`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DocumentExtension {
    id: String,
    title: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Label>,
    effective: EffectivePeriod,
    source: LegalReference,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    affairs: Vec<Affair>,
    #[serde(default)]
    assessment: AssessmentRules,
}

/// The English texts of an item, and what a competency says beyond the fields of a `CFItem`.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ItemExtension {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    full_statement_en: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    abbreviated_statement_en: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<LegalReference>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
}

/// The first moment of a day, as CASE writes moments.
fn moment(day: NaiveDate) -> String {
    format!("{day}T00:00:00+00:00")
}

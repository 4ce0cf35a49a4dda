//! A framework: groups, competencies, levels and the behaviour that shows them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::legal::{Label, LegalReference};
use crate::people::id::{CompetencyCode, FrameworkId, PositionId};
use crate::period::{DateRounding, EffectivePeriod};

/// A level of proficiency as a framework counts them: 1 is the lowest. Assessed levels may lie between two levels and are decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct ProficiencyLevel(u8);

/// A number that is not a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a level, expected 1 to {highest}", highest = ProficiencyLevel::HIGHEST)]
pub struct LevelError(pub u8);

impl ProficiencyLevel {
    /// No framework may count further.
    pub const HIGHEST: u8 = 20;

    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for ProficiencyLevel {
    type Error = LevelError;

    fn try_from(number: u8) -> Result<ProficiencyLevel, LevelError> {
        if (1..=ProficiencyLevel::HIGHEST).contains(&number) { Ok(ProficiencyLevel(number)) } else { Err(LevelError(number)) }
    }
}

impl From<ProficiencyLevel> for u8 {
    fn from(level: ProficiencyLevel) -> u8 {
        level.0
    }
}

impl From<ProficiencyLevel> for rust_decimal::Decimal {
    fn from(level: ProficiencyLevel) -> rust_decimal::Decimal {
        rust_decimal::Decimal::from(level.0)
    }
}

impl fmt::Display for ProficiencyLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a level means for every competency of a framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LevelMeaning {
    /// The level.
    pub level: ProficiencyLevel,
    /// Its name.
    pub label: Label,
    /// What it means.
    pub description: Label,
}

/// A group of competencies: managerial, socio-cultural, technical.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Group {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
}

/// A government affair (urusan pemerintahan) that technical competencies belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Affair {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
}

/// Where a framework or a competency applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Every post.
    #[default]
    Everywhere,
    /// Posts of one government affair, by its code in the framework.
    Affair(Arc<str>),
    /// One post.
    Post(PositionId),
}

/// How one level of one competency shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CompetencyLevel {
    /// The level.
    pub level: ProficiencyLevel,
    /// What a person at this level does.
    pub description: Label,
    /// Behaviour that can be seen. May be empty.
    pub indicators: Vec<Label>,
}

/// A competency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Competency {
    /// Its code within the framework (`M.01`).
    pub code: CompetencyCode,
    /// The code of its group.
    pub group: Arc<str>,
    /// Its name.
    pub label: Label,
    /// What it is.
    pub definition: Label,
    /// Where it comes from, where that differs from the framework's source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<LegalReference>,
    /// Where it applies, where that differs from the framework's scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Its levels, lowest first; every level of the framework or none at all. Without its own levels the general meanings apply.
    pub levels: Vec<CompetencyLevel>,
}

impl Competency {
    /// How a level of this competency shows.
    pub fn level(&self, level: ProficiencyLevel) -> Option<&CompetencyLevel> {
        self.levels.iter().find(|described| described.level == level)
    }
}

/// What makes an assessment in this framework usable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AssessmentRules {
    /// Months from the day of the assessment in which it may be used; absent: no end but its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_months: Option<u32>,
    /// What that day becomes when the calendar does not have it.
    pub date_rounding: DateRounding,
    /// Whether only units known to be accredited count.
    pub accredited_only: bool,
    /// Whether an assessment made for posts of one tier counts only for posts of that tier.
    pub same_tier: bool,
    /// Where the rules come from, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<LegalReference>,
}

impl Default for AssessmentRules {
    /// Every assessment is usable until its own last day.
    fn default() -> AssessmentRules {
        let date_rounding = DateRounding::LastDayOfMonth;
        AssessmentRules { valid_months: None, date_rounding, accredited_only: false, same_tier: false, source: None }
    }
}

/// Everything a framework says, before it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FrameworkDraft {
    /// Id of this version (`permenpanrb-38-2017`).
    pub id: FrameworkId,
    /// What the issuer calls this version (`2017`).
    pub version: Arc<str>,
    /// Its title.
    pub title: Label,
    /// When it binds.
    pub effective: EffectivePeriod,
    /// Where it comes from and how that was read.
    pub source: LegalReference,
    /// What a reader must know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// Where its competencies apply.
    pub scope: Scope,
    /// What makes an assessment usable.
    pub assessment: AssessmentRules,
    /// The scale of levels with their general meanings.
    pub levels: Vec<LevelMeaning>,
    /// Groups of competencies.
    pub groups: Vec<Group>,
    /// Government affairs named by scopes. May be empty.
    pub affairs: Vec<Affair>,
    /// The competencies.
    pub competencies: Vec<Competency>,
}

/// A place of a draft, so that a reader can say where a fault stands. Numbers count from 0 in the order of the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FrameworkPlace {
    /// The framework as a whole.
    Head,
    /// A level of the scale.
    Level(usize),
    /// A group.
    Group(usize),
    /// A government affair.
    Affair(usize),
    /// A competency.
    Competency(usize),
    /// A level of a competency.
    CompetencyLevel(usize, usize),
    /// An indicator of a level of a competency.
    Indicator(usize, usize, usize),
}

/// What is wrong with a framework.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkFaultKind {
    /// No scale.
    #[error("the framework has no levels, expected at least level 1")]
    NoLevels,
    /// No competencies.
    #[error("the framework has no competencies, expected at least one")]
    NoCompetencies,
    /// A level twice.
    #[error("level {0} stands twice, expected each level once")]
    LevelTwice(ProficiencyLevel),
    /// A hole in the scale.
    #[error("the scale has level {highest} but not level {missing}, expected every level from 1")]
    LevelMissing {
        /// The hole.
        missing: ProficiencyLevel,
        /// The highest level of the scale.
        highest: ProficiencyLevel,
    },
    /// A group twice.
    #[error("group `{0}` stands twice, expected each code once")]
    GroupTwice(Arc<str>),
    /// An affair twice.
    #[error("government affair `{0}` stands twice, expected each code once")]
    AffairTwice(Arc<str>),
    /// A competency twice.
    #[error("competency `{0}` stands twice, expected each code once")]
    CompetencyTwice(CompetencyCode),
    /// A group nobody declared.
    #[error("competency `{competency}` is in group `{group}`, which the framework does not have")]
    UnknownGroup {
        /// The competency.
        competency: CompetencyCode,
        /// The group.
        group: Arc<str>,
    },
    /// An affair nobody declared.
    #[error("unknown government affair `{0}`, expected one the framework lists")]
    UnknownAffair(Arc<str>),
    /// A level of a competency twice.
    #[error("competency `{competency}` describes level {level} twice, expected it once")]
    CompetencyLevelTwice {
        /// The competency.
        competency: CompetencyCode,
        /// The level.
        level: ProficiencyLevel,
    },
    /// A level the scale does not have.
    #[error("competency `{competency}` describes level {level}, but the scale ends at {highest}")]
    CompetencyLevelUnknown {
        /// The competency.
        competency: CompetencyCode,
        /// The level.
        level: ProficiencyLevel,
        /// The highest level of the scale.
        highest: ProficiencyLevel,
    },
    /// Some levels are described and this one is not.
    #[error("competency `{competency}` does not describe level {level}, expected every level of the scale or none")]
    CompetencyLevelMissing {
        /// The competency.
        competency: CompetencyCode,
        /// The level.
        level: ProficiencyLevel,
    },
    /// A text that is blank in at least one language.
    #[error("a text is blank in one language, expected it in Indonesian and in English")]
    BlankText,
}

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct FrameworkFault {
    /// Where.
    pub place: FrameworkPlace,
    /// What.
    pub kind: FrameworkFaultKind,
}

/// Everything that is wrong with a framework, at least one fault, in the order of the draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct FrameworkErrors(pub Vec<FrameworkFault>);

/// A framework in which every code is unique, every group exists and every level is described.
///
/// INVARIANT (whole scale): the levels are 1, 2, … without a hole, and a competency describes all of them or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Framework(FrameworkDraft);

impl Framework {
    /// Checks a draft.
    ///
    /// # Errors
    /// Every fault of the draft: no levels or competencies, codes or levels that stand twice, holes in the scale, unknown groups or affairs,
    /// levels of a competency that are missing or outside the scale, texts that are blank in one language.
    pub fn try_new(mut draft: FrameworkDraft) -> Result<Framework, FrameworkErrors> {
        let mut faults = Faults::default();
        let highest = check_scale(&draft, &mut faults);
        check_names(&draft, &mut faults);
        for (i, competency) in draft.competencies.iter().enumerate() {
            check_competency(&draft, i, competency, highest, &mut faults);
        }
        if !faults.0.is_empty() {
            faults.0.sort_by_key(|fault| fault.place);
            return Err(FrameworkErrors(faults.0));
        }
        draft.levels.sort_by_key(|level| level.level);
        for competency in &mut draft.competencies {
            competency.levels.sort_by_key(|level| level.level);
        }
        Ok(Framework(draft))
    }

    /// What it says, to be changed and checked again.
    pub fn into_draft(self) -> FrameworkDraft {
        self.0
    }

    /// What it says.
    pub fn as_draft(&self) -> &FrameworkDraft {
        &self.0
    }

    /// Id of this version.
    pub fn id(&self) -> &FrameworkId {
        &self.0.id
    }

    /// Its title.
    pub fn title(&self) -> &Label {
        &self.0.title
    }

    /// When it binds.
    pub fn effective(&self) -> EffectivePeriod {
        self.0.effective
    }

    /// Where it comes from.
    pub fn source(&self) -> &LegalReference {
        &self.0.source
    }

    /// What makes an assessment usable.
    pub fn assessment_rules(&self) -> &AssessmentRules {
        &self.0.assessment
    }

    /// The scale, lowest level first.
    pub fn levels(&self) -> &[LevelMeaning] {
        &self.0.levels
    }

    /// The highest level of the scale.
    pub fn highest_level(&self) -> ProficiencyLevel {
        self.0.levels.last().map_or(ProficiencyLevel(1), |last| last.level)
    }

    /// The groups, in the order of the file.
    pub fn groups(&self) -> &[Group] {
        &self.0.groups
    }

    /// A group.
    pub fn group(&self, code: &str) -> Option<&Group> {
        self.0.groups.iter().find(|group| &*group.code == code)
    }

    /// The competencies, in the order of the file.
    pub fn competencies(&self) -> &[Competency] {
        &self.0.competencies
    }

    /// A competency.
    pub fn competency(&self, code: &CompetencyCode) -> Option<&Competency> {
        self.0.competencies.iter().find(|competency| competency.code == *code)
    }

    /// Where a competency applies: its own scope, or the framework's.
    pub fn scope_of<'a>(&'a self, competency: &'a Competency) -> &'a Scope {
        competency.scope.as_ref().unwrap_or(&self.0.scope)
    }

    /// What a person at a level of a competency does: its own description, or the general meaning of the level.
    pub fn describe<'a>(&'a self, competency: &'a Competency, level: ProficiencyLevel) -> Option<&'a Label> {
        let own = competency.level(level).map(|own| &own.description);
        own.or_else(|| self.0.levels.iter().find(|meaning| meaning.level == level).map(|meaning| &meaning.description))
    }
}

#[derive(Default)]
struct Faults(Vec<FrameworkFault>);

impl Faults {
    fn add(&mut self, place: FrameworkPlace, kind: FrameworkFaultKind) {
        self.0.push(FrameworkFault { place, kind });
    }

    fn text(&mut self, place: FrameworkPlace, label: &Label) {
        if label.id.trim().is_empty() || label.en.trim().is_empty() {
            self.add(place, FrameworkFaultKind::BlankText);
        }
    }
}

/// The scale: texts, levels once, no hole. The highest level, where there is one.
fn check_scale(draft: &FrameworkDraft, faults: &mut Faults) -> Option<ProficiencyLevel> {
    let mut seen = BTreeSet::new();
    for (i, meaning) in draft.levels.iter().enumerate() {
        faults.text(FrameworkPlace::Level(i), &meaning.label);
        faults.text(FrameworkPlace::Level(i), &meaning.description);
        if !seen.insert(meaning.level) {
            faults.add(FrameworkPlace::Level(i), FrameworkFaultKind::LevelTwice(meaning.level));
        }
    }
    let Some(highest) = seen.last().copied() else {
        faults.add(FrameworkPlace::Head, FrameworkFaultKind::NoLevels);
        return None;
    };
    for missing in all_levels(highest).filter(|level| !seen.contains(level)) {
        faults.add(FrameworkPlace::Head, FrameworkFaultKind::LevelMissing { missing, highest });
    }
    Some(highest)
}

fn all_levels(highest: ProficiencyLevel) -> impl Iterator<Item = ProficiencyLevel> {
    (1..=highest.0).map(ProficiencyLevel)
}

fn check_names(draft: &FrameworkDraft, faults: &mut Faults) {
    faults.text(FrameworkPlace::Head, &draft.title);
    if let Some(note) = &draft.note {
        faults.text(FrameworkPlace::Head, note);
    }
    check_scope(draft, &draft.scope, FrameworkPlace::Head, faults);
    if draft.competencies.is_empty() {
        faults.add(FrameworkPlace::Head, FrameworkFaultKind::NoCompetencies);
    }
    let mut groups = BTreeSet::new();
    for (i, group) in draft.groups.iter().enumerate() {
        faults.text(FrameworkPlace::Group(i), &group.label);
        if !groups.insert(&group.code) {
            faults.add(FrameworkPlace::Group(i), FrameworkFaultKind::GroupTwice(Arc::clone(&group.code)));
        }
    }
    let mut affairs = BTreeSet::new();
    for (i, affair) in draft.affairs.iter().enumerate() {
        faults.text(FrameworkPlace::Affair(i), &affair.label);
        if !affairs.insert(&affair.code) {
            faults.add(FrameworkPlace::Affair(i), FrameworkFaultKind::AffairTwice(Arc::clone(&affair.code)));
        }
    }
    let mut codes = BTreeSet::new();
    for (i, competency) in draft.competencies.iter().enumerate() {
        if !codes.insert(&competency.code) {
            faults.add(FrameworkPlace::Competency(i), FrameworkFaultKind::CompetencyTwice(competency.code.clone()));
        }
        if !groups.contains(&competency.group) {
            let (competency, group) = (competency.code.clone(), Arc::clone(&competency.group));
            faults.add(FrameworkPlace::Competency(i), FrameworkFaultKind::UnknownGroup { competency, group });
        }
    }
}

fn check_scope(draft: &FrameworkDraft, scope: &Scope, place: FrameworkPlace, faults: &mut Faults) {
    if let Scope::Affair(code) = scope
        && !draft.affairs.iter().any(|affair| affair.code == *code)
    {
        faults.add(place, FrameworkFaultKind::UnknownAffair(Arc::clone(code)));
    }
}

fn check_competency(draft: &FrameworkDraft, i: usize, competency: &Competency, highest: Option<ProficiencyLevel>, faults: &mut Faults) {
    let place = FrameworkPlace::Competency(i);
    faults.text(place, &competency.label);
    faults.text(place, &competency.definition);
    if let Some(scope) = &competency.scope {
        check_scope(draft, scope, place, faults);
    }
    let mut seen: BTreeMap<ProficiencyLevel, usize> = BTreeMap::new();
    for (j, described) in competency.levels.iter().enumerate() {
        let (place, level) = (FrameworkPlace::CompetencyLevel(i, j), described.level);
        faults.text(place, &described.description);
        for (k, indicator) in described.indicators.iter().enumerate() {
            faults.text(FrameworkPlace::Indicator(i, j, k), indicator);
        }
        let code = || competency.code.clone();
        if seen.insert(level, j).is_some() {
            faults.add(place, FrameworkFaultKind::CompetencyLevelTwice { competency: code(), level });
        }
        if let Some(highest) = highest.filter(|highest| level > *highest) {
            faults.add(place, FrameworkFaultKind::CompetencyLevelUnknown { competency: code(), level, highest });
        }
    }
    if seen.is_empty() {
        return;
    }
    for level in highest.into_iter().flat_map(all_levels).filter(|level| !seen.contains_key(level)) {
        faults.add(place, FrameworkFaultKind::CompetencyLevelMissing { competency: competency.code.clone(), level });
    }
}

#[cfg(test)]
pub(crate) mod tests;

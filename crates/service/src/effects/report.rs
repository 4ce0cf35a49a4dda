//! The report on the effect of courses.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::effect::{Arm, Part, PersonResult, Phase, Satisfaction};
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{CourseId, CourseSessionId, ProviderId};
use jenjang_policy_files::Library;
use serde::Serialize;

use super::behaviour::{self, Compared, Least};
use super::load::{Held, Loaded, load};
use super::{learning, reaction, results};
use crate::context::Context;
use crate::error::ServiceError;
use crate::indicators::{Limit, limit};
use crate::policies::in_force;

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// One course.
    Course(CourseId),
    /// All courses of a provider.
    Provider(ProviderId),
    /// All courses of a field of work.
    Programme(Arc<str>),
}

/// Which report.
#[derive(Clone, Debug)]
pub struct EffectQuery<'a> {
    /// What it is about.
    pub about: About,
    /// Only sessions that ended on this day or later.
    pub from: Option<NaiveDate>,
    /// Only sessions that ended on this day or before.
    pub to: Option<NaiveDate>,
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
}

/// One sentence of a report, with the figures in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Statement {
    /// Stable code of the kind of statement.
    pub code: &'static str,
    /// The sentence.
    pub text: Label,
    /// Its number, rounded as it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    /// Its range, at 95 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(Decimal, Decimal)>,
    /// `clear`, `suggestive` or `not-visible`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clarity: Option<&'static str>,
    /// How many people or answers it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<usize>,
}

/// One of the four levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Level {
    /// 1 to 4.
    pub level: u8,
    /// Its name.
    pub title: Label,
    /// What is known.
    pub statements: Vec<Statement>,
}

/// Something a report would say and cannot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Missing {
    /// The level it belongs to.
    pub level: u8,
    /// What is missing.
    pub what: Label,
    /// Who can supply it.
    pub supplier: Label,
}

/// The report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EffectReport {
    /// What it is about.
    pub title: Label,
    /// The sessions it rests on, by their last day.
    pub sessions: Vec<CourseSessionId>,
    /// How many took part.
    pub participants: usize,
    /// Whether there were too few participants to show anything.
    pub suppressed: bool,
    /// The levels; none of a suppressed report.
    pub levels: Vec<Level>,
    /// What is missing.
    pub missing: Vec<Missing>,
}

/// Reports whether courses worked, in four levels, to those in charge of the units that held them.
///
/// Figures of fewer people than the policy in force allows are not shown; with fewer participants than that nothing is. Without a declared comparison
/// group the report speaks of a change, never of an effect.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`] for a course, provider or field; [`ServiceError::Unsound`] where a policy in force cannot be read;
/// [`ServiceError::Store`].
pub async fn effect_report(context: &Context<'_>, query: &EffectQuery<'_>) -> Result<EffectReport, ServiceError> {
    let mut tx = context.store.read().await?;
    let today = context.clock.today();
    let loaded = load(context, &mut *tx, query).await?;
    let library = in_force(&mut *tx, query.shipped, View { as_of: today, known_at: today }).await?;
    let size = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
    let least = Least {
        people: size(limit(&library, Limit::PeopleInReport, today)?),
        anonymous: size(limit(&library, Limit::AnonymousFigure, today)?),
    };
    let trained = |held: &Held| held.results.iter().filter(|result| result.arm == Arm::Trained).count();
    let participants = loaded.sessions.iter().map(|held| held.attended.unwrap_or(0).max(trained(held))).sum();
    let sessions = loaded.sessions.iter().map(|held| held.session.id.clone()).collect();
    let mut report = EffectReport {
        title: loaded.title.clone(),
        sessions,
        participants,
        suppressed: participants < least.people,
        levels: Vec::new(),
        missing: Vec::new(),
    };
    let all: Vec<PersonResult> = loaded.sessions.iter().flat_map(|held| held.results.iter().cloned()).collect();
    report.missing = missing(&loaded, &all);
    if report.suppressed {
        return Ok(report);
    }
    let compared = comparison(&loaded);
    let mut three = behaviour::indices(&all, Part::Behaviour, least, &library, today)?;
    three.extend(behaviour::changes(&all, compared.as_ref(), least));
    let level = |level, title, statements| Level { level, title, statements };
    report.levels = vec![
        level(1, Label::new("Reaksi peserta", "Reaction"), reaction::statements(&all, participants, least.people)),
        level(2, Label::new("Pembelajaran", "Learning"), learning::statements(&all)),
        level(3, Label::new("Perilaku di tempat kerja", "Behaviour at work"), three),
        level(4, Label::new("Hasil", "Results"), results_of(&loaded, &all, least, &library, today)?),
    ];
    for (named, results) in &loaded.surveys {
        if let Some(level) = report.levels.iter_mut().find(|level| level.level == *named) {
            level.statements.extend(results::survey(results));
        }
    }
    Ok(report)
}

/// The comparison of all sessions that declared one; by unit where any of them compares units.
fn comparison(loaded: &Loaded) -> Option<Compared> {
    let designs = || loaded.sessions.iter().filter_map(|held| held.design.as_ref());
    let texts: BTreeSet<&Arc<str>> = designs().filter_map(|design| design.comparison.as_ref()).collect();
    let comparison: Vec<&str> = texts.into_iter().map(AsRef::as_ref).collect();
    (!comparison.is_empty()).then(|| Compared { comparison: comparison.join("; ").into(), by_unit: designs().any(|design| design.by_unit) })
}

fn results_of(
    loaded: &Loaded,
    all: &[PersonResult],
    least: Least,
    library: &Library,
    today: NaiveDate,
) -> Result<Vec<Statement>, ServiceError> {
    let mut found = behaviour::indices(all, Part::Impact, least, library, today)?;
    for (id, (indicator, readings)) in &loaded.indicators {
        let named = loaded.sessions.iter().filter(|held| held.design.as_ref().is_some_and(|design| design.results.contains(id)));
        let days: Vec<(NaiveDate, NaiveDate)> = named.map(|held| (held.session.first, held.session.last)).collect();
        let (first, last) = (days.iter().map(|days| days.0).min(), days.iter().map(|days| days.1).max());
        if let (Some(first), Some(last)) = (first, last) {
            found.extend(results::series(indicator, readings, first, last));
        }
    }
    let figures: Vec<&Satisfaction> = loaded.sessions.iter().flat_map(|held| &held.satisfaction).collect();
    found.extend(results::satisfaction(&figures, library, today)?);
    Ok(found)
}

/// What is missing, and who can supply it.
fn missing(loaded: &Loaded, all: &[PersonResult]) -> Vec<Missing> {
    let trained = || all.iter().filter(|result| result.arm == Arm::Trained);
    let officer =
        || Label::new("pengelola kepegawaian, dengan `development result import`", "an HR officer, with `development result import`");
    let provider = || Label::new("penyelenggara pelatihan", "the provider of the course");
    let mut found = Vec::new();
    let mut say = |level, absent: bool, what: Label, supplier: Label| {
        if absent {
            found.push(Missing { level, what, supplier });
        }
    };
    if loaded.sessions.is_empty() {
        let what = Label::new("pelatihan yang sudah dilaksanakan", "a session that was held");
        say(1, true, what, Label::new("pengelola kepegawaian, dengan `development session`", "an HR officer, with `development session`"));
        return found;
    }
    let forms = |phase: Phase| trained().any(|result| result.forms.iter().any(|form| form.phase == phase));
    let tests = |after: bool| {
        trained().any(|result| result.test.as_ref().is_some_and(|test| if after { test.after } else { test.before }.is_some()))
    };
    let compared = comparison(loaded).is_some();
    let asked = |level: u8| loaded.surveys.iter().any(|(named, _)| *named == level);
    say(
        1,
        trained().all(|result| result.reaction.is_empty()) && !asked(1),
        Label::new("jawaban peserta tentang pelatihan", "what participants say of the course"),
        provider(),
    );
    say(2, !tests(false), Label::new("tes sebelum pelatihan", "a test before the course"), provider());
    say(2, !tests(true), Label::new("tes sesudah pelatihan", "a test after the course"), provider());
    say(
        3,
        !forms(Phase::After) && !asked(3),
        Label::new("formulir perilaku beberapa bulan sesudah pelatihan", "forms on behaviour some months after the course"),
        Label::new("atasan, rekan, dan bawahan peserta", "superiors, peers and subordinates of the participants"),
    );
    say(
        3,
        forms(Phase::After) && !forms(Phase::Before),
        Label::new("formulir perilaku sebelum pelatihan", "forms on behaviour before the course"),
        Label::new("atasan, rekan, dan bawahan peserta", "superiors, peers and subordinates of the participants"),
    );
    say(
        3,
        !compared,
        Label::new("kelompok pembanding, yang ditetapkan sebelum hasil diketahui", "a comparison group, declared before results are known"),
        Label::new("pengelola kepegawaian, dengan `development result design`", "an HR officer, with `development result design`"),
    );
    let others = all.iter().any(|result| result.arm == Arm::Comparison);
    say(3, compared && !others, Label::new("angka kelompok pembanding", "figures of the comparison group"), officer());
    let satisfaction = loaded.sessions.iter().any(|held| !held.satisfaction.is_empty());
    say(
        4,
        loaded.indicators.is_empty() && !satisfaction && !asked(4),
        Label::new("indikator hasil unit atau kepuasan masyarakat", "indicators of the unit's results or public satisfaction"),
        Label::new(
            "analis kebijakan (indikator) dan unit layanan (survei kepuasan)",
            "a policy analyst (indicators) and the serving unit (satisfaction survey)",
        ),
    );
    found
}

//! My development on one page: what waits, hours of the year, needs with their evidence, plan, enrolments, what fits me.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::development::enrolment::EnrolmentState;
use jenjang::development::need::{Need, PersonNeeds, Unknown};
use jenjang::development::plan::{DevelopmentPlan, PlanState};
use jenjang::legal::Language;
use jenjang_service::catalogue::read_offers;
use jenjang_service::enrolment::{OwnEnrolment, enrolments_of, requests_of_staff};
use jenjang_service::needs::{ReadNeeds, read_needs};
use jenjang_service::people::own_place;
use jenjang_service::placements::supervised_placements;
use jenjang_service::plans::{list_plans, plans_of_staff};

use super::sessions::OfferRow;
use super::{Tag, needs, number};
use crate::error::Failure;
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many sessions that fit are shown here; the others stand in the catalogue.
const SHOWN: usize = 3;

/// Something I lack.
pub(super) struct NeedRow {
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) evidence: String,
    pub(super) size: String,
    pub(super) basis: String,
    /// Whether an item of this year's plan is about it.
    pub(super) planned: bool,
}

/// The duty of the year.
pub(super) struct Hours {
    pub(super) year: i32,
    pub(super) counted: String,
    /// Whole hours for a bar that is drawn.
    pub(super) counted_plain: String,
    pub(super) owed: Option<String>,
    pub(super) owed_plain: String,
    pub(super) tag: Tag,
    pub(super) basis: Option<String>,
    pub(super) warnings: Vec<String>,
    pub(super) days_left: u32,
}

struct PlanBox {
    tag: Tag,
    open: usize,
    closed: usize,
    /// Whether I have to agree.
    waits: bool,
    next: Option<(String, NaiveDate)>,
}

struct EnrolmentRow {
    title: String,
    first: NaiveDate,
    last: NaiveDate,
    place: String,
    tag: Tag,
    waiting: Option<usize>,
}

#[derive(Template)]
#[template(path = "development/overview.html")]
struct Page {
    shell: Shell,
    /// Sentences with where they lead: what waits for me.
    waiting: Vec<(String, &'static str)>,
    hours: Hours,
    needs: Vec<NeedRow>,
    standards: Vec<String>,
    unknown: Vec<String>,
    not_measured: usize,
    plan: Option<PlanBox>,
    year: i32,
    enrolments: Vec<EnrolmentRow>,
    offers: Vec<OfferRow>,
    more_offers: usize,
    leads: bool,
}

/// My development.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let today = app.today();
    let asked = ReadNeeds { library: needs(&app), person: me.person.clone(), as_of: None };
    let view = read_needs(&context, &asked).await?;
    let offers = read_offers(&context, &asked).await?;
    let plans = list_plans(&context, &me.person).await?;
    let enrolments = enrolments_of(&context, &me.person).await?;
    let leads = own_place(&context).await?.leads;
    let plan = plans.iter().find(|plan| plan.year == today.year());
    let shell = me.visitor.titled("Pengembangan", "Development");
    let mut waiting = waiting(&shell, plan, &enrolments);
    if leads {
        let requests = requests_of_staff(&context).await?.len();
        let drafts = plans_of_staff(&context).await?.iter().filter(|staff| waits_for_superior(&staff.plan)).count();
        if requests + drafts > 0 {
            let requests = shell.many(requests, "pendaftaran", "enrolment", "enrolments");
            let drafts = shell.many(drafts, "rencana bawahan", "plan of your staff", "plans of your staff");
            let [and, wait] = [shell.t("dan", "and"), shell.t("menunggu persetujuan Anda", "for your approval")];
            let text = format!("{requests} {and} {drafts} {wait}");
            waiting.push((text, "/development/approvals"));
        }
    }
    let supervised = supervised_placements(&context).await?.len();
    if supervised > 0 {
        let text = match language {
            Language::Id => format!("{supervised} penempatan yang Anda bimbing sedang berjalan"),
            Language::En if supervised == 1 => "1 placement you supervise is under way".to_owned(),
            Language::En => format!("{supervised} placements you supervise are under way"),
        };
        waiting.push((text, "/development/approvals"));
    }
    let fitting: Vec<OfferRow> =
        offers.open.iter().filter(|offer| !offer.reasons.is_empty()).map(|offer| OfferRow::of(offer, language)).collect();
    let more_offers = offers.open.len().saturating_sub(SHOWN.min(fitting.len()));
    let unknown = |what: &Unknown| format::sentence(what.label().get(language));
    let page_of = Page {
        waiting,
        hours: Hours::of(&view.duty, language),
        needs: rows(&view.needs, plan, language),
        standards: view.needs.standards.iter().map(|used| format!("{} ({})", used.label.get(language), used.reference.citation)).collect(),
        unknown: view.needs.unknown.iter().map(unknown).collect(),
        not_measured: view.needs.not_measured.len(),
        plan: plan.map(|plan| PlanBox::of(plan, language)),
        year: today.year(),
        enrolments: enrolments.iter().filter(|own| own.session.last >= today).map(|own| row(own, language)).collect(),
        offers: fitting.into_iter().take(SHOWN).collect(),
        more_offers,
        leads,
        shell,
    };
    page(&page_of)
}

/// Whether the direct superior has not agreed to what stands in a plan.
pub(super) fn waits_for_superior(plan: &DevelopmentPlan) -> bool {
    !plan.items.is_empty() && matches!(plan.state, PlanState::Draft | PlanState::ByEmployee { .. })
}

fn waits_for_employee(plan: &DevelopmentPlan) -> bool {
    !plan.items.is_empty() && matches!(plan.state, PlanState::Draft | PlanState::BySuperior { .. })
}

fn waiting(shell: &Shell, plan: Option<&DevelopmentPlan>, enrolments: &[OwnEnrolment]) -> Vec<(String, &'static str)> {
    let mut waiting = Vec::new();
    if plan.is_some_and(waits_for_employee) {
        let text = shell.t("Rencana Anda menunggu persetujuan Anda sendiri", "Your plan waits for your own agreement");
        waiting.push((text.to_owned(), "/development/plan"));
    }
    let asked = enrolments.iter().filter(|own| own.enrolment.state == EnrolmentState::Requested).count();
    if asked > 0 {
        let text = match shell.language {
            Language::Id => format!("{asked} pendaftaran Anda menunggu persetujuan atasan"),
            Language::En => format!("{asked} of your enrolments wait for your superior"),
        };
        waiting.push((text, "/development/enrolments"));
    }
    waiting
}

pub(super) fn rows(needs: &PersonNeeds, plan: Option<&DevelopmentPlan>, language: Language) -> Vec<NeedRow> {
    let row = |need: &Need| NeedRow {
        kind: format::capitalised(need.source.label().get(language)),
        subject: format::capitalised(need.source.subject().get(language)),
        evidence: format::sentence(&format::with_dates(need.sentence().get(language), language)),
        size: need.amount().get(language).to_owned(),
        basis: need.reference.citation.to_string(),
        planned: plan.is_some_and(|plan| plan.items.iter().any(|item| item.need == need.link())),
    };
    needs.needs.iter().map(row).collect()
}

impl Hours {
    pub(super) fn of(duty: &jenjang::development::need::Duty, language: Language) -> Hours {
        let t = |id, en| if language == Language::Id { id } else { en };
        let tag = match duty.owed {
            None => Tag::open(t("belum diketahui apakah kewajiban ini berlaku bagi Anda", "not known whether the duty binds you")),
            Some(owed) if owed.is_zero() => Tag::aside(t("tidak ada kewajiban bagi Anda", "no duty binds you")),
            Some(_) if duty.missing.is_zero() => Tag::good(t("terpenuhi", "met")),
            Some(_) => {
                let missing = number(duty.missing, language);
                let word = if language == Language::Id { format!("kurang {missing} JP") } else { format!("{missing} JP to go") };
                Tag { sign: "!", ..Tag::open(&word) }
            }
        };
        Hours {
            year: duty.account.year,
            counted: number(duty.account.total, language),
            counted_plain: duty.account.total.round().to_string(),
            owed: duty.owed.filter(|owed| *owed > Decimal::ZERO).map(|owed| number(owed, language)),
            owed_plain: duty.owed.unwrap_or_default().round().to_string(),
            tag,
            basis: duty.reference.as_ref().map(|reference| reference.citation.to_string()),
            warnings: duty.warnings.iter().map(|warning| format::sentence(warning.label.get(language))).collect(),
            days_left: duty.account.days_left(),
        }
    }
}

impl PlanBox {
    fn of(plan: &DevelopmentPlan, language: Language) -> PlanBox {
        let open: Vec<_> = plan.items.iter().filter(|item| item.is_open()).collect();
        let next = open.iter().min_by_key(|item| item.due).map(|item| (item.title.to_string(), item.due));
        PlanBox {
            tag: plan_tag(plan, language),
            open: open.len(),
            closed: plan.items.len() - open.len(),
            waits: waits_for_employee(plan),
            next,
        }
    }
}

/// Where a plan stands.
pub(crate) fn plan_tag(plan: &DevelopmentPlan, language: Language) -> Tag {
    let word = format::with_dates(plan.state.label().get(language), language);
    if matches!(plan.state, PlanState::Agreed { .. }) { Tag::good(&word) } else { Tag::open(&word) }
}

fn row(own: &OwnEnrolment, language: Language) -> EnrolmentRow {
    EnrolmentRow {
        title: own.course.title.get(language).to_owned(),
        first: own.session.first,
        last: own.session.last,
        place: own.session.place.to_string(),
        tag: Tag::of_enrolment(&own.enrolment.state, language),
        waiting: own.place,
    }
}

//! The library: drafts with where they stand and what is next, proposals, and the policies in force to begin from.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::consultation::life::Stage;
use jenjang::consultation::{Draft, WorkingText};
use jenjang::legal::Language;
use jenjang::policy::document::Status;
use jenjang::policy::repository::PolicyState;
use jenjang_service::consultation::list_consultations;
use jenjang_service::drafts::{draft_checker, list_drafts};
use jenjang_service::indicators::attention;
use jenjang_service::policies::list_policies;
use jenjang_service::socialisation::list_socialisations;

use super::{in_address, pick};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// The most entries of a list on this page.
const MOST: usize = 50;

struct Entry {
    title: String,
    id: String,
    address: String,
    /// Class, sign and word of where it stands.
    class: &'static str,
    sign: &'static str,
    state: String,
    next: String,
    changed: Option<NaiveDate>,
}

struct InForce {
    id: Arc<str>,
    title: String,
    basis: String,
}

#[derive(Template)]
#[template(path = "drafts/library.html")]
struct LibraryPage {
    shell: Shell,
    writes: bool,
    drafts: Vec<Entry>,
    proposals: Vec<Entry>,
    explained: Vec<Entry>,
    /// How many indicators need attention, and how many policies a review.
    alerts: usize,
    reviews: usize,
    in_force: Vec<InForce>,
}

/// The page.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let texts = list_drafts(&context).await?;
    let consultations = list_consultations(&context).await?;
    let versions = list_policies(&context, None).await?;
    let explained = list_socialisations(&context).await?;
    let checker = draft_checker(&context, &app.shipped).await?;
    let attention = attention(&context, &app.shipped).await?;
    let today = app.today();
    let drafts = drafts(texts, &consultations, today, language);
    let carried: Vec<_> = consultations.iter().filter_map(|draft| draft.current().map(|version| version.policy_version)).collect();
    let proposals = versions.iter().map(|listing| &listing.version).filter(|version| !carried.contains(&version.version));
    let proposals = proposals.filter_map(|version| {
        let (class, sign, next) = match &version.state {
            PolicyState::Draft => ("unknown", "…", pick(language, "diajukan oleh analis", "to be handed in by an analyst")),
            PolicyState::UnderReview { .. } => {
                ("unknown", "…", pick(language, "ditetapkan oleh pejabat lain", "to be enacted by somebody else"))
            }
            _ => return None,
        };
        Some(Entry {
            title: version.purpose.as_ref().map_or_else(|| version.policy.to_string(), ToString::to_string),
            id: version.policy.to_string(),
            address: format!("/drafts/versions/{}", version.policy),
            class,
            sign,
            state: version.state.label().get(language).to_owned(),
            next: next.to_owned(),
            changed: None,
        })
    });
    let explained = explained.iter().map(|one| Entry {
        title: one.title.get(language).to_owned(),
        id: one.id.to_string(),
        address: format!("/drafts/socialisation/{}", in_address(one.id.as_str())),
        class: "aside",
        sign: "→",
        state: pick(language, "disosialisasikan", "being explained").to_owned(),
        next: String::new(),
        changed: Some(one.started),
    });
    let mut in_force: Vec<InForce> = (checker.in_force().set.iter())
        .filter(|policy| policy.effective.contains(today) && policy.status == Status::Enacted)
        .map(|policy| InForce {
            id: Arc::clone(&policy.id),
            title: policy.title.get(language).to_owned(),
            basis: policy.reference.as_ref().map_or_else(String::new, |reference| reference.citation.to_string()),
        })
        .collect();
    in_force.sort_by(|a, b| a.title.cmp(&b.title));
    page(&LibraryPage {
        writes: me.who.grants.iter().any(|grant| grant.role == GrantedRole::PolicyAnalyst),
        drafts,
        proposals: proposals.take(MOST).collect(),
        explained: explained.take(MOST).collect(),
        alerts: attention.alerts.len(),
        reviews: attention.reviews.len(),
        in_force,
        shell: me.visitor.shell(pick(language, "Rancangan", "Drafts")),
    })
}

/// Texts and consultations under one id are one draft; what still has to be done stands first.
fn drafts(texts: Vec<WorkingText>, consultations: &[Draft], today: NaiveDate, language: Language) -> Vec<Entry> {
    let mut by_id: BTreeMap<String, (Option<WorkingText>, Option<&Draft>)> = BTreeMap::new();
    for text in texts {
        let id = text.id.to_string();
        by_id.entry(id).or_default().0 = Some(text);
    }
    for draft in consultations {
        by_id.entry(draft.id.to_string()).or_default().1 = Some(draft);
    }
    let mut entries: Vec<(bool, Entry)> = (by_id.into_iter())
        .map(|(id, (text, draft))| {
            // what a draft is for tells it from others of the same policy
            let title = text.as_ref().map(|text| text.purpose.to_string()).filter(|purpose| !purpose.is_empty());
            let title =
                title.or_else(|| draft.and_then(|draft| draft.current()).map(|version| version.text.title.get(language).to_owned()));
            let (class, sign, state, next) = standing(draft, today, language);
            let address = format!("/drafts/{}", in_address(&id));
            let finished = draft.is_some_and(|draft| matches!(draft.stage, Stage::Finished { .. }));
            let changed = text.as_ref().map(|text| text.changed);
            (finished, Entry { title: title.unwrap_or_else(|| id.clone()), id, address, class, sign, state, next, changed })
        })
        .collect();
    entries.sort_by_key(|(finished, entry)| (*finished, std::cmp::Reverse(entry.changed)));
    entries.into_iter().map(|(_, entry)| entry).take(MOST).collect()
}

/// Where a draft stands and what is next.
pub(super) fn standing(draft: Option<&Draft>, today: NaiveDate, language: Language) -> (&'static str, &'static str, String, String) {
    let t = |id: &'static str, en: &'static str| pick(language, id, en).to_owned();
    let Some(draft) = draft else {
        return ("aside", "✎", t("ditulis", "being written"), t("periksa, uji, lalu usulkan", "check, try, then propose"));
    };
    let state = draft.stage.label().get(language).to_owned();
    let next = match &draft.stage {
        Stage::Drafting => t("buka konsultasi", "open the consultation"),
        Stage::Consulting => match draft.round() {
            Some(round) if today > round.until => t("tutup konsultasi", "close the consultation"),
            Some(round) => {
                let day = crate::format::date(round.until, language);
                match language {
                    Language::Id => format!("masukan diterima sampai {day}"),
                    Language::En => format!("submissions are taken until {day}"),
                }
            }
            None => String::new(),
        },
        Stage::Answering => t("tanggapi semua masukan, lalu teruskan", "answer every submission, then move on"),
        Stage::Stepping { .. } => {
            draft.step().map_or_else(String::new, |step| format!("{} ({})", step.label.get(language), step.who.get(language)))
        }
        Stage::Finished { .. } => t("sosialisasikan", "explain it to those it concerns"),
    };
    match draft.stage {
        Stage::Finished { .. } => ("met", "✓", state, next),
        Stage::Drafting => ("aside", "✎", state, next),
        _ => ("unknown", "…", state, next),
    }
}

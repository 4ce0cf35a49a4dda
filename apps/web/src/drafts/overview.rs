//! One draft on its way: what is done, what is next, and the forms of the next step for those who may take it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::consultation::life::{Clock, Stage};
use jenjang::consultation::process::StepKind;
use jenjang::consultation::{Draft, WorkingText};
use jenjang::legal::Language;
use jenjang::people::id::{DraftId, PersonId};
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Revision;
use jenjang_service::ServiceError;
use jenjang_service::consultation::{ConsultationView, read_consultation};
use jenjang_service::drafts::{Checked, draft_checker, read_draft};
use jenjang_service::permissions::Role;
use jenjang_service::policies::list_policies;
use jenjang_service::socialisation::list_socialisations;

use super::{POLICY_FILE, apart, draft_id, in_address, pick};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// Everything known about a draft.
pub(super) struct Known {
    pub(super) id: DraftId,
    pub(super) text: Option<WorkingText>,
    /// The revision the text was read at.
    pub(super) text_revision: Option<Revision>,
    pub(super) checked: Option<Checked>,
    pub(super) view: Option<ConsultationView>,
    /// The version of the policy that this draft became, where it was proposed.
    pub(super) version: Option<PolicyVersion>,
    pub(super) today: NaiveDate,
}

/// Reads everything about a draft.
pub(super) async fn know(app: &App, me: &SignedIn, id: DraftId) -> Result<Known, Failure> {
    let context = app.context(&me.visitor.actor);
    let (text, text_revision) = read_draft(&context, &id).await?.map(|stored| (stored.value, stored.revision)).unzip();
    let view = match read_consultation(&context, &id).await {
        Ok(view) => Some(view),
        Err(ServiceError::NotFound { .. }) if text.is_some() => None,
        Err(error) => return Err(error.into()),
    };
    let checked = match &text {
        Some(text) => {
            let checker = draft_checker(&context, &app.shipped).await?;
            let text = Arc::clone(&text.policy_text);
            Some(apart(move || checker.check(POLICY_FILE, &text)).await?)
        }
        None => None,
    };
    let carried =
        view.as_ref().and_then(|view| view.draft.current()).map(|version| (Arc::clone(&version.text.policy), version.policy_version));
    let written =
        checked.as_ref().and_then(|checked| checked.policy.as_ref()).map(|policy| (Arc::clone(&policy.id), policy.version.into()));
    let mut version = None;
    if let Some((policy, digest)) = carried.or(written) {
        let listed = list_policies(&context, Some(&policy)).await?;
        version =
            listed.into_iter().map(|listing| listing.version).find(|found| found.version == digest && found.state != PolicyState::Shipped);
    }
    Ok(Known { id, text, text_revision, checked, view, version, today: app.today() })
}

impl Known {
    pub(super) fn draft(&self) -> Option<&Draft> {
        self.view.as_ref().map(|view| &view.draft)
    }

    /// Where the draft stands now, in words.
    pub(super) fn standing(&self, language: Language) -> String {
        let stops = stops(self, None, "", language);
        let current: Vec<String> = stops.iter().filter(|stop| stop.current).map(|stop| format!("{}: {}", stop.title, stop.text)).collect();
        let last = || stops.iter().rfind(|stop| stop.class == DONE_MARK.0).map(|stop| format!("{}: {}", stop.title, stop.text));
        if current.is_empty() { last().unwrap_or_default() } else { current.join("\n") }
    }

    /// Whether the text being written says something else than the draft's present version.
    fn has_news(&self) -> bool {
        let (Some(text), Some(present)) = (&self.text, self.draft().and_then(Draft::current)) else { return false };
        *text.policy_text != *present.policy_text || {
            let (document, _) = jenjang_policy_files::read_draft("x", text.clauses.as_bytes());
            document.is_some_and(|document| document.text() != present.text)
        }
    }
}

/// A stop on the way.
struct Stop {
    /// Class, sign and word of how it stands.
    class: &'static str,
    sign: &'static str,
    word: &'static str,
    title: String,
    text: String,
    link: Option<(String, &'static str)>,
    current: bool,
}

/// What can be done next, by whom. `mine` is whether this visitor may.
pub(super) struct Next {
    pub(super) text: String,
    /// Why the visitor may not, where somebody else has to.
    pub(super) barred: Option<String>,
    pub(super) acts: Vec<Act>,
    pub(super) link: Option<(String, &'static str)>,
}

/// A form of the next step.
pub(super) struct Act {
    pub(super) code: &'static str,
    pub(super) button: &'static str,
    /// Label of a note, where one can be given.
    pub(super) note: Option<&'static str>,
    /// Whether a first day can be given.
    pub(super) effective: bool,
    /// Processes to choose from: value and label.
    pub(super) processes: Vec<(String, String)>,
    pub(super) second: bool,
}

impl Act {
    fn new(code: &'static str, button: &'static str) -> Act {
        Act { code, button, note: None, effective: false, processes: Vec::new(), second: false }
    }
}

#[derive(Template)]
#[template(path = "drafts/overview.html")]
struct OverviewPage<'p> {
    shell: Shell,
    path: String,
    title: String,
    id: String,
    policy: Option<Arc<str>>,
    written: bool,
    done: Option<&'p str>,
    form: Filled,
    next: Next,
    stops: Vec<Stop>,
    /// The step in which a note or the version is asked for.
    hidden: String,
    /// What the forms are shown at: the draft in clauses, and the text being written.
    revision: Option<u64>,
    text_revision: Option<u64>,
}

/// What was just done, for `?done=`.
const DONE: [(&str, &str, &str); 9] = [
    ("proposed", "Diusulkan. Naskah ini sekarang menjadi versi rancangan.", "Proposed. The text is a draft version now."),
    ("submitted", "Diajukan untuk ditetapkan.", "Handed in to be enacted."),
    ("enacted", "Ditetapkan.", "Enacted."),
    ("withdrawn", "Ditarik.", "Withdrawn."),
    ("drafted", "Versi rancangan tersimpan.", "The version of the draft was kept."),
    ("settled", "Rancangan diteruskan ke tahap penetapan.", "The draft moved on to its steps."),
    ("taken", "Tahap diselesaikan.", "The step is done."),
    ("returned", "Rancangan dikembalikan ke tahap sebelumnya.", "The draft was given back to the step before."),
    ("signed", "Ditandatangani; kebijakannya ditetapkan.", "Signed; its policy is enacted."),
];

/// The page.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    // who may not read drafts learns nothing about which there are
    draft_checker(&app.context(&me.visitor.actor), &app.shipped).await?;
    let form = Filled::with(&[], me.visitor.language);
    overview_page(&app, &me, id, form).await
}

/// The page with a form as it was filled in.
pub(super) async fn overview_page(app: &App, me: &SignedIn, id: DraftId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let known = know(app, me, id).await?;
    let path = format!("/drafts/{}", in_address(known.id.as_str()));
    let explained = list_socialisations(&app.context(&me.visitor.actor)).await?;
    let policy = known.version.as_ref().map(|version| Arc::clone(&version.policy));
    let explained = explained.iter().find(|one| Some(&one.policy) == policy.as_ref() || one.draft.as_ref() == Some(&known.id));
    let explained = explained.map(|one| format!("/drafts/socialisation/{}", in_address(one.id.as_str())));
    let title = known.text.as_ref().map(|text| text.purpose.to_string()).filter(|purpose| !purpose.is_empty());
    let title = title.or_else(|| known.draft().and_then(Draft::current).map(|version| version.text.title.get(language).to_owned()));
    let title = title.unwrap_or_else(|| known.id.to_string());
    let shell = me.visitor.shell(title.clone());
    let done = shell.done(&DONE);
    let next = next(&known, me, explained.as_deref(), &path, language);
    let hidden = match known.draft().and_then(Draft::step) {
        Some(step) => step.code.to_string(),
        None => known.version.as_ref().map(|version| version.version.to_string()).unwrap_or_default(),
    };
    let page = OverviewPage {
        title,
        id: known.id.to_string(),
        policy: known.checked.as_ref().and_then(|checked| checked.policy.as_ref()).map(|policy| Arc::clone(&policy.id)).or(policy),
        written: known.text.is_some(),
        done,
        next,
        stops: stops(&known, explained.as_deref(), &path, language),
        hidden,
        revision: known.view.as_ref().map(|view| view.revision.0),
        text_revision: known.text_revision.map(|revision| revision.0),
        path,
        shell,
        form,
    };
    page_with(page.form.status(), &page)
}

fn holds(me: &SignedIn, role: GrantedRole) -> bool {
    me.who.grants.iter().any(|grant| grant.role == role)
}

/// The next step, and its forms for those who may take it.
fn next(known: &Known, me: &SignedIn, explained: Option<&str>, path: &str, language: Language) -> Next {
    let t = |id: &'static str, en: &'static str| pick(language, id, en);
    let writes = holds(me, GrantedRole::PolicyAnalyst);
    let by_analyst = || (!writes).then(|| t("Langkah ini untuk analis kebijakan.", "This step is for a policy analyst.").to_owned());
    let plain = |text: &str| Next { text: text.to_owned(), barred: None, acts: Vec::new(), link: None };
    let keep = || Act { processes: Vec::new(), ..Act::new("draft", t("Jadikan naskah ini versi baru", "Make this text a new version")) };
    if let Some(view) = &known.view {
        let draft = &view.draft;
        let mut next = match &draft.stage {
            Stage::Drafting => Next {
                barred: by_analyst(),
                link: Some((format!("{path}/consultation"), t("Buka konsultasi", "Open the consultation"))),
                ..plain(t(
                    "Buka konsultasi: sampai kapan, dan bagaimana orang diberi tahu.",
                    "Open the consultation: until when, and how people are told.",
                ))
            },
            Stage::Consulting => Next {
                link: Some((format!("{path}/consultation"), t("Lihat masukan", "See the submissions"))),
                ..plain(t(
                    "Konsultasi terbuka. Masukan dapat ditanggapi sambil menunggu penutupan.",
                    "The consultation is open. Submissions can be answered while it runs.",
                ))
            },
            Stage::Answering if view.unanswered > 0 => Next {
                barred: by_analyst(),
                link: Some((format!("{path}/consultation"), t("Tanggapi masukan", "Answer submissions"))),
                ..plain(t(
                    "Setiap masukan perlu ditanggapi sebelum rancangan diteruskan.",
                    "Every submission needs an answer before the draft moves on.",
                ))
            },
            Stage::Answering => Next {
                barred: by_analyst(),
                acts: vec![Act::new("settle", t("Teruskan ke tahap penetapan", "Move on to the steps"))],
                ..plain(t(
                    "Semua masukan ditanggapi. Rancangan dapat diteruskan; kebijakannya sekaligus diusulkan dan diajukan.",
                    "Every submission is answered. The draft can move on; its policy is proposed and handed in with it.",
                ))
            },
            Stage::Stepping { .. } => stepping(draft, me, language),
            Stage::Finished { .. } => after(explained, known, path, writes, language),
        };
        let open = match draft.stage {
            Stage::Drafting | Stage::Answering => true,
            Stage::Stepping { at, .. } => at < draft.process.signature(),
            _ => false,
        };
        if open && writes && known.has_news() {
            next.acts.push(Act { second: true, ..keep() });
        }
        return next;
    }
    let Some(text) = &known.text else { return plain("") };
    if known.checked.as_ref().is_none_or(|checked| checked.errors() > 0 || checked.policy.is_none()) {
        return Next {
            barred: by_analyst(),
            link: Some((format!("{path}/edit"), t("Perbaiki naskah", "Mend the text"))),
            ..plain(t("Naskah masih memuat kesalahan.", "The text still has errors."))
        };
    }
    match known.version.as_ref().map(|version| (version, &version.state)) {
        Some((_, PolicyState::Draft)) => Next {
            barred: by_analyst(),
            acts: vec![
                Act::new("submit", t("Ajukan untuk ditetapkan", "Hand in to be enacted")),
                Act {
                    note: Some(t("Alasan penarikan", "Why it is withdrawn")),
                    second: true,
                    ..Act::new("withdraw", t("Tarik", "Withdraw"))
                },
            ],
            ..plain(t(
                "Versi ini sudah diusulkan. Setelah diajukan, orang lain yang menetapkannya.",
                "This version is proposed. Once handed in it is somebody else's to enact.",
            ))
        },
        Some((version, PolicyState::UnderReview { by, .. })) => Next {
            barred: enacting_barred(me, version.proposed_by.as_ref(), by, language),
            acts: vec![Act { effective: true, ..Act::new("enact", t("Tetapkan", "Enact")) }],
            ..plain(t(
                "Versi ini menunggu penetapan oleh pejabat pembina kepegawaian, bukan oleh yang mengusulkan atau mengajukannya.",
                "This version waits to be enacted by the appointing authority, not by whoever proposed it or handed it in.",
            ))
        },
        Some((_, PolicyState::Enacted { .. } | PolicyState::Superseded { .. })) => after(explained, known, path, writes, language),
        _ => {
            let mut acts = Vec::new();
            if text.clauses.trim().is_empty() {
                acts.push(Act { second: true, ..Act::new("propose", t("Usulkan tanpa konsultasi", "Propose without a consultation")) });
            } else {
                let processes = jenjang_asn::processes();
                let processes = processes.iter().map(|process| (process.id.to_string(), process.title.get(language).to_owned())).collect();
                acts.push(Act { processes, ..Act::new("draft", t("Kirim sebagai rancangan berbutir", "Keep as a draft in clauses")) });
                acts.push(Act { second: true, ..Act::new("propose", t("Usulkan tanpa konsultasi", "Propose without a consultation")) });
            }
            Next {
                barred: by_analyst(),
                acts,
                link: text
                    .clauses
                    .trim()
                    .is_empty()
                    .then(|| (format!("{path}/edit#clauses"), t("Susun ketentuan untuk konsultasi", "Write clauses for a consultation"))),
                text: t(
                    "Naskah lulus pemeriksaan. Uji dahulu pada pegawai, lalu kirim untuk konsultasi atau usulkan.",
                    "The text passes its check. Try it on people first, then send it to consultation or propose it.",
                )
                .to_owned(),
            }
        }
    }
}

/// Why somebody may not enact: shown before the rule of two persons bites.
fn enacting_barred(me: &SignedIn, proposer: Option<&PersonId>, submitter: &PersonId, language: Language) -> Option<String> {
    if proposer == Some(&me.person) || submitter == &me.person {
        let text = pick(
            language,
            "Anda mengusulkan atau mengajukan versi ini, jadi orang lain yang menetapkannya (asas dua orang).",
            "You proposed this version or handed it in, so somebody else has to enact it (the rule of two persons).",
        );
        return Some(text.to_owned());
    }
    let text = pick(language, "Penetapan oleh pejabat pembina kepegawaian.", "It is enacted by the appointing authority.");
    (!holds(me, GrantedRole::AppointingAuthority)).then(|| text.to_owned())
}

fn stepping(draft: &Draft, me: &SignedIn, language: Language) -> Next {
    let t = |id: &'static str, en: &'static str| pick(language, id, en);
    let Some(step) = draft.step() else {
        return Next { text: String::new(), barred: None, acts: Vec::new(), link: None };
    };
    let (label, who, role) = (step.label.get(language), step.who.get(language), Role::granted(step.role).label());
    let text = match language {
        Language::Id => format!("{label}, oleh {who}. Dicatat di sini oleh {}.", role.id),
        Language::En => format!("{label}, by {who}. Recorded here by {}.", role.en),
    };
    let drafter = draft.is_drafter(&me.person);
    let signs = step.kind == StepKind::Signature;
    let barred = if drafter && (signs || step.other_person) {
        let text = t(
            "Anda menyusun rancangan ini, jadi orang lain yang mencatat langkah ini (asas dua orang).",
            "You wrote this draft, so somebody else has to record this step (the rule of two persons).",
        );
        Some(text.to_owned())
    } else if !holds(me, step.role) {
        Some(match language {
            Language::Id => format!("Langkah ini dicatat oleh {}.", role.id),
            Language::En => format!("This step is recorded by {}.", role.en),
        })
    } else {
        None
    };
    let mut acts = Vec::new();
    if signs {
        acts.push(Act {
            effective: true,
            note: Some(t("Nomor peraturan atau catatan", "Number of the regulation, or a note")),
            ..Act::new("sign", t("Tanda tangani dan tetapkan", "Sign and enact"))
        });
    } else {
        acts.push(Act { note: Some(t("Catatan", "Note")), ..Act::new("take", t("Selesaikan langkah ini", "Complete this step")) });
    }
    let first = matches!(draft.stage, Stage::Stepping { at: 0, .. });
    if !first && step.kind != StepKind::After {
        acts.push(Act {
            note: Some(t("Alasan pengembalian", "Why it is given back")),
            second: true,
            ..Act::new("return", t("Kembalikan ke langkah sebelumnya", "Give back to the step before"))
        });
    }
    Next { text, barred, acts, link: None }
}

/// After enactment: explain, then watch.
fn after(explained: Option<&str>, known: &Known, _path: &str, writes: bool, language: Language) -> Next {
    let t = |id: &'static str, en: &'static str| pick(language, id, en);
    let policy = known.version.as_ref().map(|version| Arc::clone(&version.policy)).unwrap_or_default();
    match explained {
        Some(address) => Next {
            text: t("Kebijakan ini sudah ditetapkan dan sedang disosialisasikan.", "This policy is enacted and being explained.")
                .to_owned(),
            barred: None,
            acts: Vec::new(),
            link: Some((address.to_owned(), t("Lihat sosialisasinya", "See how it is explained"))),
        },
        None => Next {
            text: t(
                "Kebijakan ini sudah ditetapkan. Jelaskan kepada yang terkena, lalu pantau indikatornya.",
                "This policy is enacted. Explain it to those it concerns, then watch its indicators.",
            )
            .to_owned(),
            barred: None,
            acts: Vec::new(),
            link: writes.then(|| {
                (
                    format!("/drafts/socialisation?policy={policy}&draft={}", in_address(known.id.as_str())),
                    t("Mulai sosialisasi", "Begin to explain it"),
                )
            }),
        },
    }
}

const DONE_MARK: (&str, &str) = ("met", "✓");
const NOW_MARK: (&str, &str) = ("unknown", "●");
const LATER_MARK: (&str, &str) = ("aside", "○");

fn stops(known: &Known, explained: Option<&str>, path: &str, language: Language) -> Vec<Stop> {
    let t = |id: &'static str, en: &'static str| pick(language, id, en);
    let stop = |mark: (&'static str, &'static str), title: &str, text: String, link: Option<(String, &'static str)>| Stop {
        class: mark.0,
        sign: mark.1,
        word: match mark.0 {
            "met" => t("selesai", "done"),
            "unknown" => t("sekarang", "now"),
            _ => t("nanti", "later"),
        },
        title: title.to_owned(),
        text,
        link,
        current: mark == NOW_MARK,
    };
    let mut stops = Vec::new();
    if let Some(text) = &known.text {
        let changed = format::date(text.changed, language);
        let errors = known.checked.as_ref().map_or(0, Checked::errors);
        let said = match language {
            Language::Id => format!("Terakhir diubah {changed}; {errors} kesalahan."),
            Language::En => format!("Last changed {changed}; {errors} {}.", if errors == 1 { "error" } else { "errors" }),
        };
        let settled = known.view.is_some() || known.version.is_some();
        stops.push(stop(
            if settled { DONE_MARK } else { NOW_MARK },
            t("Naskah", "Text"),
            said,
            Some((format!("{path}/source"), t("Baca", "Read"))),
        ));
    }
    if let Some(view) = &known.view {
        consulted(&mut stops, view, path, language, &stop);
        for clock in view.draft.clocks(known.today) {
            stops.push(of_step(&clock, language, &stop));
        }
    } else {
        let (mark, said) = match known.version.as_ref().map(|version| &version.state) {
            Some(PolicyState::Enacted { on, .. }) => (DONE_MARK, format::date(*on, language)),
            Some(PolicyState::Superseded { enacted, .. }) => (DONE_MARK, format::date(*enacted, language)),
            Some(PolicyState::UnderReview { since, .. }) => {
                (NOW_MARK, format!("{} {}", t("diajukan", "handed in"), format::date(*since, language)))
            }
            Some(PolicyState::Draft) => (NOW_MARK, t("diusulkan", "proposed").to_owned()),
            _ => (
                LATER_MARK,
                t(
                    "setelah konsultasi, atau langsung untuk perubahan tanpa konsultasi",
                    "after a consultation, or at once for a change without one",
                )
                .to_owned(),
            ),
        };
        let link = known.version.as_ref().map(|version| (format!("/drafts/versions/{}", version.policy), t("Semua versi", "All versions")));
        stops.push(stop(mark, t("Penetapan", "Enactment"), said, link));
    }
    let enacted =
        known.version.as_ref().is_some_and(|version| matches!(version.state, PolicyState::Enacted { .. } | PolicyState::Superseded { .. }));
    let mark = if explained.is_some() { NOW_MARK } else { LATER_MARK };
    stops.push(stop(
        mark,
        t("Sosialisasi", "Explaining it"),
        t("ringkasan, pertanyaan, dan siapa yang sudah memahami", "a summary, questions, and how many have understood").to_owned(),
        explained.map(|address| (address.to_owned(), t("Lihat", "See"))),
    ));
    let link = enacted.then(|| ("/drafts/indicators".to_owned(), t("Lihat", "See")));
    stops.push(stop(
        LATER_MARK,
        t("Indikator dan peninjauan", "Indicators and review"),
        t("janji di samping hasilnya, setahun kemudian", "what it promised beside what happened, a year later").to_owned(),
        link,
    ));
    stops
}

type MakeStop<'m> = dyn Fn((&'static str, &'static str), &str, String, Option<(String, &'static str)>) -> Stop + 'm;

/// The consultation and its answers.
fn consulted(stops: &mut Vec<Stop>, view: &ConsultationView, path: &str, language: Language, stop: &MakeStop<'_>) {
    let t = |id: &'static str, en: &'static str| pick(language, id, en);
    let draft = &view.draft;
    let mark = match draft.stage {
        Stage::Drafting | Stage::Consulting => NOW_MARK,
        _ => DONE_MARK,
    };
    let said = match draft.round() {
        None => t("belum dibuka", "not open yet").to_owned(),
        Some(round) => {
            let days = format::days(round.opened, round.until, language);
            match language {
                Language::Id => format!("{days}; {} masukan.", view.count),
                Language::En => format!("{days}; {} {}.", view.count, if view.count == 1 { "submission" } else { "submissions" }),
            }
        }
    };
    let link = Some((format!("{path}/consultation"), t("Kelola", "Manage")));
    stops.push(stop(mark, t("Konsultasi", "Consultation"), said, link));
    let mark = match draft.stage {
        Stage::Drafting | Stage::Consulting => LATER_MARK,
        Stage::Answering => NOW_MARK,
        _ => DONE_MARK,
    };
    let due = draft.answers_due().map(|due| format!("; {} {}", t("paling lambat", "due"), format::date(due, language))).unwrap_or_default();
    let said = match language {
        Language::Id => format!("{} belum ditanggapi{due}.", view.unanswered),
        Language::En => format!("{} without an answer{due}.", view.unanswered),
    };
    let link = (mark != LATER_MARK).then(|| (format!("{path}/report"), t("Laporan", "Report")));
    stops.push(stop(mark, t("Tanggapan", "Answers"), said, link));
}

fn of_step(clock: &Clock<'_>, language: Language, stop: &MakeStop<'_>) -> Stop {
    let t = |id: &'static str, en: &'static str| pick(language, id, en);
    let mark = if clock.done.is_some() {
        DONE_MARK
    } else if clock.since.is_some() {
        NOW_MARK
    } else {
        LATER_MARK
    };
    let mut said = clock.step.who.get(language).to_owned();
    if let Some(done) = clock.done {
        said.push_str(&format!("; {}", format::date(done, language)));
    } else if let Some(due) = clock.due {
        said.push_str(&format!("; {} {}", t("paling lambat", "due"), format::date(due, language)));
    }
    if clock.late > 0 {
        said.push_str(&format!("; {} {} {}", t("terlambat", "late by"), clock.late, t("hari kerja", "working days")));
    }
    stop(mark, clock.step.label.get(language), said, None)
}

/// What a form of the next step holds.
pub(super) fn asked(typed: &Typed) -> (String, String, String) {
    (typed.get("do").to_owned(), typed.get("note").to_owned(), typed.get("at").to_owned())
}

//! The lines of the home page: what I have to do, what I asked for, what is new; each leads to the page where it is done or said.

use chrono::{Days, NaiveDate};
use jenjang::legal::Language;
use jenjang::people::CorrectionState;
use jenjang_asn::appeal::appeal_clock;
use jenjang_service::home::{
    EnrolmentChange, Home, NEW_DAYS, News, NewsMatter, RatingDue, StaffWaiting, Waiting, WaitingMatter, WaitingState,
};

use crate::career::register_label;
use crate::development::segment;
use crate::format;
use crate::shell::Shell;
use crate::state::App;

/// Days before the last one on which something is called near.
const SOON: u64 = 7;

/// Days before the last one on which it is said how many are left.
const LAST: i64 = 3;

/// The most people to rate in one cycle that stand on lines of their own.
const TOGETHER: usize = 4;

/// Letters of a text of somebody's own that stand on a line.
const LINE: usize = 80;

/// Something that waits for me, or that I wait for.
pub(super) struct Line {
    /// What it is, in one word or two.
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) address: String,
    /// Last day, and whether it is near: within a week.
    pub(super) until: Option<(NaiveDate, bool)>,
    /// What is left of the time, in the last days.
    pub(super) left: Option<String>,
}

impl Line {
    /// Something without a last day.
    fn new(kind: &'static str, title: String, address: String) -> Line {
        Line { kind, title, address, until: None, left: None }
    }

    /// The same with a day that is no last one, or is told by its colour alone where it is over.
    fn on(self, day: NaiveDate, near: bool) -> Line {
        Line { until: Some((day, near)), ..self }
    }

    /// The same with its last day.
    fn until(self, day: NaiveDate, shell: &Shell, today: NaiveDate) -> Line {
        let near = day <= today.checked_add_days(Days::new(SOON)).unwrap_or(day);
        Line { until: Some((day, near)), left: left(shell, (day - today).num_days()), ..self }
    }
}

/// What is left of so many days.
fn left(shell: &Shell, days: i64) -> Option<String> {
    match days {
        ..0 => Some(shell.t("terlampaui", "overdue").to_owned()),
        0 => Some(shell.t("hari terakhir", "last day").to_owned()),
        1 => Some(shell.t("tinggal 1 hari", "1 day left").to_owned()),
        2..=LAST if shell.language == Language::Id => Some(format!("tinggal {days} hari")),
        2..=LAST => Some(format!("{days} days left")),
        _ => None,
    }
}

/// What I have to do, the most urgent first; what has no last day comes last.
pub(super) fn due(shell: &Shell, waiting: &Waiting, today: NaiveDate) -> Vec<Line> {
    let matter = |one: &WaitingState| {
        let line = matter(shell, one);
        match one.until {
            Some(until) => line.until(until, shell, today),
            None => line,
        }
    };
    let mut lines: Vec<Line> = ratings(shell, &waiting.ratings, today).chain(waiting.matters.iter().map(matter)).collect();
    lines.extend(of_staff(shell, &waiting.staff, today));
    lines.sort_by_key(|line| (line.until.is_none(), line.until));
    lines
}

/// Whom I have to rate: each on a line, and so many of one cycle on one, so that they leave room for the rest.
fn ratings<'a>(shell: &'a Shell, due: &'a [RatingDue], today: NaiveDate) -> impl Iterator<Item = Line> + 'a {
    let kind = shell.t("Penilaian", "Evaluation");
    due.chunk_by(|one, next| one.cycle == next.cycle).flat_map(move |cycle| {
        let one = move |due: &RatingDue| {
            let title = format!("{}: {}", shell.label(&due.title), due.name.as_deref().unwrap_or(due.ratee.as_str()));
            let address = format!("/evaluations/{}/rate/{}", segment(due.cycle.as_str()), segment(due.ratee.as_str()));
            Line::new(kind, title, address).until(due.until, shell, today)
        };
        match cycle {
            [first, ..] if cycle.len() > TOGETHER => {
                let many = "people wait for your rating";
                let said = counted(shell, cycle.len(), "orang menunggu penilaian Anda", many, many);
                let title = format!("{}: {said}", shell.label(&first.title));
                vec![Line::new(kind, title, "/evaluations".to_owned()).until(first.until, shell, today)]
            }
            _ => cycle.iter().map(one).collect(),
        }
    })
}

/// One thing that waits for me.
fn matter(shell: &Shell, one: &WaitingState) -> Line {
    let (id, title) = (segment(&one.id), shell.label(&one.title));
    let named = title.to_owned();
    match one.matter {
        WaitingMatter::Nomination => Line::new(shell.t("Tunjuk penilai", "Name raters"), named, format!("/evaluations/{id}/raters")),
        WaitingMatter::Survey => Line::new(shell.t("Survei", "Survey"), named, format!("/voice/surveys/{id}")),
        WaitingMatter::Consultation => Line::new(shell.t("Konsultasi", "Consultation"), named, format!("/voice/consultations/{id}")),
        WaitingMatter::Socialisation => {
            Line::new(shell.t("Kebijakan untuk dibaca", "Policy to read"), named, format!("/voice/policies/{id}"))
        }
        WaitingMatter::Round => Line::new(
            shell.t("Putaran terbuka", "Open round"),
            format!("{}: {title}", shell.t("Anda dapat mencalonkan diri", "You may stand")),
            "/rounds#open".to_owned(),
        ),
        WaitingMatter::Panel => Line::new(
            shell.t("Nilai panitia", "Panel scores"),
            format!("{}: {title}", shell.t("Calon menunggu nilai Anda", "Candidates wait for your scores")),
            format!("/rounds/{id}/panel"),
        ),
        WaitingMatter::Plan => Line::new(
            shell.t("Rencana pengembangan", "Development plan"),
            format!(
                "{} {title} {}",
                shell.t("Rencana Anda", "Your plan"),
                shell.t("menunggu persetujuan Anda", "waits for your agreement")
            ),
            "/development/plan".to_owned(),
        ),
    }
}

/// So many things of a kind that wait.
fn counted(shell: &Shell, count: usize, id: &'static str, one: &'static str, many: &'static str) -> String {
    format!("{count} {}", shell.t(id, if count == 1 { one } else { many }))
}

/// What waits for me as a superior or supervisor.
fn of_staff(shell: &Shell, staff: &StaffWaiting, today: NaiveDate) -> Vec<Line> {
    let raters = staff.raters.iter().map(|(cycle, count)| {
        let (one, many) = ("proposed rater waits for your decision", "proposed raters wait for your decision");
        let said = counted(shell, *count, "usulan penilai menunggu keputusan Anda", one, many);
        let title = format!("{said}: {}", shell.label(cycle));
        Line::new(shell.t("Penilai bawahan", "Raters of my staff"), title, "/evaluations/approvals".to_owned())
    });
    let mut lines: Vec<Line> = raters.collect();
    if staff.enrolments > 0 {
        let (one, many) = ("enrolment of your staff waits for your approval", "enrolments of your staff wait for your approval");
        let title = counted(shell, staff.enrolments, "pendaftaran bawahan menunggu persetujuan Anda", one, many);
        let line = Line::new(shell.t("Pendaftaran", "Enrolment"), title, "/development/approvals#requests".to_owned());
        lines.push(match staff.first {
            Some(first) => line.until(first, shell, today),
            None => line,
        });
    }
    let kind = shell.t("Rencana bawahan", "Plans of my staff");
    match &*staff.plans {
        [] => {}
        [plan] => {
            let name = plan.name.as_deref().unwrap_or(plan.person.as_str());
            let title = match shell.language {
                Language::Id => format!("Rencana {name} menunggu persetujuan Anda"),
                Language::En => format!("The plan of {name} waits for your agreement"),
            };
            lines.push(Line::new(kind, title, format!("/development/people/{}/plan", segment(plan.person.as_str()))));
        }
        plans => {
            let many = "plans of your staff wait for your agreement";
            let title = counted(shell, plans.len(), "rencana bawahan menunggu persetujuan Anda", many, many);
            lines.push(Line::new(kind, title, "/development/approvals#plans".to_owned()));
        }
    }
    lines.extend(staff.placements.iter().map(|placement| {
        let name = placement.name.as_deref().unwrap_or(placement.person.as_str());
        let title = format!("{} {name}", shell.t("Nilai dan akhiri penempatan", "Assess and end the placement of"));
        let address = format!("/hr/development/places/{}", segment(placement.place.as_str()));
        Line::new(shell.t("Penempatan", "Placement"), title, address).until(placement.last, shell, today)
    }));
    lines
}

/// What I asked for and was not answered yet.
pub(super) fn under_way(shell: &Shell, waiting: &Waiting, today: NaiveDate) -> Vec<Line> {
    let language = shell.language;
    let clock = appeal_clock();
    let appeals = waiting.appeals.iter().map(|appeal| {
        let title = format!("{} {}", shell.t("diajukan", "filed on"), format::date(appeal.filed, language));
        let line = Line::new(shell.t("Keberatan", "Objection"), title, format!("/career/appeals#a-{}", appeal.id));
        match clock.as_ref().map(|clock| clock.answer_due(appeal.filed)) {
            Some(due) => line.on(due, due < today),
            None => line,
        }
    });
    let corrections = waiting.corrections.iter().filter(|request| request.is_open()).map(|request| {
        let (title, address) = (register_label(&request.subject.register, language), correction(&request.id));
        Line::new(shell.t("Perbaikan data", "Correction"), title, address).on(request.due, request.due < today)
    });
    appeals.chain(corrections).collect()
}

/// Where a request for correction of mine stands.
fn correction(id: &str) -> String {
    format!("/career/corrections/{}", segment(id))
}

/// What came within the last month, the latest first.
pub(super) fn news(app: &App, shell: &Shell, home: &Home, today: NaiveDate) -> Vec<Line> {
    let since = today.checked_sub_days(Days::new(NEW_DAYS)).unwrap_or(today);
    let answered = home.waiting.corrections.iter().filter_map(|request| {
        let (kind, on) = match &request.state {
            CorrectionState::Accepted { on, .. } => (shell.t("Perbaikan data diterima", "Correction accepted"), *on),
            CorrectionState::Refused { on, .. } => (shell.t("Perbaikan data ditolak", "Correction refused"), *on),
            _ => return None,
        };
        let title = register_label(&request.subject.register, shell.language);
        (on >= since).then_some(Line::new(kind, title, correction(&request.id)).on(on, false))
    });
    let mut lines: Vec<Line> = answered.chain(home.news.iter().map(|news| told(app, shell, news))).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.until));
    lines
}

/// Something I have to be told, and where it is said at length.
fn told(app: &App, shell: &Shell, news: &News) -> Line {
    let (kind, title, address) = match &news.matter {
        NewsMatter::Choice { title, decision, chosen } => {
            let kind =
                if *chosen { shell.t("Anda terpilih", "You were chosen") } else { shell.t("Anda tidak terpilih", "You were not chosen") };
            (kind, shell.label(title).to_owned(), format!("/decisions/{decision}"))
        }
        NewsMatter::Appeal { redecided } => {
            let title = if *redecided {
                shell.t("putusan baru telah dibuat", "a new decision was made")
            } else {
                shell.t("ditolak, dengan alasannya", "turned down, with the reason")
            };
            (shell.t("Keberatan dijawab", "Objection answered"), title.to_owned(), "/career/appeals".to_owned())
        }
        NewsMatter::Result { title } => {
            (shell.t("Hasil 360° diumumkan", "360° result released"), shell.label(title).to_owned(), "/career/report".to_owned())
        }
        NewsMatter::Waiver { policy } => {
            let title = app.shipped.set.get(policy).map_or_else(|| policy.to_string(), |policy| shell.label(&policy.title).to_owned());
            (shell.t("Pengecualian diberikan", "Waiver granted"), title, "/eligibility".to_owned())
        }
        NewsMatter::Certificate { certificate, title } => {
            let title = title.as_deref().unwrap_or(certificate.as_str()).to_owned();
            let address = format!("/development/certificates/{}", segment(certificate.as_str()));
            (shell.t("Sertifikat terbit", "Certificate issued"), title, address)
        }
        NewsMatter::Enrolment { title, change } => {
            (changed(shell, *change), shell.label(title).to_owned(), "/development/enrolments".to_owned())
        }
        NewsMatter::Submission { draft, text } => {
            (shell.t("Masukan dijawab", "Submission answered"), cut(text), format!("/voice/consultations/{draft}"))
        }
        NewsMatter::Question { socialisation, text } => {
            (shell.t("Pertanyaan dijawab", "Question answered"), cut(text), format!("/voice/policies/{socialisation}"))
        }
    };
    Line::new(kind, title, address).on(news.on, false)
}

/// What became of an enrolment of mine.
fn changed(shell: &Shell, change: EnrolmentChange) -> &'static str {
    match change {
        EnrolmentChange::Seated => shell.t("Anda mendapat kursi", "You have a seat"),
        EnrolmentChange::Waiting => shell.t("Disetujui, menunggu kursi", "Approved, waiting for a seat"),
        EnrolmentChange::Refused => shell.t("Pendaftaran ditolak", "Enrolment refused"),
        EnrolmentChange::Withdrawn => shell.t("Pendaftaran dibatalkan", "Enrolment withdrawn"),
        EnrolmentChange::Changed => shell.t("Jadwal berubah", "Session changed"),
        EnrolmentChange::CalledOff => shell.t("Pelatihan dibatalkan", "Session called off"),
    }
}

/// The beginning of what somebody wrote, on one line.
fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let beginning: String = letters.by_ref().take(LINE).collect();
    if letters.next().is_none() { beginning } else { format!("{}…", beginning.trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(language: Language) -> Shell {
        Shell::bare(language, &axum::http::Uri::from_static("/"), String::new(), true)
    }

    fn rating(ratee: &str, until: &str) -> RatingDue {
        let title = jenjang::legal::Label::new("Penilaian 2026", "Evaluation 2026");
        RatingDue { cycle: "c".parse().unwrap(), title, ratee: ratee.parse().unwrap(), name: None, until: until.parse().unwrap() }
    }

    #[test]
    fn the_last_week_is_near_and_the_last_three_days_are_counted() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        for (until, near, id, en) in [
            ("2026-12-01", false, None, None),
            ("2026-11-30", true, None, None),
            ("2026-11-27", true, None, None),
            ("2026-11-26", true, Some("tinggal 3 hari"), Some("3 days left")),
            ("2026-11-24", true, Some("tinggal 1 hari"), Some("1 day left")),
            ("2026-11-23", true, Some("hari terakhir"), Some("last day")),
            ("2026-11-22", true, Some("terlampaui"), Some("overdue")),
        ] {
            let waiting = Waiting { ratings: vec![rating("p1", until)], ..Waiting::default() };
            for (language, left) in [(Language::Id, id), (Language::En, en)] {
                let lines = due(&shell(language), &waiting, today);
                assert_eq!(lines[0].until, Some((until.parse().unwrap(), near)), "{until}");
                assert_eq!(lines[0].left.as_deref(), left, "{until}");
            }
        }
    }

    #[test]
    fn many_to_rate_in_a_cycle_stand_on_one_line() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let of = |count: usize| -> Vec<String> {
            let ratings = (0..count).map(|number| rating(&format!("p{number}"), "2026-12-01")).collect();
            let waiting = Waiting { ratings, ..Waiting::default() };
            due(&shell(Language::En), &waiting, today).into_iter().map(|line| line.address).collect()
        };
        assert_eq!(of(2), ["/evaluations/c/rate/p0", "/evaluations/c/rate/p1"]);
        assert_eq!((of(4).len(), of(5)), (4, vec!["/evaluations".to_owned()]));
    }
}

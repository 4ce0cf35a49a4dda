//! The steps of a study assignment as forms: which can be taken in which state, and the fields of each.

use jenjang::study::{StudyAssignment, StudyState};
use jenjang_service::studies::{StudyFile, StudyStep};

use super::study::Action;
use crate::form::Filled;
use crate::shell::Shell;

/// Texts in Indonesian and English.
type Said = (&'static str, &'static str);

/// A field of a step's form.
pub(super) struct Field {
    /// Its name on the page, which no other step's field has.
    pub(super) name: &'static str,
    /// `date` or `text`.
    pub(super) kind: &'static str,
    label: Said,
    hint: Said,
}

impl Field {
    const fn day(name: &'static str, id: &'static str, en: &'static str) -> Field {
        Field { name, kind: "date", label: (id, en), hint: ("", "") }
    }

    const fn text(name: &'static str, id: &'static str, en: &'static str) -> Field {
        Field { name, kind: "text", label: (id, en), hint: ("", "") }
    }

    const fn hinted(mut self, id: &'static str, en: &'static str) -> Field {
        self.hint = (id, en);
        self
    }

    pub(super) fn label(&self, shell: &Shell) -> &'static str {
        shell.t(self.label.0, self.label.1)
    }

    pub(super) fn hint(&self, shell: &Shell) -> &'static str {
        shell.t(self.hint.0, self.hint.1)
    }
}

/// A step.
pub(super) struct Step {
    /// What the form sends.
    pub(super) code: &'static str,
    title: Said,
    pub(super) fields: &'static [Field],
}

/// The most letters of the number of a decree, and of a reason.
const DECREE: usize = 200;
const REASON: usize = 2_000;

const STEPS: &[Step] = &[
    Step {
        code: "grant",
        title: ("Tetapkan", "Grant"),
        fields: &[Field::text("grant-decree", "Nomor surat keputusan", "Number of the decree").hinted(
            "Syaratnya diperiksa lagi untuk hari ini; yang belum memenuhinya tidak dapat ditetapkan.",
            "The requirements are checked again for today; who does not meet them cannot be granted it.",
        )],
    },
    Step { code: "refuse", title: ("Tolak", "Refuse"), fields: &[Field::text("refuse-reason", "Alasan", "Reason")] },
    Step {
        code: "start",
        title: ("Catat mulai belajar", "Record the beginning"),
        fields: &[Field::day("start-on", "Hari pertama", "First day")],
    },
    Step {
        code: "semester",
        title: ("Catat semester", "Record a semester"),
        fields: &[
            Field::day("semester-on", "Hari terakhir semester", "Last day of the semester"),
            Field::text("semester-evidence", "Transkrip atau laporan", "Transcript or report")
                .hinted("Jam pelajarannya dicatat bagi pegawai itu.", "Its learning hours are credited to the person."),
        ],
    },
    Step {
        code: "extend",
        title: ("Perpanjang", "Extend"),
        fields: &[
            Field::day("extend-until", "Hari terakhir yang baru", "The new last day"),
            Field::text("extend-decree", "Nomor surat keputusan perpanjangan", "Number of the decree that extends it"),
        ],
    },
    Step {
        code: "graduate",
        title: ("Catat lulus", "Record the diploma"),
        fields: &[Field::day("graduate-on", "Tanggal ijazah", "Day of the diploma")],
    },
    Step {
        code: "fail",
        title: ("Catat tidak lulus", "Record an end without a diploma"),
        fields: &[
            Field::day("fail-on", "Hari terakhir belajar", "Last day of study"),
            Field::text("fail-reason", "Alasan berakhir tanpa ijazah", "Why it ended without one"),
        ],
    },
    Step {
        code: "return",
        title: ("Catat kembali bertugas", "Record the return to service"),
        fields: &[Field::day("return-on", "Hari pertama kembali bertugas", "First day back in service")
            .hinted("Ikatan dinas dihitung mulai hari ini.", "The service owed runs from this day.")],
    },
    Step { code: "release", title: ("Catat ikatan dinas selesai", "Record that the service owed is done"), fields: &[] },
    Step {
        code: "breach",
        title: ("Catat berhenti sebelum ikatan dinas selesai", "Record leaving before the service owed is done"),
        fields: &[
            Field::day("breach-on", "Hari terakhir bertugas", "Last day in service"),
            Field::text("breach-reason", "Alasan berhenti", "Why the person left"),
        ],
    },
];

/// The step with this code.
pub(super) fn step(code: &str) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.code == code)
}

/// The steps the reader can take now.
pub(super) fn possible(file: &StudyFile) -> impl Iterator<Item = &'static Step> {
    let codes: &[&str] = match file.study.state {
        StudyState::Applied if file.grants => &["grant", "refuse"],
        StudyState::Granted { .. } if file.records => &["start"],
        StudyState::Studying { .. } | StudyState::Extended { .. } if file.records => &["semester", "extend", "graduate", "fail"],
        StudyState::Graduated { .. } | StudyState::Failed { .. } if file.records => &["return"],
        StudyState::BondRunning if file.records => &["release", "breach"],
        _ => &[],
    };
    codes.iter().filter_map(|code| step(code))
}

impl Step {
    pub(super) fn title(&self, shell: &Shell) -> &'static str {
        shell.t(self.title.0, self.title.1)
    }

    /// Whether its form was sent and came back.
    pub(super) fn is_open(&self, form: &Filled) -> bool {
        form.value("step") == self.code
    }

    /// The field that a refusal with this code is about: that of the day; empty where it is the whole.
    pub(super) fn field_of(&self, code: &str) -> &'static str {
        match code {
            "study-day" | "day-out-of-range" | "study-semester" | "no-bond-rule" | "calendar" => {
                self.fields.first().map_or("", |field| field.name)
            }
            _ => "",
        }
    }

    /// What was typed, as what is done; the semester is the next one.
    pub(super) fn read(&self, form: &mut Filled, study: &StudyAssignment) -> Option<Action> {
        let step = match self.code {
            "grant" => return Some(Action::Decide(Ok(form.text("grant-decree", DECREE)?))),
            "refuse" => return Some(Action::Decide(Err(form.text("refuse-reason", REASON)?))),
            "start" => StudyStep::Start { on: form.day("start-on")? },
            "semester" => {
                let (on, evidence) = (form.day("semester-on"), form.text("semester-evidence", REASON));
                let number = u32::try_from(study.semesters.len()).unwrap_or(u32::MAX).saturating_add(1);
                StudyStep::Semester { number, on: on?, evidence: Some(evidence?.into()) }
            }
            "extend" => {
                let (until, decree) = (form.day("extend-until"), form.text("extend-decree", DECREE));
                StudyStep::Extend { until: until?, decree: decree?.into() }
            }
            "graduate" => StudyStep::Graduate { on: form.day("graduate-on")? },
            "fail" => {
                let (on, reason) = (form.day("fail-on"), form.text("fail-reason", REASON));
                StudyStep::Fail { on: on?, reason: reason?.into() }
            }
            "return" => StudyStep::Return { on: form.day("return-on")? },
            "release" => StudyStep::Release,
            _ => {
                let (on, reason) = (form.day("breach-on"), form.text("breach-reason", REASON));
                StudyStep::Breach { on: on?, reason: reason?.into() }
            }
        };
        Some(Action::Record(step))
    }
}

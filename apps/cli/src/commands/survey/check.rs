//! `survey check`: every problem of questionnaires in one pass.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::diagnostic::Severity;
use jenjang_policy_files::{DiagnosticRecord, QuestionnaireLibrary, Style};
use serde::Serialize;

use super::text_of;
use crate::args::text;
use crate::output::{Answer, Failure, Voice, plural};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("check")
        .about(t(
            "Periksa kuesioner: skala, pilihan, percabangan, pertanyaan yang tak terjangkau, batas penayangan",
            "Check questionnaires: scales, options, branching, questions nobody reaches, thresholds of what is shown",
        ))
        .after_help(t(
            "Tanpa argumen: semua kuesioner bawaan. Kode keluar 1 bila ada kesalahan.\nContoh: jenjang survey check kuesioner.toml",
            "Without arguments: every shipped questionnaire. Exit code 1 on errors.\nExample: jenjang survey check questionnaire.toml",
        ))
        .arg(
            Arg::new("questionnaires")
                .num_args(0..)
                .value_name("ID|FILE")
                .help(t("Id kuesioner bawaan atau berkas TOML", "Ids of shipped questionnaires or TOML files")),
        )
}

/// One line of JSON output.
#[derive(Serialize)]
struct Line {
    schema: &'static str,
    #[serde(flatten)]
    record: DiagnosticRecord,
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let named: Vec<&String> = matches.get_many::<String>("questionnaires").into_iter().flatten().collect();
    let mut library = QuestionnaireLibrary::default();
    if named.is_empty() {
        library = jenjang_asn::questionnaires();
    }
    for name in &named {
        let found = text_of(name)?;
        library.add(&found.file, found.text.as_bytes());
    }
    let errors = library.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    if voice.is_json() {
        for diagnostic in &library.diagnostics {
            voice.json(&Line { schema: "jenjang/diagnostic/1", record: library.sources.record(diagnostic) })?;
        }
        return Ok(Answer::positive_if(errors == 0));
    }
    let style = match (voice.plain, voice.colour_out()) {
        (true, _) => Style::Sentences,
        (false, true) => Style::Colour,
        (false, false) => Style::Excerpt,
    };
    for diagnostic in &library.diagnostics {
        voice.line(library.sources.render(diagnostic, voice.language, style).trim_end());
    }
    let checked = named.len().max(library.questionnaires.len());
    for questionnaire in &library.questionnaires {
        let (id, count) = (&questionnaire.parts().id, questionnaire.questions().len());
        voice.line(match voice.language {
            Language::Id => format!("{id}: {count} pertanyaan"),
            Language::En => format!("{id}: {}", plural(count, "question", "questions")),
        });
    }
    voice.line(match voice.language {
        Language::Id => format!("{checked} kuesioner diperiksa, {errors} kesalahan."),
        Language::En => format!("{} checked, {}.", plural(checked, "questionnaire", "questionnaires"), plural(errors, "error", "errors")),
    });
    Ok(Answer::positive_if(errors == 0))
}

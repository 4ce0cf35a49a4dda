//! `evaluation example`: three small files of invented people, ready to run.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use jenjang::evaluation::chart::Chart;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::nomination::{Nomination, NominationState, propose};
use jenjang::evaluation::scheme::{Relation, Scheme};
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang_exchange::evaluation::{File, read_people_csv, write_nominations_csv};

use super::inputs::DEFAULT_SCHEME;
use super::library::Library;
use crate::args::text;
use crate::output::{Answer, Failure, Voice};

/// Two units below one head; nobody in it exists.
const PEOPLE: &str = "\
person,name,unit,superior,position-kind
a-00,Contoh Kepala,dinas,,kepala
a-10,Contoh Satu,bidang-1,a-00,kepala-bidang
a-11,Contoh Dua,bidang-1,a-10,pelaksana
a-12,Contoh Tiga,bidang-1,a-10,pelaksana
a-13,Contoh Empat,bidang-1,a-10,pelaksana
a-14,Contoh Lima,bidang-1,a-10,pelaksana
a-15,Contoh Enam,bidang-1,a-10,pelaksana
a-20,Contoh Tujuh,bidang-2,a-00,kepala-bidang
a-21,Contoh Delapan,bidang-2,a-20,pelaksana
a-22,Contoh Sembilan,bidang-2,a-20,pelaksana
a-23,Contoh Sepuluh,bidang-2,a-20,pelaksana
a-24,Contoh Sebelas,bidang-2,a-20,pelaksana
";

/// The day the example's cycle was closed.
const CLOSED: &str = "2026-03-15";

pub(crate) fn command(language: Language) -> Command {
    Command::new("example")
        .about(text(
            language,
            "Tulis tiga berkas CSV kecil buatan (orang, penunjukan, jawaban) untuk dicoba",
            "Write three small made-up CSV files (people, nominations, answers) to try things with",
        ))
        .arg(Arg::new("folder").required(true).value_name("DIR").help(text(
            language,
            "Folder tujuan; dibuat bila belum ada, berkas yang sudah ada tidak ditimpa",
            "Where to write them; made if needed, files that exist are not overwritten",
        )))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let folder = matches.get_one::<String>("folder").map_or("", String::as_str);
    let mut library = Library::open();
    let scheme = library.scheme(DEFAULT_SCHEME, voice)?;
    let instrument = library.instrument(&scheme.parts().instrument, voice)?;
    let chart = read_people_csv(File { name: "people.csv", bytes: PEOPLE.as_bytes() })
        .sound()
        .map_err(|_| Failure::said("contoh tidak dapat dibaca", "the example cannot be read"))?;
    let nominations = nominations(&scheme, &chart);
    let answers = answers(&scheme, &instrument, &chart, &nominations);
    write(folder, &[("people.csv", PEOPLE), ("nominations.csv", &write_nominations_csv(&nominations)), ("answers.csv", &answers)])?;
    let path = |name: &str| Path::new(folder).join(name).display().to_string();
    let (people, named, answered) = (path("people.csv"), path("nominations.csv"), path("answers.csv"));
    voice.line(match voice.language {
        Language::Id => format!("{people}, {named} dan {answered} ditulis; tidak seorang pun di dalamnya nyata. Cobalah:"),
        Language::En => format!("{people}, {named} and {answered} are written; nobody in them exists. Try:"),
    });
    voice.line(format!("  jenjang evaluation nominate --people {people} --check {named}"));
    voice.line(format!("  jenjang evaluation score --people {people} --nominations {named} --answers {answered} --closed-on {CLOSED}"));
    Ok(Answer::Positive)
}

/// As proposed with a fixed seed; the superiors approved all but what one rater declined.
fn nominations(scheme: &Scheme, chart: &Chart) -> Vec<Nomination> {
    let mut nominations = propose(scheme, chart, "contoh");
    for nomination in &mut nominations {
        if *nomination.state() == NominationState::Proposed
            && let Some(superior) = chart.superior_of(nomination.ratee())
        {
            // the superior may always approve what is proposed
            let _ = nomination.approve(superior, chart);
        }
        if (nomination.ratee().as_str(), nomination.rater().as_str()) == ("a-11", "a-14") {
            let _ = nomination.decline("baru bergabung bulan ini");
        }
    }
    nominations
}

/// One line for each rater and person, one column for each item. The numbers follow from the ids, so that the files are always the same.
fn answers(scheme: &Scheme, instrument: &Instrument, chart: &Chart, nominations: &[Nomination]) -> String {
    let items: Vec<&str> = instrument.items().iter().map(|item| item.id.as_str()).collect();
    let mut out = format!("ratee,rater,{},comment,answered-on\n", items.join(","));
    for (line, nomination) in nominations.iter().filter(|nomination| nomination.is_approved()).enumerate() {
        let (ratee, rater) = (nomination.ratee(), nomination.rater());
        let relation = scheme.group(nomination.group()).map(|group| group.relation);
        if (ratee.as_str(), rater.as_str()) == ("a-22", "a-23") {
            // somebody who did not answer
            continue;
        }
        let cells: Vec<String> = (0..items.len())
            .map(|item| if instrument.is_asked(item, chart.leads(ratee)) { answer(ratee, rater, relation, item) } else { String::new() })
            .collect();
        let comment = if relation == Some(Relation::Superior) { "Capaian baik; perlu lebih sering berbagi pengetahuan" } else { "" };
        out.push_str(&format!("{ratee},{rater},{},{comment},2026-03-{:02}\n", cells.join(","), 2 + line % 12));
    }
    out
}

fn answer(ratee: &PersonId, rater: &PersonId, relation: Option<Relation>, item: usize) -> String {
    let number = |id: &PersonId| id.as_str().bytes().fold(7usize, |sum, byte| (sum * 31 + usize::from(byte)) % 1009);
    let (who, by) = (number(ratee), number(rater));
    if relation != Some(Relation::Superior) && (who + by * 3 + item * 5).is_multiple_of(29) {
        return "N/O".to_owned();
    }
    let standing = 3 + usize::from(who % 3 != 0);
    let mood = [0, 1, 0, 1, 2][(by + item * 3 + who) % 5];
    let kind = usize::from(relation == Some(Relation::Oneself));
    (standing + mood + kind).saturating_sub(1).clamp(1, 5).to_string()
}

fn write(folder: &str, files: &[(&str, &str)]) -> Result<(), Failure> {
    let refused = |path: &Path, error: &std::io::Error| {
        let path = path.display();
        Failure::said(format!("`{path}` tidak dapat ditulis: {error}"), format!("cannot write `{path}`: {error}"))
    };
    let folder = Path::new(folder);
    for (name, _) in files {
        let path = folder.join(name);
        if path.exists() {
            let path = path.display();
            return Err(Failure::said(
                format!("`{path}` sudah ada dan tidak ditimpa; sebutlah folder lain"),
                format!("`{path}` exists and is not overwritten; name another folder"),
            ));
        }
    }
    std::fs::create_dir_all(folder).map_err(|error| refused(folder, &error))?;
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| refused(&path, &error))?;
    }
    Ok(())
}

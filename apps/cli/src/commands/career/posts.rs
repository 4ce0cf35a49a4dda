//! `career posts`: an example of a file of posts.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

/// The columns written, besides facts.
const COLUMNS: &str = "id,label-id,label-en,unit,kind,tier,echelon,family,field,lowest-grade,standard";
/// The facts about a post that synthetic posts state.
const FACTS: [&str; 3] = ["target.minimum education", "target.leadership training", "target.certificate"];

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("posts")
        .about(t(
            "Tulis contoh berkas jabatan sebuah kabupaten sintetis, dalam CSV",
            "Write an example file of posts, of a synthetic district, as CSV",
        ))
        .arg(
            Arg::new("size")
                .long("size")
                .value_name("N")
                .default_value("200")
                .value_parser(clap::value_parser!(u32).range(1..=20_000))
                .help(t("Jumlah jabatan, 1 sampai 20000; bawaan: 200", "How many posts, 1 to 20000; default: 200")),
        )
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let library = Library::open(&[], voice)?;
    let missing = || Failure::said("katalog `asn` tidak ada", "there is no catalogue `asn`");
    let catalogue = library.files.catalogue("asn").cloned().ok_or_else(missing)?;
    let size = matches.get_one::<u32>("size").copied().and_then(|n| usize::try_from(n).ok()).unwrap_or(200);
    let quoted = |text: &str| if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() };
    voice.line(format!("{COLUMNS},{}", FACTS.join(",")));
    for post in jenjang_asn::synthetic::posts(&catalogue, size) {
        let code = |code: &Option<std::sync::Arc<str>>| code.as_deref().unwrap_or_default().to_owned();
        let mut cells = vec![
            post.id.to_string(),
            post.label.id.to_string(),
            post.label.en.to_string(),
            post.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
            post.kind.to_string(),
            code(&post.tier),
            code(&post.echelon),
            code(&post.family),
            code(&post.field),
            code(&post.lowest_grade),
            code(&post.standard),
        ];
        for fact in FACTS {
            let stated = post.asks.iter().find(|(index, _)| &*catalogue.fact(*index).name == fact);
            cells.push(stated.map(|(_, value)| value.to_string()).unwrap_or_default());
        }
        voice.line(cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
    }
    Ok(Answer::Positive)
}

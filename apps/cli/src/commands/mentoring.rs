//! `mentoring …`: programmes, pairs, sessions, reviews.

mod matching;
mod pair;
mod programme;
mod show;

use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::{PairId, ProgrammeId};
use jenjang::policy::catalogue::Catalogue;
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::development::LearningRules;
use jenjang_service::mentoring::MatchSources;
use jenjang_service::needs::NeedLibrary;

use super::round::gatherer;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("mentoring")
        .about(t(
            "Mentoring pegawai baru: program, pasangan, pertemuan, penilaian akhir",
            "Mentoring of new staff: programmes, pairs, sessions, closing reviews",
        ))
        .after_help(t(
            "Urutannya: programme (pengelola kepegawaian), match atau pair, session (mentor), close (keduanya).\n\
             Siapa yang bertindak disebut dengan --as. Penjelasan: docs/mentoring.md.",
            "In this order: programme (an HR officer), match or pair, session (the mentor), close (both).\n\
             Who acts is named with --as. More: docs/mentoring.md.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(programme::command(language))
        .subcommand(matching::command(language))
        .subcommands(pair::commands(language))
        .subcommand(show::command(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "programme" => programme::run(matches, &session, &voice),
        "match" => matching::run(matches, &session, &voice),
        "list" => show::run(matches, &session, &voice),
        _ => pair::run(name, matches, &session, &voice),
    }
}

/// What matching reads besides the store.
struct Shipped {
    library: Library,
    competency: CompetencyLibrary,
    catalogue: Arc<Catalogue>,
}

impl Shipped {
    fn new() -> Result<Shipped, Failure> {
        let library = jenjang_asn::library();
        let missing = || Failure::said("katalog `asn` tidak ada", "there is no catalogue `asn`");
        let catalogue = library.catalogue("asn").cloned().ok_or_else(missing)?;
        Ok(Shipped { library, competency: jenjang_asn::competency(), catalogue })
    }

    fn sources(&self) -> MatchSources<'_> {
        MatchSources {
            needs: NeedLibrary { shipped: &self.library, policies: &jenjang_asn::NEED_POLICIES, competency: &self.competency },
            catalogue: &self.catalogue,
            gatherer: &gatherer::facts,
            ranks: jenjang_asn::RANK_FACTS,
        }
    }

    fn learning(&self) -> LearningRules<'_> {
        LearningRules { shipped: &self.library, policies: &jenjang_asn::FORM_POLICIES }
    }
}

/// A subcommand about one programme.
fn about_programme(name: &'static str, language: Language, about: &'static str) -> Command {
    let programme = Arg::new("programme").required(true).value_name("PROGRAMME").help(text(language, "Id program", "Id of the programme"));
    Command::new(name).about(about).arg(programme).args(arguments(language))
}

/// A subcommand about one pair.
fn about_pair(name: &'static str, language: Language, about: &'static str) -> Command {
    let pair = Arg::new("pair").required(true).value_name("PAIR").help(text(
        language,
        "Id pasangan, seperti ditulis `jenjang mentoring list`",
        "Id of the pair, as `jenjang mentoring list` writes it",
    ));
    Command::new(name).about(about).arg(pair).args(arguments(language))
}

fn programme_of(matches: &ArgMatches) -> Result<ProgrammeId, Failure> {
    shared::id(shared::word(matches, "programme"))
}

fn pair_of(matches: &ArgMatches) -> Result<PairId, Failure> {
    shared::id(shared::word(matches, "pair"))
}

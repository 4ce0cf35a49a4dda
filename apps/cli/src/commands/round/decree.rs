//! `round decree`: the appointment decree of somebody who was chosen.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_documents::{Decree, date_in_words, decree};
use jenjang_service::promotion::decree_facts;

use super::{about, round_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::certificate::pdf;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let value = |name: &'static str, what: &'static str, help| Arg::new(name).long(name).value_name(what).help(help);
    let several = |name: &'static str, help| Arg::new(name).long(name).value_name("TEXT").action(ArgAction::Append).help(help);
    about("decree", language, t("Surat keputusan pengangkatan bagi yang terpilih (PDF/UA-1)", "The appointment decree of somebody who was chosen (PDF/UA-1)"))
        .after_help(t(
            "Konsep untuk ditandatangani pejabat yang berwenang. Tanpa --recalling bagian Mengingat memuat dasar hukum keputusan tentang orang itu; tanpa --considering dan --decides teks baku.",
            "A draft for the competent authority to sign. Without --recalling the decree recalls the legal grounds of the decision about the person; without --considering and --decides it has standard texts.",
        ))
        .arg(Arg::new("person").required(true).value_name("PERSON").help(t("Yang diangkat: id internal atau nomor pegawai", "Who is appointed: an internal id or employee number")))
        .arg(value("government", "NAME", t("Pemerintah daerah atau instansi, di kepala surat", "The government or agency, at the head")).required(true))
        .arg(value("authority", "NAME", t("Pejabat yang memutuskan, misalnya \"Bupati Contoh\"", "Who decides, such as \"Bupati Contoh\"")).required(true))
        .arg(value("number", "NUMBER", t("Nomor keputusan", "Number of the decree")).required(true))
        .arg(value("about", "TEXT", t("Tentang; bawaan: judul putaran", "What it is about; default: the title of the round")))
        .arg(several("considering", t("Butir Menimbang; dapat diulang", "A point of Considering; may be repeated")))
        .arg(several("recalling", t("Butir Mengingat; dapat diulang", "A point of In view of; may be repeated")))
        .arg(value("decides", "TEXT", t("Diktum KESATU", "The first part")))
        .arg(several("further", t("Diktum berikutnya; dapat diulang", "A further part; may be repeated")))
        .arg(several("copy", t("Tembusan; dapat diulang", "Who receives a copy; may be repeated")))
        .arg(pdf::file(language))
        .args(pdf::signatory(language))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let round = round_of(matches)?;
    let person = session.person(shared::word(matches, "person"))?;
    let facts = session.ask(async |context| decree_facts(context, &round, &person).await)?;
    let several = |name: &str| -> Vec<String> { matches.get_many::<String>(name).into_iter().flatten().cloned().collect() };
    let or = |given: Vec<String>, standard: Vec<String>| if given.is_empty() { standard } else { given };
    let title = voice.label(&facts.plan.title).to_owned();
    let word = |name: &str| shared::word(matches, name).to_owned();
    let decided = date_in_words(facts.decided_on, voice.language);
    let considering = match voice.language {
        Language::Id => vec![
            format!(
                "bahwa berdasarkan hasil putaran {title} tanggal {decided} yang namanya tercantum dalam Keputusan ini terpilih dan memenuhi syarat;"
            ),
            format!("bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan Keputusan {};", word("authority")),
        ],
        Language::En => vec![
            format!(
                "that by the outcome of the round {title} of {decided} the person named in this decree was chosen and meets the requirements;"
            ),
            format!("that on the consideration under a. a decree of the {} has to be made;", word("authority")),
        ],
    };
    let further = match voice.language {
        Language::Id => vec!["Keputusan ini mulai berlaku pada tanggal ditetapkan.".to_owned()],
        Language::En => vec!["This decree takes effect on the day it is made.".to_owned()],
    };
    let name = facts.name.as_deref().unwrap_or(facts.person.as_str()).to_owned();
    let mut appointee = vec![(voice.t("Nama", "Name").to_owned(), name)];
    appointee.extend(facts.employee_number.as_deref().map(|number| ("NIP".to_owned(), number.to_owned())));
    appointee.extend(facts.grade.as_deref().map(|grade| (voice.t("Golongan ruang", "Grade").to_owned(), grade.to_owned())));
    let sheet = Decree {
        government: word("government"),
        authority: word("authority"),
        number: word("number"),
        about: matches.get_one::<String>("about").cloned().unwrap_or_else(|| title.clone()),
        considering: or(several("considering"), considering),
        recalling: or(several("recalling"), facts.references.iter().map(|reference| format!("{reference};")).collect()),
        decides: matches.get_one::<String>("decides").cloned().unwrap_or_else(|| match voice.language {
            Language::Id => format!("Menetapkan {title} bagi Pegawai Negeri Sipil:"),
            Language::En => format!("{title} is decided for the civil servant:"),
        }),
        appointee,
        further: or(several("further"), further),
        signatory: pdf::signatory_of(matches, session)?,
        copies: several("copy"),
    };
    pdf::save(matches, decree(&sheet, voice.language), voice)
}

//! `survey plan`.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};
use jenjang::survey::{Audience, Breakdown, Naming, Relation};
use jenjang_service::surveys::{PlanSurvey, plan_survey};
use serde_json::json;

use super::{about, survey_of, text_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    about("plan", language, t("Rencanakan survei: kuesioner, sasaran, anonim atau bernama", "Plan a survey: questionnaire, audience, anonymous or named"))
        .after_help(t(
            "Oleh pengelola kepegawaian unit atau analis kebijakan. Yang dinyatakan di sini tidak diubah lagi.\n\
             Contoh:\n  jenjang survey plan iklim-2026 --questionnaire asn/survey/development-climate --unit dinas-a --naming anonymous --by unit --as p-1\n  \
             jenjang survey plan minat-2026 --questionnaire asn/survey/wanted-training --unit dinas-a --naming named --reader hr-officer --wishes fields --as p-1\n  \
             jenjang survey plan skm-2026-1 --questionnaire asn/survey/public-satisfaction-2017 --unit dinas-a --naming anonymous --ask anybody --by service --as p-1",
            "By an HR officer of the unit or a policy analyst. What is declared here does not change any more.\n\
             Examples:\n  jenjang survey plan climate-2026 --questionnaire asn/survey/development-climate --unit unit-a --naming anonymous --by unit --as p-1\n  \
             jenjang survey plan wishes-2026 --questionnaire asn/survey/wanted-training --unit unit-a --naming named --reader hr-officer --wishes fields --as p-1\n  \
             jenjang survey plan skm-2026-1 --questionnaire asn/survey/public-satisfaction-2017 --unit unit-a --naming anonymous --ask anybody --by service --as p-1",
        ))
        .arg(Arg::new("questionnaire").long("questionnaire").required(true).value_name("ID|FILE").help(t(
            "Kuesioner bawaan menurut id, atau berkas TOML sendiri",
            "A shipped questionnaire by id, or a TOML file of your own",
        )))
        .arg(Arg::new("unit").long("unit").required(true).value_name("UNIT").help(t("Unit yang menyelenggarakan", "The unit that asks")))
        .arg(Arg::new("naming").long("naming").required(true).value_name("anonymous|named").value_parser(["anonymous", "named"]).help(t(
            "anonymous: tidak seorang pun membaca siapa menjawab apa; named: jawaban bernama",
            "anonymous: nobody reads who answered what; named: answers carry names",
        )))
        .arg(Arg::new("reader").long("reader").value_name("ROLE").action(ArgAction::Append).value_parser(GrantedRole::ALL.map(GrantedRole::as_str)).help(t(
            "Peran yang membaca jawaban bernama; dapat diulang",
            "A role that reads named answers; may be repeated",
        )))
        .arg(Arg::new("ask").long("ask").value_name("WHO").default_value("unit").value_parser(["unit", "posts", "participant", "superior", "peer", "links", "anybody"]).help(t(
            "Sasaran: unit (bawaan: semua pegawai unit dan di bawahnya), posts (menurut --post dan --grade), participant, superior, peer (di sekitar --session), links (masyarakat, tautan sekali pakai), anybody (masyarakat, siapa pun)",
            "The audience: unit (default: everybody of the unit and under it), posts (by --post and --grade), participant, superior, peer (around --session), links (the public, links used once), anybody (the public, anyone)",
        )))
        .arg(Arg::new("post").long("post").value_name("KIND").action(ArgAction::Append).help(t("Jenis jabatan; dapat diulang", "A kind of post; may be repeated")))
        .arg(Arg::new("grade").long("grade").value_name("GRADE").action(ArgAction::Append).help(t("Golongan ruang; dapat diulang", "A grade; may be repeated")))
        .arg(Arg::new("session").long("session").value_name("SESSION").help(t("Jadwal pelatihan", "The course session")))
        .arg(Arg::new("links").long("links").value_name("N").value_parser(clap::value_parser!(u32)).help(t("Banyaknya tautan", "How many links")))
        .arg(Arg::new("by").long("by").value_name("unit|QUESTION").help(t(
            "Satu rincian hasil: menurut unit, atau menurut jawaban satu pertanyaan pilihan tunggal; bawaan: tanpa rincian",
            "The one breakdown of results: by unit, or by the answers to a single-choice question; default: none",
        )))
        .arg(Arg::new("after").long("after").value_name("SURVEY").help(t("Gelombang sebelum ini", "The wave before this one")))
        .arg(Arg::new("wishes").long("wishes").value_name("QUESTION").help(t(
            "Pilihan pada pertanyaan ini disimpan sebagai minat pelatihan penjawab; hanya survei bernama",
            "Options chosen here are kept as the person's wishes for training; named surveys only",
        )))
        .arg(Arg::new("title").long("title").value_name("TEXT").help(t("Judul; bawaan: judul kuesioner", "Title; default: that of the questionnaire")))
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = PlanSurvey {
        id: survey_of(matches)?,
        title: matches.get_one::<String>("title").map(|title| Label::same(title.as_str())),
        unit: shared::id(shared::word(matches, "unit"))?,
        questionnaire: text_of(shared::word(matches, "questionnaire"))?,
        naming: naming(matches)?,
        audience: audience(matches)?,
        breakdown: match matches.get_one::<String>("by").map(String::as_str) {
            None => Breakdown::Nothing,
            Some("unit") => Breakdown::Unit,
            Some(question) => Breakdown::Question { question: shared::id(question)? },
        },
        after: matches.get_one::<String>("after").map(|id| shared::id(id)).transpose()?,
        wishes: matches.get_one::<String>("wishes").map(|id| shared::id(id)).transpose()?,
    };
    let planned = session.ask(async |context| plan_survey(context, &command).await)?;
    let (id, number) = (&command.id, planned.wave.number);
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/survey-planned/1", "survey": id, "wave": planned.wave, "questions": planned.questions }))?;
        return Ok(Answer::Positive);
    }
    let anonymous = command.naming.is_anonymous();
    let naming = voice.t(if anonymous { "anonim" } else { "bernama" }, if anonymous { "anonymous" } else { "named" });
    voice.line(match voice.language {
        Language::Id => format!(
            "Survei {id} direncanakan: {} pertanyaan, {naming}, gelombang {number}. Berikutnya: `jenjang survey open {id} --from TANGGAL --to TANGGAL`.",
            planned.questions
        ),
        Language::En => format!(
            "Survey {id} is planned: {}, {naming}, wave {number}. Next: `jenjang survey open {id} --from DATE --to DATE`.",
            plural(planned.questions, "question", "questions")
        ),
    });
    Ok(Answer::Positive)
}

fn naming(matches: &ArgMatches) -> Result<Naming, Failure> {
    let readers: Vec<&String> = matches.get_many::<String>("reader").into_iter().flatten().collect();
    let of = |word: &String| GrantedRole::ALL.into_iter().find(|role| role.as_str() == word);
    if shared::word(matches, "naming") == "named" {
        return Ok(Naming::Named { readers: readers.into_iter().filter_map(of).collect() });
    }
    if readers.is_empty() {
        return Ok(Naming::Anonymous);
    }
    Err(Failure::said(
        "--reader hanya untuk survei bernama: jawaban anonim tidak dibaca siapa pun satu per satu",
        "--reader is for named surveys alone: nobody reads anonymous answers one by one",
    ))
}

fn audience(matches: &ArgMatches) -> Result<Audience, Failure> {
    let ask = shared::word(matches, "ask");
    let given = |name: &str| matches.value_source(name) == Some(clap::parser::ValueSource::CommandLine);
    for (name, of) in [("post", "posts"), ("grade", "posts"), ("links", "links"), ("session", "participant superior peer")] {
        if given(name) && !of.split(' ').any(|word| word == ask) {
            return Err(Failure::said(
                format!("--{name} tidak berlaku untuk --ask {ask}, hanya untuk {of}"),
                format!("--{name} means nothing with --ask {ask}, only with {of}"),
            ));
        }
    }
    let missing = |name: &str| Failure::said(format!("--ask {ask} memerlukan --{name}"), format!("--ask {ask} needs --{name}"));
    if let Some((_, relation)) = Relation::WORDS.into_iter().find(|(word, _)| *word == ask) {
        let session = matches.get_one::<String>("session").ok_or_else(|| missing("session"))?;
        return Ok(Audience::Session { session: shared::id(session)?, relation });
    }
    Ok(match ask {
        "posts" => {
            let (kinds, grades) = (many(matches, "post")?, many(matches, "grade")?);
            if matches.get_many::<String>("post").is_none() && matches.get_many::<String>("grade").is_none() {
                return Err(missing("post"));
            }
            Audience::Posts { kinds, grades }
        }
        "links" => Audience::Links { count: matches.get_one::<u32>("links").copied().ok_or_else(|| missing("links"))? },
        "anybody" => Audience::Anybody,
        _ => Audience::Unit,
    })
}

fn many<T: std::str::FromStr<Err = jenjang::people::id::TextError> + Ord>(
    matches: &ArgMatches,
    name: &str,
) -> Result<std::collections::BTreeSet<T>, Failure> {
    matches.get_many::<String>(name).into_iter().flatten().map(|given| shared::id(given)).collect()
}

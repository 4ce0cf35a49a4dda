//! `career paths`: routes to a post.

use clap::{Arg, ArgMatches, Command};
use jenjang::career::Planner;
use jenjang::legal::Language;

use super::picture::Picture;
use super::{Asked, arguments, asked, post_id, unknown_post};
use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("paths")
        .about(t(
            "Beberapa rute ke suatu jabatan: kapan tiap langkah, apa yang terpenuhi, apa yang kurang, dan apa yang menutupnya",
            "Several routes to a post: when each step, what is met, what is missing, and what closes it",
        ))
        .after_help(t(
            "Contoh pegawai.csv (fakta lain mempertajam rutenya, `jenjang facts` mendaftarnya):\n\
             \x20 id,position.kind,education.level\n\
             \x20 P-1,pelaksana,S1\n\n\
             \x20 jenjang career posts > jabatan.csv\n\
             \x20 jenjang career paths --facts pegawai.csv --posts jabatan.csv --as-of 2026-04-01 \\\n\
             \x20   --from dinas-keuangan/pengelola-1 --to dinas-keuangan/seksi-3\n\n\
             Kode keluar 1 bila bagi seseorang tidak ada rute yang mungkin.",
            "Example people.csv (more facts sharpen the routes, `jenjang facts` lists them):\n\
             \x20 id,position.kind,education.level\n\
             \x20 P-1,pelaksana,S1\n\n\
             \x20 jenjang career posts > posts.csv\n\
             \x20 jenjang career paths --facts people.csv --posts posts.csv --as-of 2026-04-01 \\\n\
             \x20   --from dinas-keuangan/pengelola-1 --to dinas-keuangan/seksi-3\n\n\
             Exit code 1 when no route is possible for somebody.",
        ))
        .args(arguments(language))
        .arg(Arg::new("to").long("to").required(true).value_name("POST").help(t("Jabatan yang dituju", "The post to reach")))
        .arg(
            Arg::new("routes")
                .long("routes")
                .value_name("N")
                .default_value("3")
                .value_parser(clap::value_parser!(u32).range(1..=10))
                .help(t("Berapa rute yang berbeda, 1 sampai 10; bawaan: 3", "How many different routes, 1 to 10; default: 3")),
        )
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { library, map, people, from, as_of, known_at } = asked(matches, voice)?;
    let count = matches.get_one::<u32>("routes").copied().and_then(|n| usize::try_from(n).ok()).unwrap_or(3);
    let to = post_id(matches.get_one::<String>("to").map_or("", String::as_str))?;
    if map.post(&to).is_none() {
        return Err(unknown_post(&map, to.as_str()));
    }
    let planner = Planner::new(&map, library.set(), as_of, known_at).map_err(|error| Failure { message: error.message() })?;
    let picture = Picture { map: &map, voice };
    let mut positive = true;
    for person in &people {
        let plan = planner.routes(&person.dossier, from.as_ref(), &to, count).map_err(|error| Failure { message: error.message() })?;
        positive &= plan.routes.iter().any(|route| route.arrival.is_some());
        if voice.is_json() {
            voice.json(&serde_json::json!({
                "schema": "jenjang/career-paths/1",
                "id": person.id,
                "pattern": &*map.pattern().id,
                "plan": plan,
            }))?;
        } else {
            if people.len() > 1 {
                voice.line(format!("── {}", person.id.as_deref().unwrap_or("-")));
            }
            picture.plan(&plan).iter().for_each(|line| voice.line(line));
        }
    }
    Ok(Answer::positive_if(positive))
}

//! `career map`: what can be reached in one step.

use clap::{ArgMatches, Command};
use jenjang::career::Planner;
use jenjang::legal::Language;

use super::picture::Picture;
use super::under_way::{self, UnderWay};
use super::{Asked, arguments, asked};
use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    Command::new("map")
        .about(text(
            language,
            "Peta karier saya: jabatan yang dapat dicapai dalam satu langkah, kapan, dan apa yang kurang",
            "My career map: posts within one step, when, and what is missing",
        ))
        .after_help(text(
            language,
            "Contoh pegawai.csv (fakta lain mempertajam rutenya, `jenjang facts` mendaftarnya):\n\
             \x20 id,position.kind,education.level\n\
             \x20 P-1,pelaksana,S1\n\n\
             \x20 jenjang career posts > jabatan.csv\n\
             \x20 jenjang career map --facts pegawai.csv --posts jabatan.csv --as-of 2026-04-01 \\\n\
             \x20   --from dinas-keuangan/pengelola-1\n\n\
             Kode keluar 1 bila bagi seseorang tidak ada jabatan yang dapat dicapai.",
            "Example people.csv (more facts sharpen the routes, `jenjang facts` lists them):\n\
             \x20 id,position.kind,education.level\n\
             \x20 P-1,pelaksana,S1\n\n\
             \x20 jenjang career posts > posts.csv\n\
             \x20 jenjang career map --facts people.csv --posts posts.csv --as-of 2026-04-01 \\\n\
             \x20   --from dinas-keuangan/pengelola-1\n\n\
             Exit code 1 when somebody can reach no post.",
        ))
        .args(arguments(language))
        .args(under_way::arguments(language))
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { library, map, people, from, as_of, known_at } = asked(matches, voice)?;
    let planner = Planner::new(&map, library.set(), as_of, known_at).map_err(|error| Failure { message: error.message() })?;
    let picture = Picture { map: &map, voice };
    let under_way = UnderWay::of(matches)?;
    let mut positive = true;
    for person in &people {
        let reach = planner.reachable(&person.dossier, from.as_ref()).map_err(|error| Failure { message: error.message() })?;
        positive &= reach.posts.iter().any(|post| post.step.earliest.is_some());
        if voice.is_json() {
            let mut value = serde_json::json!({
                "schema": "jenjang/career-map/1",
                "id": person.id,
                "pattern": &*map.pattern().id,
                "map": reach,
            });
            under_way.add_to(&mut value, person.id.as_deref())?;
            voice.json(&value)?;
        } else {
            if people.len() > 1 {
                voice.line(format!("── {}", person.id.as_deref().unwrap_or("-")));
            }
            picture.reach(&reach).iter().for_each(|line| voice.line(line));
            under_way.show(person.id.as_deref(), voice)?;
        }
    }
    Ok(Answer::positive_if(positive))
}

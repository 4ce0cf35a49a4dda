//! `index jp`: the learning hours of a calendar year, line by line.

mod activities;

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use clap::{Arg, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::index::learning_hours::{Account, FormRule, Limit, Period, Reason, Way, still_counts, ways};
use jenjang::legal::{Label, Language};
use jenjang::policy::decision::Required;
use jenjang::policy::model::PolicySet;
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use jenjang_asn::codes::LearningForm;

use self::activities::{Person, read};
use super::rules::{Rule, code, number};
use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

const PER_UNIT: &str = "asn/learning/hours-per-unit";
const UNIT: &str = "asn/learning/unit";
const LIMIT: &str = "asn/learning/limit";
const LIMIT_PERIOD: &str = "asn/learning/limit-period";
const DUTY: &str = "asn/learning/yearly-duty";

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("jp")
        .about(t(
            "Jam pelajaran (JP) tiap orang dalam tahun kalender, baris demi baris, terhadap kewajiban 20 JP PNS",
            "Learning hours (JP) of every person in the calendar year, line by line, against the duty of 20 JP of civil servants",
        ))
        .arg(Arg::new("activities").long("activities").required(true).value_name("FILE|-").help(t(
            "CSV kegiatan: person, date, form, amount, unit, abroad; satu baris per kegiatan",
            "CSV of activities: person, date, form, amount, unit, abroad; a line per activity",
        )))
        .arg(shared::as_of(language))
        .after_help(t(
            "Yang dihitung: kegiatan dalam tahun dari tanggal itu, sampai tanggal itu. Batas sehari atau sebulan dikenakan sebelum dijumlahkan.\n\
             Kolom (boleh juga orang, tanggal, bentuk, banyak, satuan, luar-negeri):\n\
             - form: A1-C11, KL01-KL12 dan NKL01-NKL13, atau id jenisDiklat SIASN 1-25 (daftarnya: `jenjang facts learning-form`)\n\
             - unit: jp, hari, sesi, kegiatan, atau semester, sesuai bentuknya; abroad: ya atau tidak\n\
             Contoh kegiatan.csv:\n\n\
             \u{20}\u{20}orang,tanggal,bentuk,banyak,satuan,luar-negeri\n\
             \u{20}\u{20}P-1,2026-02-03,B6,1,hari,tidak\n\
             \u{20}\u{20}P-1,2026-03-02,C3,5,jp,tidak\n\
             \u{20}\u{20}P-1,2026-03-10,C1,3,sesi,tidak\n\n\
             \u{20}\u{20}jenjang index jp --activities kegiatan.csv --as-of 2026-09-30\n\n\
             Kode keluar 1 bila ada yang belum mencapai 20 JP.",
            "What counts: activities in the year of that day, up to that day. Limits a day or a month come before anything is added up.\n\
             Columns (also orang, tanggal, bentuk, banyak, satuan, luar-negeri):\n\
             - form: A1-C11, KL01-KL12 and NKL01-NKL13, or the SIASN jenisDiklat id 1-25 (listed by `jenjang facts learning-form`)\n\
             - unit: jp, day, session, activity or semester, as the form counts; abroad: yes or no\n\
             Example activities.csv:\n\n\
             \u{20}\u{20}person,date,form,amount,unit,abroad\n\
             \u{20}\u{20}P-1,2026-02-03,B6,1,day,no\n\
             \u{20}\u{20}P-1,2026-03-02,C3,5,jp,no\n\
             \u{20}\u{20}P-1,2026-03-10,C1,3,session,no\n\n\
             \u{20}\u{20}jenjang index jp --activities activities.csv --as-of 2026-09-30\n\n\
             Exit code 1 when somebody has not reached 20 JP.",
        ))
}

/// What the policies say about a form.
struct Form {
    code: &'static str,
    label: Label,
    /// Code of its unit; none where it has no conversion.
    unit: Option<Arc<str>>,
    home: FormRule,
    abroad: FormRule,
}

/// Every form on one day.
struct Forms {
    all: Vec<Form>,
    units: Arc<Scale>,
}

impl Forms {
    fn on(set: &PolicySet, as_of: NaiveDate) -> Result<Forms, Failure> {
        let rule = |id| Rule::of(set, id, as_of, jenjang::period::EVERYTHING_KNOWN);
        let (per_unit, unit, limit, period) = (rule(PER_UNIT)?, rule(UNIT)?, rule(LIMIT)?, rule(LIMIT_PERIOD)?);
        let catalogue = set.get(UNIT).map(|policy| Arc::clone(&policy.catalogue));
        let scale_of = |fact: &str| {
            let catalogue = catalogue.as_ref()?;
            if let Type::Choice(scale) = &catalogue.fact(catalogue.find(fact)?).ty { Some(Arc::clone(scale)) } else { None }
        };
        let missing = || Failure::said("katalog tidak memuat bentuk pembelajaran", "the catalogue has no forms of learning");
        let labels = scale_of("learning.form").ok_or_else(missing)?;
        let mut units = None;
        let mut all = Vec::new();
        for form in LearningForm::ALL {
            let name = form.as_str();
            let label = labels.rank(name).and_then(|rank| labels.values.get(usize::from(rank))).map(|value| value.label.clone());
            let unit = unit.value(&[("learning.form", name)])?;
            if let Value::Choice(choice) = &unit {
                units = Some(Arc::clone(choice.scale()));
            }
            let unit = code(&unit);
            let period = match code(&period.value(&[("learning.form", name)])?).as_deref() {
                Some("day") => Some(Period::Day),
                Some("month") => Some(Period::Month),
                _ => None,
            };
            let one = |abroad: &str| -> Result<FormRule, Failure> {
                let facts = [("learning.form", name), ("learning.abroad", abroad)];
                let amount = limit.number(&facts)?;
                Ok(FormRule {
                    hours_per_unit: per_unit.number(&facts)?,
                    limit: amount.zip(period).map(|(amount, period)| Limit { amount, period }),
                    divisible: unit.as_deref() == Some("jp"),
                })
            };
            let (home, abroad) = (one("false")?, one("true")?);
            all.push(Form { code: name, label: label.unwrap_or_else(|| Label::same(name)), unit, home, abroad });
        }
        Ok(Forms { all, units: units.ok_or_else(missing)? })
    }

    fn get(&self, code: &str) -> Option<&Form> {
        self.all.iter().find(|form| form.code == code)
    }

    fn rule(&self, code: &str, abroad: bool) -> Option<FormRule> {
        self.get(code).map(|form| if abroad { form.abroad } else { form.home })
    }

    /// `3 sesi`, `1 day`, `2.5 JP`.
    fn amount(&self, form: &Form, amount: Decimal, voice: &Voice) -> String {
        let name = form.unit.as_deref().and_then(|unit| self.units.values.get(usize::from(self.units.rank(unit)?)));
        let name = name.map_or("", |value| voice.label(&value.label));
        let many = voice.language == Language::En && amount != Decimal::ONE && !name.is_empty() && name != "JP";
        let plural = match (many, name.strip_suffix('y')) {
            (true, Some(stem)) if name == "activity" => format!("{stem}ies"),
            (true, _) => format!("{name}s"),
            (false, _) => name.to_owned(),
        };
        format!("{} {plural}", number(amount, voice)).trim_end().to_owned()
    }
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let as_of = shared::required_date(matches, "as-of")?;
    let library = jenjang_asn::library();
    let forms = Forms::on(&library.set, as_of)?;
    let duty = duty(&library.set, as_of)?;
    let people = read(matches.get_one::<String>("activities").map_or("-", String::as_str), &forms, voice)?;
    let mut all_met = true;
    for (name, person) in &people {
        let account = Account::of(&person.activities, as_of, |form, abroad| forms.rule(form, abroad)).ok_or_else(|| {
            Failure::said(format!("angka untuk `{name}` terlalu besar"), format!("the numbers of `{name}` are too large"))
        })?;
        let lacking = account.lacking(duty);
        all_met &= lacking.is_zero();
        let home = forms.all.iter().map(|form| (form.code, form.home));
        let fill = ways(&person.activities, lacking, as_of, home);
        if voice.is_json() {
            json(name, person, &account, (as_of, duty, lacking), &fill, &forms, voice)?;
        } else {
            say(name, person, &account, (as_of, duty, lacking), &fill, &forms, voice);
        }
    }
    Ok(Answer::positive_if(all_met))
}

/// JP a year that a civil servant owes on the day.
fn duty(set: &PolicySet, as_of: NaiveDate) -> Result<Decimal, Failure> {
    let rule = Rule::of(set, DUTY, as_of, jenjang::period::EVERYTHING_KNOWN)?;
    let decision = rule.decision(&[("employment", "pns"), ("learning.hours this year", "0")])?;
    let required = decision.findings.first().map(|finding| &finding.measure.required);
    match required {
        Some(Required::AtLeast(Value::Number(duty))) => Ok(*duty),
        _ => Err(Failure::said(format!("`{DUTY}` tidak menyebut jumlah JP"), format!("`{DUTY}` does not say how many hours are owed"))),
    }
}

fn say(
    name: &str,
    person: &Person,
    account: &Account,
    (as_of, duty, lacking): (NaiveDate, Decimal, Decimal),
    fill: &[Way],
    forms: &Forms,
    voice: &Voice,
) {
    let (total, owed, short) = (number(account.total, voice), number(duty, voice), number(lacking, voice));
    voice.line(match (voice.language, lacking.is_zero()) {
        (Language::Id, true) => format!("{name}: {total} JP dari {owed} JP tahun {}, sampai {as_of}: terpenuhi.", as_of.year()),
        (Language::En, true) => format!("{name}: {total} JP of {owed} JP in {}, up to {as_of}: met.", as_of.year()),
        (Language::Id, false) => format!("{name}: {total} JP dari {owed} JP tahun {}, sampai {as_of}: kurang {short} JP.", as_of.year()),
        (Language::En, false) => format!("{name}: {total} JP of {owed} JP in {}, up to {as_of}: {short} JP short.", as_of.year()),
    });
    let mut table = Table::new(&[
        voice.t("tanggal", "date"),
        voice.t("bentuk", "form"),
        voice.t("banyaknya", "amount"),
        voice.t("dihitung", "counted"),
        "JP",
        voice.t("keterangan", "remark"),
    ]);
    for line in &account.lines {
        let Some((activity, form)) = person.activities.get(line.place).and_then(|a| Some((a, forms.get(&a.form)?))) else { continue };
        let abroad = if activity.abroad { voice.t(", luar negeri", ", abroad") } else { "" };
        table.row(vec![
            activity.date.to_string(),
            format!("{} {}{abroad}", form.code, voice.label(&form.label)),
            forms.amount(form, activity.amount, voice),
            forms.amount(form, line.counted, voice),
            number(line.hours, voice),
            because(line.reason, form, forms, as_of, voice),
        ]);
    }
    voice.line(table.render(voice));
    if lacking.is_zero() {
        return;
    }
    say_ways(fill, forms, voice);
    let still: Vec<String> = forms
        .all
        .iter()
        .filter_map(|form| {
            let left = still_counts(&person.activities, form.code, form.home.limit?, as_of)?;
            Some(format!("{} {}", voice.label(&form.label), forms.amount(form, left, voice)))
        })
        .collect();
    voice.line(format!("  {} {}.", voice.t("Batas yang masih tersisa tahun ini:", "Still within the limits this year:"), still.join("; ")));
}

/// The ways to fill what is lacking, forms that need the same together.
fn say_ways(fill: &[Way], forms: &Forms, voice: &Voice) {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for way in fill {
        let Some(form) = forms.get(&way.form) else { continue };
        let over = match (way.periods, voice.language) {
            (None, _) => String::new(),
            (Some((n, Period::Day)), Language::Id) => format!(" dalam {n} hari"),
            (Some((n, Period::Day)), Language::En) => format!(" over {}", plural(n as usize, "day", "days")),
            (Some((n, Period::Month)), Language::Id) => format!(" dalam {n} bulan"),
            (Some((n, Period::Month)), Language::En) => format!(" over {}", plural(n as usize, "month", "months")),
        };
        let needed = format!("{}{over}", forms.amount(form, way.amount, voice));
        match groups.iter_mut().find(|(other, _)| *other == needed) {
            Some((_, codes)) => codes.push(form.code),
            None => groups.push((needed, vec![form.code])),
        }
    }
    if groups.is_empty() {
        voice.line(voice.t(
            "  Tidak ada satu bentuk pun yang dapat menutupnya sendiri sebelum tahun berakhir.",
            "  No single form can fill that before the year ends.",
        ));
        return;
    }
    voice.line(voice.t(
        "  Cukup salah satu, di dalam negeri (`jenjang facts learning-form` menyebut bentuknya):",
        "  Any one of these at home is enough (`jenjang facts learning-form` names the forms):",
    ));
    for (needed, codes) in groups {
        voice.line(format!("    {needed}: {}", codes.join(", ")));
    }
}

/// Why a line counts as it does.
fn because(reason: Reason, form: &Form, forms: &Forms, as_of: NaiveDate, voice: &Voice) -> String {
    match (reason, voice.language) {
        (Reason::Whole, _) => String::new(),
        (Reason::Limited { limit, before }, language) => {
            let most = forms.amount(form, limit.amount, voice);
            let first = match (limit.period, language) {
                (Period::Day, Language::Id) => format!("paling banyak {most} sehari"),
                (Period::Day, Language::En) => format!("at most {most} a day"),
                (Period::Month, Language::Id) => format!("paling banyak {most} sebulan"),
                (Period::Month, Language::En) => format!("at most {most} a month"),
            };
            match (before.is_zero(), language) {
                (true, _) => first,
                (false, Language::Id) => format!("{first}, {} telah dihitung", number(before, voice)),
                (false, Language::En) => format!("{first}, {} counted before", number(before, voice)),
            }
        }
        (Reason::NotConvertible, Language::Id) => "tidak ada aturan konversinya; keputusan instansi".to_owned(),
        (Reason::NotConvertible, Language::En) => "no rule converts it; the agency decides".to_owned(),
        (Reason::OtherYear, Language::Id) => format!("bukan tahun {}", as_of.year()),
        (Reason::OtherYear, Language::En) => format!("not in {}", as_of.year()),
        (Reason::Later, Language::Id) => format!("setelah {as_of}"),
        (Reason::Later, Language::En) => format!("after {as_of}"),
    }
}

fn json(
    name: &str,
    person: &Person,
    account: &Account,
    (as_of, duty, lacking): (NaiveDate, Decimal, Decimal),
    fill: &[Way],
    forms: &Forms,
    voice: &Voice,
) -> Result<(), Failure> {
    let lines: Vec<serde_json::Value> = account
        .lines
        .iter()
        .filter_map(|line| {
            let activity = person.activities.get(line.place)?;
            let because = match line.reason {
                Reason::Whole => "whole",
                Reason::Limited { .. } => "limited",
                Reason::NotConvertible => "not-convertible",
                Reason::OtherYear => "other-year",
                Reason::Later => "later",
            };
            let limit = if let Reason::Limited { limit, .. } = line.reason { Some(limit) } else { None };
            Some(serde_json::json!({
                "line": person.lines.get(line.place),
                "date": activity.date,
                "form": &*activity.form,
                "abroad": activity.abroad,
                "amount": activity.amount,
                "unit": forms.get(&activity.form).and_then(|form| form.unit.as_deref()),
                "counted": line.counted,
                "hours": line.hours,
                "because": because,
                "limit": limit,
            }))
        })
        .collect();
    let still: serde_json::Map<String, serde_json::Value> = forms
        .all
        .iter()
        .filter_map(|form| {
            let left = still_counts(&person.activities, form.code, form.home.limit?, as_of)?;
            Some((form.code.to_owned(), serde_json::json!(left)))
        })
        .collect();
    voice.json(&serde_json::json!({
        "schema": "jenjang/index-jp/1",
        "id": name,
        "as-of": as_of,
        "lines": lines,
        "hours": account.total,
        "duty": duty,
        "lacking": lacking,
        "ways": fill,
        "still-counts": still,
    }))
}

//! `lab compare`: a draft against the rule in force.

use std::fs::File;
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::policy::check::run_cases;
use jenjang::policy::document::Kind;
use jenjang_exchange::export::sheets::Cell;
use jenjang_lab::audit::FairnessAudit;
use jenjang_lab::compare::{Cause, Comparison, Dimension, Options, compare};
use jenjang_lab::cost::PayTable;
use jenjang_lab::project::Projection;
use jenjang_lab::report::{self, Contents, Provenance, SheetCell, clauses};
use jenjang_lab::search::{Search, Sweep};
use jenjang_lab::shown::Shown;
use jenjang_tables::Workbook;

use super::people::People;
use super::run::{count, people as people_words, twice, unread};
use super::{Rule, curve, days, fairness, library, population, projection, rule, rules, threads};
use crate::args::text;
use crate::commands::export;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

/// How many of the most affected groups the terminal lists.
const LISTED: usize = 5;

/// `IN_FORCE DRAFT`
pub(super) fn both(language: Language) -> [Arg; 2] {
    [in_force(language), draft(language).required(true)]
}

/// `IN_FORCE`
pub(super) fn in_force(language: Language) -> Arg {
    Arg::new("in-force").required(true).value_name("IN_FORCE").help(text(
        language,
        "Aturan yang berlaku: id kebijakan atau berkas TOML",
        "The rule in force: id of a policy or a TOML file",
    ))
}

/// `DRAFT`
pub(super) fn draft(language: Language) -> Arg {
    Arg::new("draft").value_name("DRAFT").help(text(
        language,
        "Rancangan: id kebijakan atau berkas TOML, juga dengan id yang sama",
        "The draft: id of a policy or a TOML file, also of the same id",
    ))
}

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let option = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    Command::new("compare")
        .about(t(
            "Bandingkan rancangan dengan aturan yang berlaku: siapa yang untung, siapa yang rugi, di mana, karena apa, dan biayanya",
            "Compare a draft with the rule in force: who gains, who loses, where, why, and what it costs",
        ))
        .after_help(t(
            "Angka di bawah lima orang tidak ditampilkan. Contoh: jenjang lab compare asn/promotion/regular rancangan.toml --population pegawai.parquet --as-of 2027-04-01 --report dampak.html",
            "Cells of fewer than five people are not shown. Example: jenjang lab compare asn/promotion/regular draft.toml --population staff.parquet --as-of 2027-04-01 --report impact.html",
        ))
        .args(both(language))
        .args(days(language))
        .args(rules(language))
        .args(population(language))
        .arg(by(language))
        .arg(option("pay-table", "FILE", "Tabel gaji dalam CSV: kolom grade, per-month, dan bila perlu years, until, from, to", "Pay table in CSV: columns grade, per-month, and where wanted years, until, from, to"))
        .arg(option("report", "FILE", "Tulis laporan: satu berkas HTML yang terbuka di mana saja", "Write the report: one HTML file that opens anywhere"))
        .arg(option("csv", "FOLDER", "Tulis setiap tabel laporan sebagai CSV", "Write every table of the report as CSV"))
        .arg(option("xlsx", "FILE", "Tulis setiap tabel laporan sebagai lembar buku kerja", "Write every table of the report as a sheet of a workbook"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(t("Sama dengan --format json: seluruh isi laporan", "The same as --format json: everything the report says")))
        .arg(option("pay-grade", "FACT", "Fakta yang adalah golongan dalam tabel gaji; bawaan: grade", "The fact that is the grade of the pay table; default: grade").requires("pay-table"))
        .arg(option("pay-since", "FACT", "Fakta tanggal mulai bekerja, bila tabel gaji memuat masa kerja; bawaan: civil servant.since", "The date service began, where the pay table has years; default: civil servant.since").requires("pay-table"))
        .arg(option("sweep", "PARAM=A..B", "Coba nilai-nilai parameter ini, lihat `lab sweep`", "Try values of this parameter, see `lab sweep`"))
        .arg(option("search", "PARAM=A..B", "Cari nilai parameter yang mencapai --target, lihat `lab search`", "Search the value of this parameter that meets --target, see `lab search`"))
        .args(curve::target(language))
        .arg(curve::measure(language))
        .args(projection::arguments(language))
        .arg(Arg::new("audit").long("audit").action(ArgAction::SetTrue).help(t("Sertakan audit keadilan rancangan, lihat `lab audit`", "Include the fairness audit of the draft, see `lab audit`")))
        .args(fairness::arguments(language))
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("N")
                .default_value("1")
                .value_parser(clap::value_parser!(u64))
                .help(t("Benih contoh orang dan proyeksi; bawaan: 1", "Seed of examples and the projection; default: 1")),
        )
}

/// `--by`
fn by(language: Language) -> Arg {
    Arg::new("by").long("by").value_name("NAME,…").value_delimiter(',').help(text(
        language,
        "Fakta atau kolom untuk mengelompokkan; bawaan: unit, wilayah, golongan, jenis jabatan, jenis kelamin, usia, pendidikan",
        "Facts or columns to group by; default: unit, region, grade, kind of position, sex, age, education",
    ))
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let voice = &Voice { format: if matches.get_flag("json") { crate::output::Format::Json } else { voice.format }, ..*voice };
    let mut library = library(matches, voice)?;
    let before = rule(&mut library, matches, "in-force", voice)?;
    let after = rule(&mut library, matches, "draft", voice)?;
    // what is wrong with arguments is said before millions are read
    let sweep = matches.get_one::<String>("sweep").map(|given| curve::range("--sweep", given, &after)).transpose()?;
    let search = matches.get_one::<String>("search").map(|given| curve::range("--search", given, &after)).transpose()?;
    let target = search.as_ref().map(|_| curve::wanted(matches)).transpose()?;
    if target.is_none() && matches.get_one::<u64>("target").is_some() {
        return Err(Failure::said("`--target` memerlukan `--search PARAM=A..B`", "`--target` needs `--search PARAM=A..B`"));
    }
    let failing = failing_cases(&after);
    let pay = pay_table(matches)?;
    let project = projection::asked(matches, &after.policy.catalogue)?;
    let people = People::open(matches, &mut library, &before.policy.catalogue, before.as_of, voice)?;
    let watched = people.watched();
    let threads = threads(matches);
    let dimensions: Option<Vec<Dimension>> =
        matches.get_many::<String>("by").map(|names| names.map(|name| Dimension::named(name.trim())).collect());
    let seed = matches.get_one("seed").copied().unwrap_or(1);
    let options = Options { dimensions, pay, seed, threads, ..Options::default() };
    let mut comparison = compare(&watched, &before.on, &after.on, &options)?;
    comparison.warnings.extend(failing);
    let measure = curve::measured(matches);
    let sweep: Option<Sweep<Shown>> = sweep.map(|range| range.sweep(&watched, &before, &after, measure, threads)).transpose()?;
    let search: Option<Search<Shown>> =
        search.zip(target).map(|(range, target)| range.search(&watched, &before, &after, target, measure, threads)).transpose()?;
    let projection: Option<Projection<Shown>> =
        project.map(|asked| asked.run(&watched, &before, Some(&after), seed, threads)).transpose()?;
    let audit: Option<FairnessAudit> =
        if matches.get_flag("audit") { Some(fairness::audited(matches, &watched, &after, Some(&comparison), threads)?) } else { None };
    drop(watched);
    let contents = Contents {
        clause_diff: clauses(&before.on, &after.on),
        comparison,
        sweep,
        search,
        projection,
        audit,
        provenance: Provenance {
            program: format!("jenjang {}", env!("CARGO_PKG_VERSION")).into(),
            population: people.origin.as_str().into(),
            command: command_line().into(),
        },
    };
    let written = write(matches, &contents, voice)?;
    if voice.is_json() {
        voice.json_pretty(&serde_json::json!({ "schema": "jenjang/lab-comparison/1", "report": contents }))?;
        return Ok(Answer::Positive);
    }
    show(&contents, voice);
    for (path, what) in written {
        let what = what.get(voice.language);
        voice.line(match voice.language {
            Language::Id => format!("{what} ditulis ke {path}."),
            Language::En => format!("{what} written to {path}."),
        });
    }
    Ok(Answer::Positive)
}

/// A warning where cases of the draft itself fail.
fn failing_cases(draft: &Rule) -> Option<Label> {
    let results = run_cases(&draft.set, &draft.policy);
    let failing = || results.iter().filter(|result| !result.passed());
    let (all, bad, first) = (results.len(), failing().count(), failing().next()?);
    let name = &first.name;
    Some(Label::new(
        format!("{bad} dari {all} kasus dalam rancangan itu sendiri gagal, yang pertama “{name}”; lihat `jenjang policy test`"),
        format!(
            "{bad} of the {all} cases of the draft itself {}, the first “{name}”; see `jenjang policy test`",
            if bad == 1 { "fails" } else { "fail" }
        ),
    ))
}

/// `--pay-table`
fn pay_table(matches: &ArgMatches) -> Result<Option<PayTable>, Failure> {
    let Some(file) = matches.get_one::<String>("pay-table") else { return Ok(None) };
    let text = String::from_utf8(read_file(file)?)
        .map_err(|_| Failure::said(format!("`{file}` bukan UTF-8"), format!("`{file}` is not UTF-8")))?;
    let mut table = PayTable::read_csv(file, &text)?;
    if let Some(grade) = matches.get_one::<String>("pay-grade") {
        table.grade = grade.as_str().into();
    }
    // years of service are read only where a row asks for them
    if let (Some(since), Some(service)) = (matches.get_one::<String>("pay-since"), &mut table.service) {
        *service = since.as_str().into();
    }
    Ok(Some(table))
}

/// The words of this run, quoted where a shell would split them; without `--threads`, which changes no byte.
fn command_line() -> String {
    let plain = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=,%+@".contains(c));
    let quoted = |word: String| if plain(&word) { word } else { format!("'{}'", word.replace('\'', r"'\''")) };
    let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    std::iter::once("jenjang".to_owned()).chain(without_threads(words).map(quoted)).collect::<Vec<_>>().join(" ")
}

fn without_threads(words: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let mut is_number = false;
    words.filter(move |word| {
        let number = std::mem::replace(&mut is_number, word == "--threads");
        !number && word != "--threads" && !word.starts_with("--threads=")
    })
}

/// Writes the files that were asked for: their paths, and what each is.
fn write(matches: &ArgMatches, contents: &Contents, voice: &Voice) -> Result<Vec<(String, Label)>, Failure> {
    let mut written = Vec::new();
    if let Some(path) = matches.get_one::<String>("report") {
        std::fs::write(path, report::html(contents, voice.language)).map_err(|error| export::unwritable(path, &error))?;
        written.push((path.clone(), Label::new("Laporan", "Report")));
    }
    if let Some(folder) = matches.get_one::<String>("csv") {
        std::fs::create_dir_all(folder).map_err(|error| export::unwritable(folder, &error))?;
        for (name, bytes) in report::csv(contents, voice.language)? {
            let path = Path::new(folder).join(name);
            std::fs::write(&path, bytes).map_err(|error| export::unwritable(&path.to_string_lossy(), &error))?;
        }
        written.push((folder.clone(), Label::new("Tabel CSV", "CSV tables")));
    }
    if let Some(path) = matches.get_one::<String>("xlsx") {
        workbook(path, contents, voice)?;
        written.push((path.clone(), Label::new("Buku kerja", "Workbook")));
    }
    Ok(written)
}

fn workbook(path: &str, contents: &Contents, voice: &Voice) -> Result<(), Failure> {
    let said = |error: jenjang_tables::TablesError| Failure { message: error.message() };
    let mut book = Workbook::new();
    for sheet in report::sheets(contents, voice.language) {
        let rows = sheet.rows.iter().map(|row| {
            let cell = |cell: &SheetCell| match cell {
                SheetCell::Empty => Cell::Empty,
                SheetCell::Text(text) => Cell::Text(text.clone().into()),
                SheetCell::Number(number) => Cell::Number(*number),
                SheetCell::Truth(truth) => Cell::Truth(*truth),
            };
            row.iter().map(cell).collect()
        });
        book.table(&sheet.name, &sheet.header, rows).map_err(said)?;
    }
    let file = File::create(path).map_err(|error| export::unwritable(path, &error))?;
    book.finish(std::io::BufWriter::new(file)).map_err(said)
}

fn show(contents: &Contents, voice: &Voice) {
    let comparison = &contents.comparison;
    let (title, people, day) = (voice.label(&comparison.after.title), people_words(comparison.totals.people, voice), comparison.as_of);
    voice.line(match voice.language {
        Language::Id => format!("{title}: rancangan dibandingkan dengan aturan yang berlaku, {day}, {people}."),
        Language::En => format!("{title}: the draft compared with the rule in force, {day}, {people}."),
    });
    for change in &contents.clause_diff.diff.changes {
        voice.line(format!("  {}", voice.label(&change.sentence)));
    }
    unread(&comparison.data, voice);
    twice(&comparison.data, voice);
    voice.line("");
    voice.line(totals(comparison, voice).render(voice));
    if let Some(reasons) = &comparison.causes {
        causes(voice.t("Yang menghalangi mereka sebelumnya:", "What stopped them before:"), &reasons.gained, voice);
        causes(voice.t("Yang menghalangi mereka sekarang:", "What stops them now:"), &reasons.lost, voice);
    }
    affected(comparison, voice);
    waiting(comparison, voice);
    cost(comparison, voice);
    for left in &comparison.left_out {
        let (name, reason) = (voice.label(&left.label), voice.label(&left.reason));
        voice.line(match voice.language {
            Language::Id => format!("Tidak dikelompokkan menurut {name}: {reason}"),
            Language::En => format!("Not grouped by {name}: {reason}"),
        });
    }
    if hides(comparison) {
        voice.line(voice.t(
            "“<5”: kurang dari lima orang; “·”: disembunyikan agar angka kecil tidak dapat dihitung mundur.",
            "“<5”: fewer than five people; “·”: hidden so that a small count cannot be worked back.",
        ));
    }
    for warning in &comparison.warnings {
        voice.line(format!("! {}", voice.label(warning)));
    }
    if let Some(sweep) = &contents.sweep {
        curve::show(sweep, voice);
    }
    if let Some(search) = &contents.search {
        curve::show_search(search, voice);
    }
    if let Some(projection) = &contents.projection {
        projection::show(projection, voice);
    }
    if let Some(audit) = &contents.audit {
        fairness::show(audit, true, voice);
    }
}

/// A figure, or the mark that says why it is hidden.
fn figure(shown: Shown, voice: &Voice) -> String {
    match shown {
        Shown::Value(number) => count(number, voice),
        Shown::Few => "<5".to_owned(),
        Shown::Protecting => "·".to_owned(),
    }
}

/// Whether anything printed here is hidden.
fn hides(comparison: &Comparison) -> bool {
    let totals = &comparison.totals;
    let counts = [totals.gained, totals.lost, totals.became_unknown, totals.no_longer_unknown, totals.unchanged, totals.changed];
    let causes = comparison.causes.iter().flat_map(|causes| causes.gained.iter().chain(&causes.lost));
    let waiting = comparison.waiting.iter().flat_map(|waiting| waiting.before.buckets.iter().chain(&waiting.after.buckets));
    let groups = comparison.most_affected.by_people.iter().take(LISTED);
    let cost = comparison.cost.iter().any(|cost| cost.difference.is_hidden() || cost.after.not_computed.is_hidden());
    let mut all = (counts.into_iter().chain(totals.before).chain(totals.after))
        .chain(causes.flat_map(|cause| [cause.people, cause.alone]))
        .chain(waiting.map(|bucket| bucket.people))
        .chain(groups.flat_map(|group| [group.gained, group.lost]));
    cost || all.any(Shown::is_hidden)
}

fn totals(comparison: &Comparison, voice: &Voice) -> Table {
    let totals = &comparison.totals;
    let eligibility = comparison.kind == Kind::Eligibility;
    let mut table = Table::new(&["", voice.t("orang", "people")]);
    let mut row = |label: &str, people: Shown| table.row(vec![label.to_owned(), figure(people, voice)]);
    if eligibility {
        row(voice.t("memenuhi syarat menurut aturan yang berlaku", "eligible under the rule in force"), totals.before(0));
        row(voice.t("memenuhi syarat menurut rancangan", "eligible under the draft"), totals.after(0));
    }
    row(
        if eligibility { voice.t("menjadi memenuhi syarat", "become eligible") } else { voice.t("nilai naik", "better value") },
        totals.gained,
    );
    row(
        if eligibility { voice.t("tidak lagi memenuhi syarat", "no longer eligible") } else { voice.t("nilai turun", "worse value") },
        totals.lost,
    );
    row(voice.t("menjadi tidak diketahui", "become unknown"), totals.became_unknown);
    row(voice.t("tidak lagi belum diketahui", "no longer unknown"), totals.no_longer_unknown);
    row(voice.t("tetap", "unchanged"), totals.unchanged);
    if totals.changed.may_be_some() {
        row(voice.t("berubah, tidak naik dan tidak turun", "changed, neither better nor worse"), totals.changed);
    }
    table
}

fn causes(head: &str, causes: &[Cause], voice: &Voice) {
    let mut causes = causes.iter().filter(|cause| cause.people.may_be_some()).peekable();
    if causes.peek().is_none() {
        return;
    }
    voice.line(head);
    for cause in causes.take(8) {
        let (label, reference) = (voice.label(&cause.label), &cause.reference);
        let (people, alone) = (figure(cause.people, voice), figure(cause.alone, voice));
        voice.line(match voice.language {
            Language::Id => format!("  {label} ({reference}): {people} orang, sendirian {alone}"),
            Language::En => format!("  {label} ({reference}): {people} people, alone {alone}"),
        });
    }
}

fn affected(comparison: &Comparison, voice: &Voice) {
    let most = &comparison.most_affected;
    if most.by_people.is_empty() && most.not_listed == 0 {
        return;
    }
    voice.line("");
    if !most.by_people.is_empty() {
        let mut table = Table::new(&[
            voice.t("kelompok yang paling berubah", "groups that change most"),
            voice.t("orang", "people"),
            voice.t("untung", "gain"),
            voice.t("rugi", "lose"),
        ]);
        for group in most.by_people.iter().take(LISTED) {
            let names = group.of.iter().map(|of| format!("{}: {}", voice.label(&of.dimension_label), voice.label(&of.label)));
            let names = names.collect::<Vec<_>>().join("; ");
            table.row(vec![names, count(group.people, voice), figure(group.gained, voice), figure(group.lost, voice)]);
        }
        voice.line(table.render(voice));
    }
    if most.by_people.len() > LISTED {
        let number = most.by_people.len();
        voice.line(match voice.language {
            Language::Id => format!("  {LISTED} dari {number} kelompok dalam laporan"),
            Language::En => format!("  {LISTED} of the {number} groups in the report"),
        });
    }
    if most.not_listed > 0 {
        let number = count(most.not_listed, voice);
        voice.line(match (voice.language, most.not_listed) {
            (Language::Id, _) => format!("  {number} kelompok tidak masuk daftar: semua perubahannya disembunyikan"),
            (Language::En, 1) => "  1 group is not listed: all that changes in it is hidden".to_owned(),
            (Language::En, _) => format!("  {number} groups are not listed: all that changes in them is hidden"),
        });
    }
}

fn waiting(comparison: &Comparison, voice: &Voice) {
    let Some(waiting) = &comparison.waiting else { return };
    voice.line("");
    let mut table = Table::new(&[
        voice.t("menunggu sampai memenuhi syarat", "wait until eligible"),
        voice.t("aturan yang berlaku", "rule in force"),
        voice.t("rancangan", "draft"),
    ]);
    for (before, after) in waiting.before.buckets.iter().zip(&waiting.after.buckets) {
        table.row(vec![voice.label(&before.label).to_owned(), figure(before.people, voice), figure(after.people, voice)]);
    }
    voice.line(table.render(voice));
    if waiting.before.estimated.may_be_some() || waiting.after.estimated.may_be_some() {
        voice.line(voice.t(
            "Waktu tunggu sebagian ditaksir dari contoh orang; rentangnya ada dalam laporan.",
            "Waiting times are partly estimated from a sample; the report has the intervals.",
        ));
    }
}

fn cost(comparison: &Comparison, voice: &Voice) {
    let Some(cost) = &comparison.cost else { return };
    let amount = |amount: Shown<i128>| {
        let Some(amount) = amount.value() else { return figure(amount.map(|_| 0), voice) };
        let digits = count(u64::try_from(amount.unsigned_abs()).unwrap_or(u64::MAX), voice);
        format!("{}{digits} {}", if amount < 0 { "-" } else { "" }, cost.currency)
    };
    let (before, after, difference) = (amount(cost.before.increase), amount(cost.after.increase), amount(cost.difference));
    voice.line(match voice.language {
        Language::Id => {
            format!("Tambahan gaji setahun: {before} menurut aturan yang berlaku, {after} menurut rancangan, selisih {difference}.")
        }
        Language::En => format!("Added pay a year: {before} under the rule in force, {after} under the draft, difference {difference}."),
    });
    let without = cost.after.not_computed;
    if without.may_be_some() {
        let without = figure(without, voice);
        voice.line(match voice.language {
            Language::Id => format!("  tidak terhitung dalam rancangan karena pangkatnya atau baris gajinya tidak ada: {without} orang"),
            Language::En => format!("  not counted under the draft, for want of a grade or a row of pay: {without} people"),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::without_threads;

    #[test]
    fn the_command_of_a_report_does_not_say_how_many_threads_it_took() {
        let left = |line: &str| without_threads(line.split(' ').map(str::to_owned)).collect::<Vec<_>>().join(" ");
        assert_eq!(left("lab compare a b --threads 3 --seed 3"), "lab compare a b --seed 3");
        assert_eq!(left("lab --threads=1 compare a b"), "lab compare a b");
        assert_eq!(left("lab compare a b --seed 2"), "lab compare a b --seed 2");
    }
}

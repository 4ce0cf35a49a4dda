//! The demonstration on a terminal.

use jenjang::legal::Language;
use jenjang::policy::decision::{Finding, Outcome, Required, Verdict};
use jenjang::policy::explain::{self, Explainer};
use jenjang::policy::value::Value;
use jenjang::talent::Grid;
use jenjang_service::talent::Sem;

use rust_decimal::Decimal;

use super::Demo;
use super::district::{Candidate, Post};
use super::draft::{Compared, Effect};
use super::summary::{Tally, with_verdict};
use crate::commands::evaluation::picture;
use crate::commands::talent::drawing;
use crate::output::{Voice, plural};
use crate::table::Table;

/// How many eligible people of each kind of post are listed.
const LISTED: usize = 2;
/// How many names stand as examples.
const EXAMPLES: usize = 3;

/// Everything, in the order of the page; `files` are where the JSON was written and where the people are kept.
pub(super) fn show(demo: &Demo, files: Option<(&str, &str)>, voice: &Voice) {
    let screen = Screen { demo, voice, width: width() };
    screen.opening();
    screen.result();
    screen.people();
    screen.draft();
    screen.feedback();
    screen.boxes();
    screen.routes();
    screen.year();
    screen.closing(files);
}

fn width() -> usize {
    let asked = std::env::var("JENJANG_WIDTH").ok().and_then(|width| width.parse().ok());
    let found = asked.or_else(|| comfy_table::Table::new().width().map(usize::from)).unwrap_or(100);
    found.clamp(40, 100)
}

struct Screen<'d> {
    demo: &'d Demo,
    voice: &'d Voice,
    width: usize,
}

impl Screen<'_> {
    fn opening(&self) {
        let options = &self.demo.options;
        let day = self.date(options.as_of);
        self.paragraph(&match self.voice.language {
            Language::Id => format!(
                "Kabupaten sintetis dengan {} pegawai, satu putaran kenaikan pangkat periode {day}, diputuskan menurut aturan yang berlaku. \
                 Semua orang di sini rekaan; tidak ada data orang sungguhan.",
                options.size
            ),
            Language::En => format!(
                "A synthetic district of {} staff, one promotion round of {day}, decided under the rules in force. \
                 Everybody here is made up; no real person's data is used.",
                options.size
            ),
        });
    }

    fn result(&self) {
        let (voice, summary) = (self.voice, &self.demo.summary);
        self.heading(voice.t("Hasil putaran", "Result of the round"));
        let mut table = Table::new(&[
            voice.t("jenis jabatan", "kind of post"),
            voice.t("calon", "candidates"),
            voice.t("memenuhi", "eligible"),
            voice.t("tidak memenuhi", "not eligible"),
            voice.t("belum diketahui", "unknown"),
        ]);
        for (post, tally) in &summary.by_post {
            table.row(tally_row(voice.label(&post.label()), tally));
        }
        table.row(tally_row(voice.t("Semua", "All"), &summary.total));
        voice.line(table.render(voice));
        let Tally { candidates, eligible, unknown, .. } = summary.total;
        let share = explain::value(&Value::Number(share(eligible, candidates)), None, voice.language);
        self.gap();
        self.paragraph(&match voice.language {
            Language::Id => format!(
                "Dari {candidates} calon, {eligible} ({share}%) memenuhi syarat dan naik pangkat; {unknown} keputusan menunggu data yang belum ada."
            ),
            Language::En => format!(
                "Of {candidates} candidates {eligible} ({share}%) are eligible and promoted; {} for missing facts.",
                plural(unknown, "decision waits", "decisions wait")
            ),
        });

        if !summary.obstacles.is_empty() {
            self.gap();
            let mut table = Table::new(&[
                voice.t("syarat yang menghalangi", "requirement in the way"),
                voice.t("menghalangi", "blocks"),
                voice.t("satu-satunya penghalang", "alone in the way"),
            ]);
            for obstacle in &summary.obstacles {
                table.row(vec![voice.label(&obstacle.label).to_owned(), obstacle.blocked.to_string(), obstacle.alone.to_string()]);
            }
            voice.line(table.render(voice));
        }
        if !summary.gaps.is_empty() {
            self.gap();
            let mut table = Table::new(&[
                voice.t("data yang belum ada", "missing fact"),
                voice.t("keputusan menunggu", "decisions waiting"),
                voice.t("dapat dilengkapi oleh", "who can supply it"),
            ]);
            for gap in &summary.gaps {
                table.row(vec![voice.label(&gap.label).to_owned(), gap.people.to_string(), voice.label(&gap.supplier).to_owned()]);
            }
            voice.line(table.render(voice));
        }
        self.promoted();
    }

    fn promoted(&self) {
        let voice = self.voice;
        let eligible = |post: Post| {
            let all = self.demo.district.candidates.iter();
            all.filter(move |candidate| candidate.post == post && candidate.decision.outcome == Outcome::Eligible)
        };
        let mut table = Table::new(&[
            voice.t("naik pangkat, antara lain", "promoted, among others"),
            voice.t("jenis jabatan", "kind of post"),
            voice.t("dari", "from"),
            voice.t("ke", "to"),
            voice.t("dalam pangkat sejak", "in grade since"),
        ]);
        let mut listed = 0;
        for candidate in Post::ALL.into_iter().flat_map(|post| eligible(post).take(LISTED)) {
            let grade = candidate.choice("grade");
            let code = |choice: Option<&jenjang::policy::scale::Choice>| choice.map_or_else(String::new, |c| c.code().to_string());
            table.row(vec![
                candidate.id.to_string(),
                voice.label(&candidate.post.label()).to_owned(),
                code(grade),
                code(grade.and_then(jenjang::policy::scale::Choice::successor).as_ref()),
                self.fact(candidate, "grade.since"),
            ]);
            listed += 1;
        }
        if listed > 0 {
            self.gap();
            voice.line(table.render(voice));
        }
    }

    fn people(&self) {
        let voice = self.voice;
        let explained = &self.demo.explained;
        let waiting = explained.not_eligible.as_ref();
        let answers = [
            (explained.eligible, voice.t("Memenuhi syarat", "Eligible")),
            (waiting.map(|waiting| waiting.place), voice.t("Belum memenuhi syarat", "Not eligible yet")),
            (explained.unknown, voice.t("Belum diketahui", "Unknown")),
        ];
        for (place, answer) in answers {
            self.heading(answer);
            let Some(candidate) = place.and_then(|place| self.demo.district.candidates.get(place)) else {
                self.paragraph(voice.t(
                    "Tidak ada seorang pun dengan jawaban ini; coba `--size` yang lebih besar atau `--seed` lain.",
                    "Nobody got this answer; try a larger `--size` or another `--seed`.",
                ));
                continue;
            };
            self.person(candidate);
            if let Some(waiting) = waiting.filter(|waiting| Some(waiting.place) == place) {
                self.gap();
                self.paragraph(&self.explainer(candidate).map_or_else(String::new, |e| e.earliest(&waiting.earliest, waiting.horizon)));
                self.acting();
            }
        }
    }

    /// Waiting does not help everybody.
    fn acting(&self) {
        let Some(acting) = &self.demo.explained.acting else { return };
        let Some(candidate) = self.demo.district.candidates.get(acting.place) else { return };
        let Some(explainer) = self.explainer(candidate) else { return };
        let post = self.voice.label(&candidate.post.label()).to_lowercase();
        self.gap();
        self.paragraph(&match self.voice.language {
            Language::Id => format!("Yang lain tidak cukup menunggu, misalnya {} ({post}).", candidate.id),
            Language::En => format!("For others waiting is not enough, such as {} ({post}).", candidate.id),
        });
        for line in explainer.advice(&candidate.decision, Some(&acting.changes)).lines() {
            match line.strip_prefix("- ") {
                Some(change) => self.item(change, "- "),
                None => self.paragraph(line),
            }
        }
    }

    fn person(&self, candidate: &Candidate) {
        let Some(explainer) = self.explainer(candidate) else { return };
        let voice = self.voice;
        let post = if candidate.choice("tier").is_some() { "tier" } else { "position.kind" };
        let since = self.fact(candidate, "grade.since");
        let about = [
            candidate.id.to_string(),
            self.fact(candidate, post),
            format!("{} {} {since}", self.fact(candidate, "grade"), voice.t("sejak", "since")),
            format!("{} {}", voice.t("pendidikan:", "education:"), self.fact(candidate, "education.level")),
        ];
        self.paragraph(&about.join(if voice.plain { "; " } else { " · " }));
        let decision = &candidate.decision;
        self.paragraph(&explainer.headline(decision));
        self.gap();
        for verdict in [Verdict::NotMet, Verdict::Unknown] {
            for finding in with_verdict(decision, verdict) {
                self.finding(&explainer, finding);
            }
        }
        let met: Vec<&Finding> = with_verdict(decision, Verdict::Met).collect();
        if decision.outcome == Outcome::Eligible {
            for finding in &met {
                self.item(&proof(&explainer.finding(&brief(finding))), "+ ");
            }
        } else {
            self.item(
                &match voice.language {
                    Language::Id => format!("Terpenuhi: {} syarat lain.", met.len()),
                    Language::En => format!("Met: {} other requirements.", met.len()),
                },
                "+ ",
            );
        }
    }

    /// What was found and required, the ground, what to do.
    fn finding(&self, explainer: &Explainer<'_>, finding: &Finding) {
        let text = explainer.finding(&brief(finding));
        for (i, line) in text.lines().enumerate() {
            self.item(line.trim(), if i == 0 { "- " } else { "    " });
        }
    }

    fn draft(&self) {
        let (voice, draft, comparison) = (self.voice, &self.demo.draft, &self.demo.comparison);
        let number = |n: &Decimal| explain::value(&Value::Number(*n), Some(&"years".into()), voice.language);
        self.heading(voice.t("Seandainya aturannya diubah", "What if the rule were changed"));
        self.paragraph(&match voice.language {
            Language::Id => format!(
                "Rancangan: untuk kenaikan pangkat reguler, masa kerja minimum dalam pangkat turun dari {} menjadi {}. \
                 Di berkas kebijakan cukup satu baris pada parameternya:",
                number(&draft.before),
                number(&draft.after)
            ),
            Language::En => format!(
                "A draft: for regular promotion the minimum time in grade falls from {} to {}. \
                 In the policy file that is one line in the parameter:",
                number(&draft.before),
                number(&draft.after)
            ),
        });
        self.gap();
        self.item(&draft.line, "    ");
        self.gap();
        self.paragraph(
            voice
                .t("Bedanya dengan yang berlaku (`jenjang policy diff`):", "Its difference from the one in force (`jenjang policy diff`):"),
        );
        for change in &draft.difference.changes {
            self.item(voice.label(&change.sentence), "- ");
        }
        self.gap();
        let (gained, lost) = (comparison.count(Effect::Gained), comparison.count(Effect::Lost));
        let (unknown, unchanged) = (comparison.count(Effect::BecameUnknown), comparison.count(Effect::Unchanged));
        let people = comparison.people.len();
        self.paragraph(&match voice.language {
            Language::Id => format!(
                "Untuk {people} pelaksana yang sama: {gained} orang menjadi memenuhi syarat, {lost} orang menjadi tidak memenuhi, \
                 {unknown} orang menjadi belum diketahui, {unchanged} orang tetap."
            ),
            Language::En => format!(
                "For the same {people} general staff: {gained} become eligible, {lost} become not eligible, \
                 {unknown} become unknown, {unchanged} stay as they are."
            ),
        });
        self.gap();
        let mut table = Table::new(&[
            voice.t("pangkat", "grade"),
            voice.t("calon", "candidates"),
            voice.t("memenuhi kini", "eligible now"),
            voice.t("menurut rancangan", "under the draft"),
            voice.t("bertambah", "gained"),
            voice.t("berkurang", "lost"),
            voice.t("menjadi belum diketahui", "became unknown"),
        ]);
        for row in &comparison.by_grade {
            table.row(vec![
                row.grade.as_deref().unwrap_or("?").to_owned(),
                row.before.candidates.to_string(),
                row.before.eligible.to_string(),
                row.after.eligible.to_string(),
                row.gained.to_string(),
                row.lost.to_string(),
                row.became_unknown.to_string(),
            ]);
        }
        voice.line(table.render(voice));
        self.examples();
    }

    fn examples(&self) {
        let voice = self.voice;
        for (effect, words) in [
            (Effect::Gained, voice.t("Menjadi memenuhi syarat, misalnya", "Become eligible, for example")),
            (Effect::Lost, voice.t("Menjadi tidak memenuhi, misalnya", "Become not eligible, for example")),
            (Effect::BecameUnknown, voice.t("Menjadi belum diketahui, misalnya", "Become unknown, for example")),
        ] {
            let ids = self.demo.comparison.people.iter().filter(|person| person.effect == effect).take(EXAMPLES);
            let ids: Vec<String> = ids.map(|person: &Compared| person.person.to_string()).collect();
            if !ids.is_empty() {
                self.paragraph(&format!("{words}: {}.", ids.join(", ")));
            }
        }
    }

    fn feedback(&self) {
        let (voice, feedback) = (self.voice, &self.demo.feedback);
        self.heading(voice.t("Penilaian 360 derajat", "360-degree evaluation"));
        let analysis = &feedback.analysis;
        let (ratees, answers, scored) = (analysis.ratees, feedback.answers, analysis.scored);
        let scheme = voice.label(&feedback.scheme.parts().title);
        self.paragraph(&match voice.language {
            Language::Id => format!(
                "Semua pegawai saling menilai sekali menurut “{scheme}”: {ratees} orang dinilai dengan {answers} jawaban rekaan; {scored} bernilai sah, \
                 yang lain belum cukup penilainya. Laporan satu orang, seperti yang boleh ia lihat:"
            ),
            Language::En => format!(
                "All staff rate each other once under “{scheme}”: {ratees} people are rated with {answers} made-up answers; {scored} have a valid score, \
                 the others too few raters. The report of one person, as that person may see it:"
            ),
        });
        if let Some(report) = &feedback.report {
            self.gap();
            picture::own(report, &feedback.scheme, &feedback.instrument, voice);
        }
    }

    fn boxes(&self) {
        let (voice, boxes) = (self.voice, &self.demo.boxes);
        self.heading(voice.t("Kotak talenta", "Nine-box"));
        self.paragraph(voice.t(
            "Kinerja menurut predikat tahun terakhir; tingkat potensial di sini rekaan. Penomoran kotak adalah data kebijakan.",
            "Performance by the label of the last year; the level of potential is made up here. The numbering of the boxes is data of a policy.",
        ));
        self.gap();
        if let Ok(grid) = Grid::of(&boxes.policy) {
            let policy = boxes.policy.policy();
            drawing::draw(&drawing::Shown { grid: &grid, map: &boxes.map, sem: Sem::default(), near: &[], policy }, voice);
        }
    }

    fn year(&self) {
        let (voice, Some(year)) = (self.voice, &self.demo.year) else { return };
        self.heading(voice.t("Setahun pengembangan kompetensi", "A year of development"));
        let (from, to) = (self.date(year.from), self.date(year.to));
        let levels = |levels: Decimal| voice.decimal(levels);
        self.paragraph(&match voice.language {
            Language::Id => format!(
                "{} orang dinilai pada {from}. {} di antaranya di bawah standar jabatan, seluruhnya kurang {} tingkat. Yang paling dibutuhkan menurut kebijakan skor:",
                year.assessed,
                year.below.0,
                levels(year.levels.0),
            ),
            Language::En => format!(
                "{} people were assessed on {from}. {} of them are below the standard of their post, missing {} levels in all. Most in demand by the score policy:",
                year.assessed,
                year.below.0,
                levels(year.levels.0),
            ),
        });
        self.gap();
        let mut table = Table::new(&[
            voice.t("kompetensi", "competency"),
            voice.t("skor", "score"),
            voice.t("di bawah standar", "below standard"),
            voice.t("pendaftar", "enrolled"),
            voice.t("mendapat tempat", "with a seat"),
            voice.t("daftar tunggu", "waiting"),
            voice.t("JP tiap orang", "hours each"),
        ]);
        for (row, held) in year.demand.iter().zip(&year.courses) {
            table.row(vec![
                voice.label(&row.label).to_owned(),
                row.score.map(|score| voice.decimal(score)).unwrap_or_default(),
                row.figures.below.to_string(),
                held.asked.to_string(),
                held.seated.to_string(),
                held.waiting.to_string(),
                voice.decimal(held.hours),
            ]);
        }
        voice.line(table.render(voice));
        self.gap();
        for held in &year.courses {
            for change in &held.change {
                self.item(&format!("{}: {}", voice.label(&held.title), voice.label(change)), "  ");
            }
        }
        let ((issued, valid), (bound, met)) = (year.certificates, year.duty);
        self.paragraph(&match voice.language {
            Language::Id => format!(
                "{issued} sertifikat diterbitkan, {valid} di antaranya sah menurut pemeriksaan tanpa jaringan. Sampai {to}, {met} dari {bound} orang memenuhi kewajiban 20 JP; {} orang masih di bawah standar, kurang {} tingkat.",
                year.below.1,
                levels(year.levels.1),
            ),
            Language::En => format!(
                "{issued} certificates were issued; {valid} of them pass verification without a network. By {to}, {met} of {bound} people had met the duty of 20 learning hours; {} people are still below standard, missing {} levels.",
                year.below.1,
                levels(year.levels.1),
            ),
        });
    }

    fn routes(&self) {
        let voice = self.voice;
        let Some(example) = &self.demo.routes else { return };
        self.heading(voice.t("Rute karier", "Career routes"));
        self.paragraph(&match voice.language {
            Language::Id => format!("Rute yang mungkin bagi {} di peta jabatan sintetis:", example.person),
            Language::En => format!("Possible routes of {} on a synthetic map of posts:", example.person),
        });
        self.gap();
        let picture = crate::commands::career::picture::Picture { map: &example.map, voice };
        picture.plan(&example.plan).iter().for_each(|line| voice.line(line));
    }

    fn closing(&self, files: Option<(&str, &str)>) {
        let voice = self.voice;
        self.heading(voice.t("Selanjutnya", "Next"));
        if let Some((file, store)) = files {
            self.paragraph(&match voice.language {
                Language::Id => {
                    format!("Semua keputusan dengan alasan lengkap, fakta setiap orang, dan perbandingan rancangan ada dalam `{file}`.")
                }
                Language::En => format!("Every decision with all its reasons, everybody's facts and the comparison are in `{file}`."),
            });
            self.gap();
            self.paragraph(&match voice.language {
                Language::Id => {
                    format!("Pegawainya ada dalam `{store}`, tempat data untuk perintah lain; satu putaran dari awal sampai diumumkan:")
                }
                Language::En => {
                    format!("The people are in `{store}`, a store for the other commands; a round from its plan to its publication:")
                }
            });
            self.gap();
            for command in super::keep::commands(store, self.demo.options.as_of) {
                voice.line(format!("  {command}"));
            }
            self.gap();
        }
        let next = [
            ("jenjang policy explain asn/promotion/regular", voice.t("aturannya dalam kata-kata", "the rule in words")),
            (
                "jenjang policy show asn/promotion/regular",
                voice.t("aturannya sebagai berkas, untuk disalin dan diubah", "the rule as a file, to copy and change"),
            ),
            ("jenjang demo --seed 7 --size 2000", voice.t("orang lain, kabupaten lebih besar", "other people, a larger district")),
        ];
        for (command, meaning) in next {
            voice.line(format!("  {command:<46} {meaning}"));
        }
    }

    fn explainer<'s>(&'s self, candidate: &Candidate) -> Option<Explainer<'s>> {
        let policy = self.demo.district.policy(candidate.post)?;
        let explainer = Explainer::new(policy, self.voice.language).with_policies(&self.demo.shipped);
        Some(explainer.on(Some(self.demo.district.as_of)))
    }

    fn fact(&self, candidate: &Candidate, name: &str) -> String {
        match candidate.value(name) {
            None | Some(Value::Missing) => self.voice.t("belum diketahui", "not known").to_owned(),
            Some(value) => explain::value(value, None, self.voice.language),
        }
    }

    fn date(&self, day: chrono::NaiveDate) -> String {
        explain::value(&Value::Date(day), None, self.voice.language)
    }

    fn heading(&self, text: &str) {
        self.gap();
        if self.voice.plain {
            self.voice.line(format!("{text}:"));
        } else {
            let rule = "─".repeat(self.width.saturating_sub(text.chars().count() + 4));
            self.voice.line(format!("── {text} {rule}"));
        }
        self.gap();
    }

    fn gap(&self) {
        self.voice.line("");
    }

    fn paragraph(&self, text: &str) {
        self.item(text, "");
    }

    /// Text wrapped to the width, its first line after a mark and the others below its first word.
    fn item(&self, text: &str, mark: &str) {
        let room = self.width.saturating_sub(mark.chars().count()).max(20);
        let blank = " ".repeat(mark.chars().count());
        for (i, line) in wrap(text, room).iter().enumerate() {
            self.voice.line(format!("{}{line}", if i == 0 { mark } else { &blank }));
        }
    }
}

/// Percent to one decimal.
fn share(part: usize, whole: usize) -> Decimal {
    let per_mille = (part * 1000 + whole / 2).checked_div(whole).unwrap_or(0);
    Decimal::new(i64::try_from(per_mille).unwrap_or(i64::MAX), 1)
}

fn tally_row(name: &str, tally: &Tally) -> Vec<String> {
    vec![
        name.to_owned(),
        tally.candidates.to_string(),
        tally.eligible.to_string(),
        tally.not_eligible.to_string(),
        tally.unknown.to_string(),
    ]
}

/// The finding with the comparison that decides, without the other comparisons and the records; those are in the JSON.
fn brief(finding: &Finding) -> Finding {
    let mut brief = finding.clone();
    brief.records.clear();
    match brief.measure.required {
        Required::Condition => {
            brief.measures.retain(|measure| measure.verdict == finding.verdict);
            brief.measures.truncate(1);
        }
        _ => brief.measures.clear(),
    }
    brief
}

/// The first two lines of a finding without its verdict: which requirement, and what was found.
fn proof(finding: &str) -> String {
    let mut lines = finding.lines().map(str::trim);
    let head = lines.next().unwrap_or_default();
    let head = head.split_once(": ").map_or(head, |(_, rest)| rest);
    format!("{head} {}", lines.next().unwrap_or_default())
}

fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

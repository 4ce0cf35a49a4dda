//! The words of a fairness audit, in the order of its page. Text only: figures come from [`Audit`], layout from whoever renders it.

use jenjang::legal::Label;

use super::{Against, Audit, AuditedGroup, Flag, Within};
use crate::Undefined;

/// One step of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Stable code.
    pub code: &'static str,
    /// Heading.
    pub title: Label,
    /// What the step means, for readers who do not live with statistics.
    pub explain: Label,
    /// A sentence for each group that is shown.
    pub lines: Vec<Label>,
}

/// What stands above the page.
pub fn preamble() -> Label {
    Label::new(
        "Tanda pada halaman ini adalah pertanyaan yang harus dijawab, bukan temuan tentang seseorang atau suatu unit.",
        "A flag on this page is a question to be answered, not a finding about a person or a unit.",
    )
}

impl Audit {
    /// The nine steps in their order: counts, rates, impact ratio, difference, exact test, one-person swap, like with like, several looks, reading.
    ///
    /// Groups below five people are counted as hidden and appear in no line; totals of the pool are not given, so that they cannot be worked back.
    pub fn page(&self) -> Vec<Section> {
        vec![
            self.counts(),
            self.rates(),
            self.ratios(),
            self.differences(),
            self.tests(),
            self.swaps(),
            self.like_with_like(),
            self.several(),
            self.reading(),
        ]
    }

    fn counts(&self) -> Section {
        let mut lines: Vec<Label> = self
            .shown()
            .map(|g| {
                let (x, n) = (g.whole.selected(), g.whole.eligible());
                Label::new(format!("{}: {x} dari {n} terpilih.", g.name.id), format!("{}: {x} of {n} selected.", g.name.en))
            })
            .collect();
        let hidden = self.groups.iter().filter(|g| !g.is_shown()).count();
        if hidden > 0 {
            lines.push(Label::new(
                format!("{hidden} kelompok berisi kurang dari lima orang dan tidak ditampilkan."),
                format!(
                    "{hidden} {} fewer than five people and {} not shown.",
                    either(hidden, "group has", "groups have"),
                    either(hidden, "is", "are")
                ),
            ));
        }
        section(
            "counts",
            ("Jumlah", "Counts"),
            (
                "Berapa orang yang diperhitungkan dan berapa yang terpilih, tiap kelompok.",
                "How many people of each group were considered and how many were selected.",
            ),
            lines,
        )
    }

    fn rates(&self) -> Section {
        let line = |g: &AuditedGroup| match (g.rate, g.wilson) {
            (Ok(rate), Ok(range)) => both(&g.name, |l| match l {
                Tongue::Id => format!("{} terpilih; kemungkinan antara {}", l.percent(rate), l.range(range)),
                Tongue::En => format!("{} selected; likely between {}", l.percent(rate), l.range(range)),
            }),
            (Err(reason), _) | (_, Err(reason)) => absent(&g.name, reason),
        };
        section(
            "rates",
            ("Tingkat lulus", "Selection rates"),
            (
                "Bagian yang terpilih dari yang diperhitungkan. Makin sedikit orangnya, makin lebar rentang kemungkinannya (Wilson, 95%).",
                "The share selected of those considered. The fewer the people, the wider the likely range (Wilson, 95%).",
            ),
            self.shown().map(line).collect(),
        )
    }

    fn ratios(&self) -> Section {
        let mut lines = self.each(|g, against| match (against.ratio, against.below, against.missing) {
            (Ok(ratio), Ok(true), Ok(missing)) => both(&g.name, |l| match l {
                Tongue::Id => format!("rasio {}, di bawah empat per lima; kurang {missing} kelulusan", l.three(ratio)),
                Tongue::En => format!(
                    "ratio {}, below four fifths; {missing} more {} would reach it",
                    l.three(ratio),
                    either(missing, "selection", "selections")
                ),
            }),
            (Ok(ratio), _, _) => both(&g.name, |l| match l {
                Tongue::Id => format!("rasio {}, tidak di bawah empat per lima", l.three(ratio)),
                Tongue::En => format!("ratio {}, not below four fifths", l.three(ratio)),
            }),
            (Err(reason), _, _) => absent(&g.name, reason),
        });
        match (self.reference_group(), self.reference) {
            (Some(reference), _) => lines.insert(
                0,
                Label::new(
                    format!("Pembanding: {}, kelompok dengan tingkat lulus tertinggi di antara yang cukup besar.", reference.name.id),
                    format!("Compared with: {}, the group with the highest rate among those that are large enough.", reference.name.en),
                ),
            ),
            (None, reference) => lines.extend(reference.err().map(sentence)),
        }
        section(
            "impact-ratio",
            ("Rasio dampak", "Impact ratio"),
            (
                "Bila tingkat lulus suatu kelompok kurang dari 80% kelompok tertinggi, prosesnya harus diperiksa. Tepat 80% tidak ditandai.",
                "If a group's success rate is under 80% of the highest, the process must be examined. Exactly 80% is not flagged.",
            ),
            lines,
        )
    }

    fn differences(&self) -> Section {
        let lines = self.each(|g, against| match (against.difference, against.newcombe) {
            (Ok(difference), Ok(range)) => both(&g.name, |l| match l {
                Tongue::Id => format!("selisih {}; kemungkinan antara {}", l.points(difference), l.points_range(range)),
                Tongue::En => format!("difference {}; likely between {}", l.points(difference), l.points_range(range)),
            }),
            (Err(reason), _) | (_, Err(reason)) => absent(&g.name, reason),
        });
        section(
            "difference",
            ("Selisih tingkat lulus", "Difference of rates"),
            (
                "Tingkat lulus kelompok dikurangi tingkat lulus pembanding, dalam poin persen (Newcombe, 95%).",
                "The group's rate less the rate of the group compared with, in percentage points (Newcombe, 95%).",
            ),
            lines,
        )
    }

    fn tests(&self) -> Section {
        let lines = self.each(|g, against| match against.fisher {
            Ok(fisher) => both(&g.name, |l| format!("p {} (mid-p {})", l.p(fisher.two_sided), l.p(fisher.mid_two_sided))),
            Err(reason) => absent(&g.name, reason),
        });
        section(
            "exact-test",
            ("Uji tepat Fisher", "Fisher's exact test"),
            (
                "Seberapa sering perbedaan sebesar ini atau lebih muncul bila kelompok tidak berpengaruh sama sekali.",
                "How often a difference as large as this or larger would appear if the group played no part at all.",
            ),
            lines,
        )
    }

    fn swaps(&self) -> Section {
        let lines = self.each(|g, against| match (against.swap.flag_before, against.swap.fragile()) {
            (Ok(true), true) => both(&g.name, |l| match l {
                Tongue::Id => "rapuh: satu kelulusan yang berpindah kelompok menghapus tandanya".to_owned(),
                Tongue::En => "fragile: one selection moving to the other group clears the flag".to_owned(),
            }),
            (Ok(true), false) => both(&g.name, |l| match l {
                Tongue::Id => "satu kelulusan yang berpindah kelompok tidak menghapus tandanya".to_owned(),
                Tongue::En => "one selection moving to the other group does not clear the flag".to_owned(),
            }),
            (Ok(false), _) => both(&g.name, |l| match l {
                Tongue::Id => "tidak ada tanda yang dapat hilang".to_owned(),
                Tongue::En => "there is no flag to clear".to_owned(),
            }),
            (Err(reason), _) => absent(&g.name, reason),
        });
        section(
            "one-person-swap",
            ("Satu orang berpindah", "One person moved"),
            (
                "Bila satu orang saja sudah mengubah kesimpulan, dasarnya terlalu kecil untuk kalimat tentang suatu kelompok.",
                "If one person alone changes the conclusion, the basis is too small for a sentence about a group.",
            ),
            lines,
        )
    }

    fn like_with_like(&self) -> Section {
        let mut lines =
            self.each(|g, against| against.within.as_ref().map_or_else(|| unstratified(&g.name), |within| same_stratum(g, within)));
        if self.strata.is_empty() {
            lines.truncate(1);
        }
        section(
            "stratified",
            ("Dalam unit dan jenjang yang sama", "Within the same unit and grade"),
            (
                "Angka gabungan bisa menyesatkan; kami bandingkan orang dalam unit dan jenjang yang sama.",
                "Combined figures can mislead; we compare people in the same unit and grade.",
            ),
            lines,
        )
    }

    fn several(&self) -> Section {
        let count = self.comparisons();
        let mut lines = vec![Label::new(
            format!("{count} perbandingan dibuat."),
            format!("{count} {} made.", either(count, "comparison was", "comparisons were")),
        )];
        if count > 1 {
            lines.extend(self.each(|g, against| match against.holm {
                Ok(p) => both(&g.name, |l| match l {
                    Tongue::Id => format!("p {} setelah disesuaikan (Holm)", l.p(p)),
                    Tongue::En => format!("p {} after adjustment (Holm)", l.p(p)),
                }),
                Err(reason) => absent(&g.name, reason),
            }));
        }
        section(
            "several-looks",
            ("Beberapa perbandingan sekaligus", "Several looks at once"),
            (
                "Makin banyak yang dibandingkan, makin sering sesuatu tampak ganjil karena kebetulan.",
                "The more is compared, the more often something looks odd by chance.",
            ),
            lines,
        )
    }

    fn reading(&self) -> Section {
        let lines = self.each(|g, against| match against.flag {
            Ok(flag) => {
                let (id, en) = further(flag, against);
                let label = flag.label();
                Label::new(format!("{}: {}{id}.", g.name.id, label.id), format!("{}: {}{en}.", g.name.en, label.en))
            }
            Err(reason) => absent(&g.name, reason),
        });
        section("reading", ("Cara membacanya", "How to read it"), (&preamble().id, &preamble().en), lines)
    }

    fn shown(&self) -> impl Iterator<Item = &AuditedGroup> {
        self.groups.iter().filter(|group| group.is_shown())
    }

    /// A line for each shown group that is compared with the reference.
    fn each(&self, line: impl Fn(&AuditedGroup, &Against) -> Label) -> Vec<Label> {
        self.shown().filter_map(|group| Some(line(group, group.against.as_ref()?))).collect()
    }
}

/// What the reader should add to the flag.
fn further(flag: Flag, against: &Against) -> (&'static str, &'static str) {
    let flagged = matches!(flag, Flag::Amber | Flag::Red);
    let within = against.within.as_ref().map(|within| &within.conditional);
    let unlike = within.and_then(|w| w.woolf.ok()).is_some_and(|test| test.p < 0.05);
    let gone = within.and_then(|w| w.cmh_corrected.ok()).is_some_and(|test| test.p >= 0.05);
    if flagged && against.swap.fragile() {
        ("; tandanya rapuh, satu orang menghapusnya", "; the flag is fragile, one person clears it")
    } else if unlike {
        (
            "; unit dan jenjang berbeda satu dengan yang lain, baca satu per satu",
            "; units and grades differ from one another, read them one by one",
        )
    } else if flagged && gone {
        ("; dalam unit dan jenjang yang sama perbedaannya tidak tampak", "; within the same unit and grade the difference is not visible")
    } else {
        ("", "")
    }
}

fn unstratified(_: &Label) -> Label {
    Label::new(
        "Unit dan jenjang tidak diberikan; tanpa itu jangan menulis kalimat tentang diskriminasi.",
        "Units and grades were not given; without them write no sentence about discrimination.",
    )
}

fn same_stratum(group: &AuditedGroup, within: &Within) -> Label {
    let found = &within.conditional;
    let (Ok(test), Ok((reference, own))) = (found.cmh_corrected, within.standardised) else {
        let reason = found.cmh_corrected.err().or(within.standardised.err()).unwrap_or(Undefined::NoVariation);
        return absent(&group.name, reason);
    };
    let unlike = found.woolf.is_ok_and(|test| test.p < 0.05);
    both(&group.name, |l| {
        let (own, reference, p, skipped) = (l.percent(own), l.percent(reference), l.p(test.p), found.skipped);
        match l {
            Tongue::Id => format!(
                "{own} dibanding {reference} bila tersebar sama; p {p}; {skipped} strata tanpa keterangan{}",
                if unlike { "; pola antarstrata berbeda, lihat satu per satu" } else { "" }
            ),
            Tongue::En => format!(
                "{own} against {reference} if spread alike; p {p}; {skipped} strata say nothing{}",
                if unlike { "; strata differ in pattern, look at each" } else { "" }
            ),
        }
    })
}

fn section(code: &'static str, title: (&str, &str), explain: (&str, &str), lines: Vec<Label>) -> Section {
    Section { code, title: Label::new(title.0, title.1), explain: Label::new(explain.0, explain.1), lines }
}

/// The name, a colon, and what is said in each language.
fn both(name: &Label, say: impl Fn(Tongue) -> String) -> Label {
    Label::new(format!("{}: {}.", name.id, say(Tongue::Id)), format!("{}: {}.", name.en, say(Tongue::En)))
}

fn absent(name: &Label, reason: Undefined) -> Label {
    let reason = reason.label();
    Label::new(format!("{}: – ({}).", name.id, reason.id), format!("{}: – ({}).", name.en, reason.en))
}

fn sentence(reason: Undefined) -> Label {
    let reason = reason.label();
    Label::new(format!("Tidak dapat dibandingkan: {}.", reason.id), format!("Nothing can be compared: {}.", reason.en))
}

fn either<N: PartialEq + From<u8>>(count: N, one: &'static str, more: &'static str) -> &'static str {
    if count == N::from(1) { one } else { more }
}

/// The language of a number: a comma or a point before decimals.
#[derive(Clone, Copy)]
enum Tongue {
    Id,
    En,
}

impl Tongue {
    fn number(self, text: String) -> String {
        match self {
            Tongue::Id => text.replace('.', ","),
            Tongue::En => text,
        }
    }

    fn percent(self, share: f64) -> String {
        self.number(format!("{:.1}%", half_up(100.0 * share, 1)))
    }

    fn range(self, (low, high): (f64, f64)) -> String {
        self.between(self.percent(low), self.percent(high))
    }

    fn between(self, low: String, high: String) -> String {
        match self {
            Tongue::Id => format!("{low} dan {high}"),
            Tongue::En => format!("{low} and {high}"),
        }
    }

    fn points(self, difference: f64) -> String {
        let points = self.number(format!("{:+.1}", half_up(100.0 * difference, 1)));
        match self {
            Tongue::Id => format!("{points} poin"),
            Tongue::En => format!("{points} points"),
        }
    }

    fn points_range(self, (low, high): (f64, f64)) -> String {
        self.between(self.points(low), self.points(high))
    }

    fn three(self, value: f64) -> String {
        self.number(format!("{:.3}", half_up(value, 3)))
    }

    fn p(self, p: f64) -> String {
        if p < 0.001 { self.number("< 0.001".to_owned()) } else { self.number(format!("= {:.3}", half_up(p, 3))) }
    }
}

/// Rounds half away from zero, never to a negative zero.
fn half_up(value: f64, places: i32) -> f64 {
    let scale = 10f64.powi(places);
    (value * scale).round() / scale + 0.0
}

#[cfg(test)]
mod tests {
    use super::super::{GroupCounts, ReferenceRule, Selection};
    use super::*;

    fn group(id: &str, en: &str, counts: &[(u64, u64)]) -> GroupCounts {
        let counts = counts.iter().map(|&(x, n)| Selection::try_new(x, n).unwrap()).collect();
        GroupCounts { name: Label::new(id, en), counts }
    }

    fn page(strata: &[&str], groups: &[GroupCounts]) -> Vec<Section> {
        let strata = strata.iter().map(|name| Label::new(*name, *name)).collect();
        Audit::of(Label::new("jenis kelamin", "sex"), strata, groups, ReferenceRule::default()).unwrap().page()
    }

    #[test]
    fn the_page_has_its_nine_steps_in_order() {
        let found = page(&[], &[group("pria", "men", &[(25, 43)]), group("wanita", "women", &[(3, 15)])]);
        let codes: Vec<&str> = found.iter().map(|s| s.code).collect();
        assert_eq!(
            codes,
            ["counts", "rates", "impact-ratio", "difference", "exact-test", "one-person-swap", "stratified", "several-looks", "reading"]
        );
        let lines = |at: usize| found[at].lines.iter().map(|l| (&*l.id, &*l.en)).collect::<Vec<_>>();
        assert_eq!(lines(0)[1], ("wanita: 3 dari 15 terpilih.", "women: 3 of 15 selected."));
        assert_eq!(lines(1)[1].0, "wanita: 20,0% terpilih; kemungkinan antara 7,0% dan 45,2%.");
        assert_eq!(lines(2)[1].1, "women: ratio 0.344, below four fifths; 4 more selections would reach it.");
        assert_eq!(lines(3)[0].0, "wanita: selisih -38,1 poin; kemungkinan antara -56,8 poin dan -8,9 poin.");
        assert_eq!(lines(4)[0].1, "women: p = 0.016 (mid-p = 0.011).");
        assert_eq!(lines(5)[0].1, "women: one selection moving to the other group does not clear the flag.");
        assert_eq!(
            lines(6),
            [(
                "Unit dan jenjang tidak diberikan; tanpa itu jangan menulis kalimat tentang diskriminasi.",
                "Units and grades were not given; without them write no sentence about discrimination."
            )]
        );
        assert_eq!(lines(7)[0].1, "1 comparison was made.");
        assert_eq!(lines(8)[0].1, "women: must be examined: both the ratio and the test give a sign.");
    }

    #[test]
    fn small_groups_are_named_nowhere() {
        let found =
            page(&[], &[group("pria", "men", &[(25, 43)]), group("wanita", "women", &[(20, 40)]), group("langka", "rare", &[(1, 3)])]);
        assert!(found[0].lines.last().unwrap().en.starts_with("1 group has fewer than five people"));
        assert!(found.iter().flat_map(|s| &s.lines).all(|line| !line.en.contains("rare") && !line.id.contains("langka")));
    }

    #[test]
    fn berkeley_is_read_department_by_department() {
        let men = group("pria", "men", &[(512, 825), (353, 560), (120, 325), (138, 417), (53, 191), (22, 373)]);
        let women = group("wanita", "women", &[(89, 108), (17, 25), (202, 593), (131, 375), (94, 393), (24, 341)]);
        let found = page(&["A", "B", "C", "D", "E", "F"], &[men, women]);
        let stratified = &found[6].lines[0];
        assert_eq!(
            &*stratified.en,
            "women: 43.0% against 38.7% if spread alike; p = 0.232; 0 strata say nothing; strata differ in pattern, look at each."
        );
        assert!(found[8].lines[0].id.ends_with("baca satu per satu."));
    }

    #[test]
    fn nobody_selected_is_said_and_not_computed() {
        let found = page(&[], &[group("pria", "men", &[(0, 43)]), group("wanita", "women", &[(0, 15)])]);
        assert_eq!(&*found[2].lines[0].en, "Nothing can be compared: nobody was selected in the group others are compared with.");
        assert!(found[4].lines.is_empty());
    }
}

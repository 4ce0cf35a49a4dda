//! What a projection assumes, in sentences.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::FactIndex;

use super::Horizon;
use super::plan::{Change, Plan, Source};
use super::result::Rounding;
use super::rules::Ranking;

/// The sentences, in the order of what happens in a year. `held` are facts the policies read that stay as they are; `dropped` are derived facts
/// whose given values are not used.
pub(super) fn sentences(
    plan: &Plan,
    horizon: &Horizon,
    seed: u64,
    catalogue: &Catalogue,
    held: &[FactIndex],
    dropped: &[FactIndex],
) -> Vec<Label> {
    let name = |fact: FactIndex| catalogue.fact(fact).label.clone();
    let list = |facts: &[FactIndex]| {
        let join = |pick: fn(&Label) -> &Arc<str>| facts.iter().map(|fact| pick(&name(*fact)).to_string()).collect::<Vec<_>>().join(", ");
        (join(|label| &label.id), join(|label| &label.en))
    };
    let years = horizon.years;
    let from = horizon.from;
    let mut sentences = vec![Label::new(
        format!(
            "Ini gambaran ke depan, bukan ramalan: orang yang sama dijalankan {years} tahun sejak {from} dengan aturan di bawah ini; angkanya bukan keputusan tentang siapa pun."
        ),
        format!(
            "This is a projection, not a forecast: the same people are carried {years} years on from {from} under the rules below; nothing here is a decision about anybody."
        ),
    )];
    let (grade, since) = (name(plan.grade), name(plan.since));
    sentences.push(Label::new(
        format!(
            "Setiap orang naik paling banyak sekali setahun; {} menjadi satu tingkat lebih tinggi dan {} menjadi hari putaran.",
            grade.id, since.id
        ),
        format!("Everybody is promoted at most once a year; {} becomes one higher and {} the day of the round.", grade.en, since.en),
    ));
    for (fact, change) in &plan.effects {
        let label = name(*fact);
        let (id, en) = match change {
            Change::Next => ("menjadi satu tingkat lebih tinggi", "becomes one higher"),
            Change::Day => ("menjadi hari putaran", "becomes the day of the round"),
            Change::To(_) => ("menjadi nilai yang dinyatakan", "becomes the declared value"),
        };
        sentences.push(Label::new(format!("Dengan kenaikan, {} {id}.", label.id), format!("With a promotion, {} {en}.", label.en)));
    }
    for renewal in &plan.yearly {
        let (id, en) = list(&renewal.facts);
        let (how_id, how_en) = match &renewal.source {
            Source::Own => ("diambil acak dari nilai orang itu sendiri pada awal", "drawn from the person's own values at the start"),
            Source::Observed(None) => {
                ("diambil acak menurut sebaran semua orang pada awal", "drawn as often as seen among all at the start")
            }
            Source::Observed(Some(_)) => {
                ("diambil acak menurut sebaran kelompoknya pada awal", "drawn as often as seen in the person's group at the start")
            }
            Source::Declared(_) => ("diambil acak menurut bobot yang dinyatakan", "drawn by declared weights"),
            Source::Add(_) => ("bertambah dengan jumlah yang dinyatakan", "grows by the declared amount"),
        };
        sentences.push(Label::new(
            format!("Setiap tahun baru {id} {how_id}; yang lama bergeser."),
            format!("With every new year {en} is {how_en}; older values move on."),
        ));
    }
    if !held.is_empty() {
        let (id, en) = list(held);
        sentences.push(Label::new(format!("Tetap seperti sekarang: {id}."), format!("Held as they are: {en}.")));
    }
    if !dropped.is_empty() {
        let (id, en) = list(dropped);
        sentences.push(Label::new(
            format!("Dihitung ulang dari sumbernya: {id}."),
            format!("Worked out again from what they follow from: {en}."),
        ));
    }
    sentences.push(match &plan.rules.retirement {
        None => Label::new("Tidak ada yang pensiun.", "Nobody retires."),
        Some(_) => Label::new(
            "Orang pensiun pada hari pertama bulan sesudah mencapai batas usianya, menurut jabatannya pada awal tahun; yang tanggal lahirnya tidak diketahui tetap.",
            "People retire on the first day of the month after they reach the age of their position at the start of the year; who has no known date of birth stays.",
        ),
    });
    sentences.push(match &plan.rules.recruitment {
        None => Label::new("Tidak ada pegawai baru.", "Nobody enters."),
        Some(recruitment) => {
            let (number, recent) = (recruitment.each_year, recruitment.recent_years);
            Label::new(
                format!("Mulai tahun kedua, {number} orang masuk setiap tahun: salinan mereka yang masuk paling lama {recent} tahun sebelum awal, tanggal-tanggalnya digeser."),
                format!("From the second year on {number} enter every year: copies of those who entered at most {recent} years before the start, with their dates moved on."),
            )
        }
    });
    if plan.vacancies.is_empty() {
        sentences.push(Label::new("Tempat tidak terbatas.", "Places are not limited."));
    } else {
        let (id, en) = match &plan.rules.ranking {
            Ranking::TimeInGrade => {
                ("yang paling lama dalam pangkatnya lebih dulu".to_owned(), "who is longest in the grade goes first".to_owned())
            }
            Ranking::Score(policy) => {
                (format!("nilai `{policy}` yang lebih tinggi lebih dulu"), format!("the higher score of `{policy}` goes first"))
            }
        };
        sentences.push(Label::new(
            format!("Bila tempat terbatas, {id}, lalu pemutus yang diumumkan; yang masih sama diundi, dan banyaknya disebut. Aturan sesungguhnya tidak mengenal undian."),
            format!("Where places are limited, {en}, then the published tie-breakers; who is still equal draws lots, and how many is said. The real rules know no lot."),
        ));
    }
    if let Some(Rounding { payroll, promotions }) = plan.rounding() {
        let without = plan.scale.values.iter().zip(&plan.pay).filter(|(_, pay)| pay.is_none());
        let without: Vec<_> = without.map(|(grade, _)| &grade.label).collect();
        if !without.is_empty() {
            let join = |pick: fn(&Label) -> &Arc<str>| without.iter().map(|label| pick(label).to_string()).collect::<Vec<_>>().join(", ");
            let (id, en) = (join(|label| &label.id), join(|label| &label.en));
            sentences.push(Label::new(
                format!("Tabel gaji tidak memuat {id}: orang dengan golongan itu tidak ikut dalam belanja gaji dan jumlahnya disebut tersendiri."),
                format!("The pay table has no row for {en}: people of these grades are not in the pay, and how many they are is said."),
            ));
        }
        sentences.push(Label::new(
            format!("Jumlah gaji dibulatkan ke Rp {payroll} terdekat, tambahan oleh kenaikan ke Rp {promotions}, agar gaji perseorangan tidak dapat dihitung mundur."),
            format!("Amounts of pay are shown to the nearest Rp {payroll}, what promotions add to the nearest Rp {promotions}, so that nobody's pay can be worked back."),
        ));
        sentences.push(Label::new(
            "Biaya adalah gaji satu bulan menurut pangkat pada akhir tahun, dalam rupiah, tanpa kenaikan gaji dan tunjangan lain.",
            "Cost is the pay of one month by grade at the year's end, in rupiah, without raises or other allowances.",
        ));
    }
    sentences.push(match &plan.rules.person {
        Some(column) => Label::new(
            format!("Pilihan acak mengikuti benih {seed}, kolom `{column}`, dan tahun; urutan data tidak berpengaruh."),
            format!(
                "Choices by chance follow from the seed {seed}, the column `{column}` and the year; the order of the data plays no part."
            ),
        ),
        None => Label::new(
            format!("Pilihan acak mengikuti benih {seed}, tempat orang dalam data, dan tahun."),
            format!("Choices by chance follow from the seed {seed}, the place of a person in the data and the year."),
        ),
    });
    sentences
}

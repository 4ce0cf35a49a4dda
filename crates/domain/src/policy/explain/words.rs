//! The small words: dates, numbers, units, lists, values, periods and citations in both languages.

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

use crate::legal::{Certainty, Language, LegalReference};
use crate::number::{Rounding, RoundingMode, format_decimal};
use crate::period::EffectivePeriod;
use crate::policy::document::PeriodRule;
use crate::policy::value::{Bound, RangeValue, Value};

/// The text of one of the two languages.
pub(crate) fn pick<'a>(language: Language, id: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

const MONTHS_ID: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// The name of a month, 1 to 12.
pub(crate) fn month(number: u32, language: Language) -> &'static str {
    let place = usize::try_from(number.saturating_sub(1)).unwrap_or(0).min(11);
    match language {
        Language::Id => MONTHS_ID[place],
        Language::En => MONTHS_EN[place],
    }
}

/// A date as people write it: `1 April 2026`.
pub(crate) fn date(date: NaiveDate, language: Language) -> String {
    format!("{} {} {}", date.day(), month(date.month(), language), date.year())
}

/// A number with the decimal sign of the language; groups of three from five digits on.
pub(crate) fn number(value: Decimal, language: Language) -> String {
    let plain = format_decimal(value);
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(w, f)| (w, Some(f)));
    let (point, group) = match language {
        Language::Id => (',', '.'),
        Language::En => ('.', ','),
    };
    let mut text = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// The words of a unit: Indonesian, English singular, English plural.
fn unit_words(unit: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match unit {
        "years" => ("tahun", "year", "years"),
        "months" => ("bulan", "month", "months"),
        "weeks" => ("minggu", "week", "weeks"),
        "days" => ("hari", "day", "days"),
        "hours" => ("jam", "hour", "hours"),
        "lesson-hours" => ("jam pelajaran", "lesson hour", "lesson hours"),
        "points" => ("poin", "point", "points"),
        "credit-points" | "credit" => ("angka kredit", "credit point", "credit points"),
        "percent" => ("persen", "percent", "percent"),
        "levels" => ("tingkat", "level", "levels"),
        "people" => ("orang", "person", "people"),
        "times" => ("kali", "time", "times"),
        "posts" => ("jabatan", "post", "posts"),
        "certificates" => ("sertifikat", "certificate", "certificates"),
        "works" => ("karya", "work", "works"),
        "candidates" => ("calon", "candidate", "candidates"),
        "rupiah" => ("rupiah", "rupiah", "rupiah"),
        _ => return None,
    })
}

/// The name of a unit on its own, plural in English; empty for a plain share.
pub(crate) fn unit_name(unit: &str, language: Language) -> String {
    match unit_words(unit) {
        _ if unit == "share" => String::new(),
        Some((id, _, many)) => pick(language, id, many).to_owned(),
        None => unit.replace('-', " "),
    }
}

/// A number with its unit: `4 tahun`, `1 year`, `2 years`.
pub(crate) fn quantity(value: Decimal, unit: Option<&str>, language: Language) -> String {
    let digits = number(value, language);
    let word = match unit.map(|u| (u, unit_words(u))) {
        None | Some(("share", _)) => return digits,
        Some((_, Some((_, one, _)))) if language == Language::En && value == Decimal::ONE => one.to_owned(),
        Some((unit, None)) if language == Language::En && value == Decimal::ONE => {
            let name = unit.replace('-', " ");
            name.strip_suffix('s').map_or_else(|| name.clone(), str::to_owned)
        }
        Some((unit, _)) => unit_name(unit, language),
    };
    format!("{digits} {word}")
}

/// Years and months: `2 tahun 6 bulan`.
pub(crate) fn months(count: i32, language: Language) -> String {
    let (years, rest) = (count.unsigned_abs() / 12, count.unsigned_abs() % 12);
    let part = |n: u32, unit: &str| quantity(Decimal::from(n), Some(unit), language);
    let text = match (years, rest) {
        (0, rest) => part(rest, "months"),
        (years, 0) => part(years, "years"),
        (years, rest) => format!("{} {}", part(years, "years"), part(rest, "months")),
    };
    if count < 0 { format!("{} {text}", pick(language, "minus", "minus")) } else { text }
}

/// The stretch from one day to a later one in calendar months and days: `5 bulan 12 hari`.
pub(crate) fn stretch(from: NaiveDate, to: NaiveDate, language: Language) -> String {
    let mut whole = 0;
    while from.checked_add_months(Months::new(whole + 1)).is_some_and(|reached| reached <= to) {
        whole += 1;
    }
    let reached = from.checked_add_months(Months::new(whole)).unwrap_or(from);
    let days = Decimal::from((to - reached).num_days());
    let days_text = quantity(days, Some("days"), language);
    match (whole, days.is_zero()) {
        (0, _) => days_text,
        (whole, true) => months(i32::try_from(whole).unwrap_or(i32::MAX), language),
        (whole, false) => format!("{} {days_text}", months(i32::try_from(whole).unwrap_or(i32::MAX), language)),
    }
}

/// `a, b, dan c`; two items without a comma.
pub(crate) fn join(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [a, b] => format!("{a} {last} {b}"),
        [head @ .., tail] => format!("{}, {last} {tail}", head.join(", ")),
    }
}

/// Joined with *and*.
pub(crate) fn and(items: &[String], language: Language) -> String {
    join(items, pick(language, "dan", "and"))
}

/// Joined with *or*.
pub(crate) fn or(items: &[String], language: Language) -> String {
    join(items, pick(language, "atau", "or"))
}

/// A counting word: `ke-2`, `second`, `21st`.
pub(crate) fn ordinal(n: u64, language: Language) -> String {
    const WORDS: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if language == Language::Id {
        return format!("ke-{n}");
    }
    if let Some(word) = usize::try_from(n).ok().and_then(|n| WORDS.get(n.checked_sub(1)?)) {
        return (*word).to_owned();
    }
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// The text with its first letter in upper case, for the start of a sentence.
pub(crate) fn capitalise(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A label inside a sentence: the first letter in lower case, unless the first word is an abbreviation (`TMT`, `PAK:`) or one letter with a mark.
pub(crate) fn inside(label: &str) -> String {
    let word: Vec<char> = label.chars().take_while(|c| c.is_alphanumeric()).collect();
    let abbreviation = word.len() > 1 && word.iter().skip(1).any(|c| c.is_uppercase() || c.is_numeric());
    let mut chars = label.chars();
    match chars.next() {
        Some(first) if !abbreviation => first.to_lowercase().chain(chars).collect(),
        _ => label.to_owned(),
    }
}

/// A sentence: capital letter first, full stop last.
pub(crate) fn sentence(text: &str) -> String {
    let text = capitalise(text.trim());
    if text.ends_with(['.', '!', '?', ':']) { text } else { format!("{text}.") }
}

/// A value in words.
pub(crate) fn value(value: &Value, unit: Option<&str>, language: Language) -> String {
    match value {
        Value::Missing => pick(language, "belum diketahui", "not known").to_owned(),
        Value::None => pick(language, "tidak ada", "none").to_owned(),
        Value::Boolean(true) => pick(language, "ya", "yes").to_owned(),
        Value::Boolean(false) => pick(language, "tidak", "no").to_owned(),
        Value::Number(n) => quantity(*n, unit, language),
        Value::Text(text) => format!("“{text}”"),
        Value::Date(day) => date(*day, language),
        Value::Months(count) => months(*count, language),
        Value::Days(count) => quantity(Decimal::from(*count), Some("days"), language),
        Value::Choice(choice) => choice.label().get(language).to_owned(),
        Value::List(items) if items.is_empty() => pick(language, "tidak satu pun", "none at all").to_owned(),
        Value::List(items) => {
            join(&items.iter().map(|item| self::value(item, unit, language)).collect::<Vec<_>>(), pick(language, "dan", "and"))
        }
        Value::Range(range) => self::range(range, unit, language),
    }
}

/// A range in words: `68 sampai kurang dari 80`, `80 atau lebih`, `1 sampai dengan 5`.
pub(crate) fn range(range: &RangeValue, unit: Option<&str>, language: Language) -> String {
    let text = |v: &Value| value(v, unit, language);
    let low = match &range.low {
        Bound::Open => None,
        Bound::Included(v) => Some((text(v), v, true)),
        Bound::Excluded(v) => Some((text(v), v, false)),
    };
    let high = match &range.high {
        Bound::Open => None,
        Bound::Included(v) => Some((text(v), v, true)),
        Bound::Excluded(v) => Some((text(v), v, false)),
    };
    range_text(low.map(|(t, v, i)| (t, kind_of(v), i)), high.map(|(t, v, i)| (t, kind_of(v), i)), language)
}

/// How a bound is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundKind {
    /// A day: before, after.
    Day,
    /// A choice of an ordered scale: higher, lower.
    Level,
    /// Anything else: more, less.
    Amount,
}

fn kind_of(value: &Value) -> BoundKind {
    match value {
        Value::Date(_) => BoundKind::Day,
        Value::Choice(_) => BoundKind::Level,
        _ => BoundKind::Amount,
    }
}

/// The words of a range whose ends are already in words; the flag says whether the end belongs.
pub(crate) fn range_text(low: Option<(String, BoundKind, bool)>, high: Option<(String, BoundKind, bool)>, language: Language) -> String {
    let id = language == Language::Id;
    let after = |a: &str, kind, included| match (kind, included, id) {
        (BoundKind::Day, true, true) => format!("mulai {a}"),
        (BoundKind::Day, true, false) => format!("from {a} on"),
        (BoundKind::Day, false, true) => format!("setelah {a}"),
        (BoundKind::Day, false, false) => format!("after {a}"),
        (BoundKind::Level, true, true) => format!("{a} atau lebih tinggi"),
        (BoundKind::Level, true, false) => format!("{a} or higher"),
        (BoundKind::Level, false, true) => format!("lebih tinggi dari {a}"),
        (BoundKind::Level, false, false) => format!("higher than {a}"),
        (BoundKind::Amount, true, true) => format!("{a} atau lebih"),
        (BoundKind::Amount, true, false) => format!("{a} or more"),
        (BoundKind::Amount, false, true) => format!("lebih dari {a}"),
        (BoundKind::Amount, false, false) => format!("more than {a}"),
    };
    let before = |b: &str, kind, included| match (kind, included, id) {
        (BoundKind::Day, true, true) => format!("paling lambat {b}"),
        (BoundKind::Day, true, false) => format!("no later than {b}"),
        (BoundKind::Day, false, true) => format!("sebelum {b}"),
        (BoundKind::Day, false, false) => format!("before {b}"),
        (BoundKind::Level, true, true) => format!("{b} atau lebih rendah"),
        (BoundKind::Level, true, false) => format!("{b} or lower"),
        (BoundKind::Level, false, true) => format!("lebih rendah dari {b}"),
        (BoundKind::Level, false, false) => format!("lower than {b}"),
        (BoundKind::Amount, true, true) => format!("{b} atau kurang"),
        (BoundKind::Amount, true, false) => format!("{b} or less"),
        (BoundKind::Amount, false, true) => format!("kurang dari {b}"),
        (BoundKind::Amount, false, false) => format!("less than {b}"),
    };
    // `10 sampai dengan 20 poin`: the unit once
    let low = low.map(|(a, kind, included)| {
        let tail = |text: &str| text.split_once(' ').map(|(_, tail)| tail.to_owned());
        match &high {
            Some((b, BoundKind::Amount, _)) if kind == BoundKind::Amount && tail(&a).is_some() && tail(&a) == tail(b) => {
                (a.split(' ').next().unwrap_or(&a).to_owned(), kind, included)
            }
            _ => (a, kind, included),
        }
    });
    match (low, high) {
        (None, None) => pick(language, "berapa pun", "any value").to_owned(),
        (Some((a, kind, included)), None) => after(&a, kind, included),
        (None, Some((b, kind, included))) => before(&b, kind, included),
        (Some((a, kind, true)), Some((b, _, high_included))) => match (high_included, kind, id) {
            (true, BoundKind::Day, false) => format!("from {a} through {b}"),
            (true, _, true) => format!("{a} sampai dengan {b}"),
            (true, _, false) => format!("from {a} to {b} inclusive"),
            (false, BoundKind::Day, true) => format!("{a} sampai sebelum {b}"),
            (false, BoundKind::Day, false) => format!("from {a} to before {b}"),
            (false, BoundKind::Level, true) => format!("{a} sampai di bawah {b}"),
            (false, BoundKind::Level, false) => format!("from {a} to below {b}"),
            (false, BoundKind::Amount, true) => format!("{a} sampai kurang dari {b}"),
            (false, BoundKind::Amount, false) => format!("from {a} to less than {b}"),
        },
        (Some((a, kind, false)), Some((b, high_kind, included))) => {
            format!("{} {} {}", after(&a, kind, false), pick(language, "dan", "and"), {
                let text = before(&b, high_kind, included);
                if included && high_kind == BoundKind::Amount {
                    format!("{} {b}", pick(language, "paling banyak", "at most"))
                } else {
                    text
                }
            })
        }
    }
}

/// When something binds, last day included: `sejak 10 November 2000 sampai dengan 19 Mei 2025`. Empty for every day.
pub(crate) fn period(period: &EffectivePeriod, language: Language) -> String {
    let last = period.to.map(|to| date(to.pred_opt().unwrap_or(to), language));
    match (period.from.map(|from| date(from, language)), last) {
        (None, None) => String::new(),
        (Some(from), None) => format!("{} {from}", pick(language, "sejak", "since")),
        (None, Some(last)) => format!("{} {last}", pick(language, "sampai dengan", "through")),
        (Some(from), Some(last)) => match language {
            Language::Id => format!("sejak {from} sampai dengan {last}"),
            Language::En => format!("from {from} through {last}"),
        },
    }
}

/// The citation, with how it was read where the article itself was not.
pub(crate) fn reference(reference: &LegalReference, language: Language) -> String {
    if reference.certainty == Certainty::Text {
        return reference.citation.to_string();
    }
    format!("{} [{}: {}]", reference.citation, pick(language, "sumber", "source"), reference.certainty.label().get(language))
}

/// A rounding step in words.
pub(crate) fn rounding(rounding: Rounding, language: Language) -> String {
    let places = match (rounding.places, language) {
        (0, Language::Id) => "menjadi bilangan bulat".to_owned(),
        (0, Language::En) => "to a whole number".to_owned(),
        (n, Language::Id) => format!("menjadi {n} angka di belakang koma"),
        (1, Language::En) => "to 1 decimal place".to_owned(),
        (n, Language::En) => format!("to {n} decimal places"),
    };
    let mode = match rounding.mode {
        RoundingMode::HalfUp => pick(language, "setengah dibulatkan ke atas", "halves are rounded up"),
        RoundingMode::HalfEven => pick(language, "setengah dibulatkan ke angka genap terdekat", "halves go to the nearest even digit"),
        RoundingMode::HalfDown => pick(language, "setengah dibulatkan ke bawah", "halves are rounded down"),
        RoundingMode::Up => pick(language, "selalu ke atas", "always up"),
        RoundingMode::Down => pick(language, "selalu ke bawah", "always down"),
    };
    format!("{} {places}, {mode}", pick(language, "dibulatkan", "rounded"))
}

/// The dates of a period rule: `setiap 1 April dan 1 Oktober`.
pub(crate) fn period_rule(rule: &PeriodRule, language: Language) -> String {
    if rule.months.len() == 12 {
        return match language {
            Language::Id => format!("tanggal {} setiap bulan", rule.day),
            Language::En => format!("day {} of every month", rule.day),
        };
    }
    let days: Vec<String> = rule.months.iter().map(|m| format!("{} {}", rule.day, month(*m, language))).collect();
    format!("{} {}", pick(language, "setiap", "every"), and(&days, language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse_decimal;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn numbers_follow_the_language() {
        let n = |s: &str, l| number(parse_decimal(s).unwrap(), l);
        assert_eq!(n("4.50", Language::Id), "4,5");
        assert_eq!(n("4.50", Language::En), "4.5");
        assert_eq!(n("-1000000", Language::Id), "-1.000.000");
        assert_eq!(n("12345.678", Language::En), "12,345.678");
        assert_eq!(n("2026", Language::Id), "2026");
    }

    #[test]
    fn units_are_singular_for_one() {
        let q = |s: &str, unit: &str, l| quantity(parse_decimal(s).unwrap(), Some(unit), l);
        assert_eq!(q("1", "years", Language::En), "1 year");
        assert_eq!(q("2", "years", Language::En), "2 years");
        assert_eq!(q("1.5", "points", Language::En), "1.5 points");
        assert_eq!(q("1", "years", Language::Id), "1 tahun");
        assert_eq!(q("1", "tokens", Language::En), "1 token");
        assert_eq!(q("0.2", "share", Language::Id), "0,2");
    }

    #[test]
    fn stretches_count_calendar_months_then_days() {
        assert_eq!(stretch(day(2025, 10, 20), day(2026, 4, 1), Language::Id), "5 bulan 12 hari");
        assert_eq!(stretch(day(2026, 4, 1), day(2027, 5, 1), Language::En), "1 year 1 month");
        assert_eq!(stretch(day(2026, 4, 1), day(2026, 4, 2), Language::En), "1 day");
    }

    #[test]
    fn labels_keep_abbreviations_inside_a_sentence() {
        assert_eq!(inside("TMT jabatan"), "TMT jabatan");
        assert_eq!(inside("Pangkat/golongan ruang"), "pangkat/golongan ruang");
        assert_eq!(inside("A post is available"), "a post is available");
    }

    #[test]
    fn the_last_day_of_a_period_is_said_as_a_day_that_still_binds() {
        let period = EffectivePeriod { from: Some(day(2000, 11, 10)), to: Some(day(2025, 5, 20)) };
        assert_eq!(self::period(&period, Language::Id), "sejak 10 November 2000 sampai dengan 19 Mei 2025");
        assert_eq!(self::period(&period, Language::En), "from 10 November 2000 through 19 May 2025");
    }

    #[test]
    fn ordinals() {
        assert_eq!(ordinal(2, Language::Id), "ke-2");
        assert_eq!([1, 11, 12, 21, 22].map(|n| ordinal(n, Language::En)), ["first", "11th", "12th", "21st", "22nd"]);
    }
}

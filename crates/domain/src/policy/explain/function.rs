//! The functions of the language in words: one template per function and number of arguments.

use crate::legal::Language;
use crate::policy::expression::node::Function;

use super::words::pick;

/// The words of a function: `{0}`, `{1}` … are its arguments, `{*}` all of them as one list.
pub(super) fn noun(function: Function, arguments: usize, language: Language) -> &'static str {
    let (id, en) = match (function, arguments) {
        (Function::Abs, _) => ("nilai mutlak dari {0}", "the absolute value of {0}"),
        (Function::Floor, 0 | 1) => ("{0} dibulatkan ke bawah menjadi bilangan bulat", "{0} rounded down to a whole number"),
        (Function::Floor, _) => {
            ("{0} dibulatkan ke bawah sampai {1} angka di belakang koma", "{0} rounded down (towards minus) to {1} decimal places")
        }
        (Function::Ceiling, 0 | 1) => ("{0} dibulatkan ke atas menjadi bilangan bulat", "{0} rounded up to a whole number"),
        (Function::Ceiling, _) => {
            ("{0} dibulatkan ke atas sampai {1} angka di belakang koma", "{0} rounded up (towards plus) to {1} decimal places")
        }
        (Function::Modulo, _) => ("sisa pembagian {0} oleh {1}", "the remainder of {0} divided by {1}"),
        (Function::Even, _) => ("apakah {0} genap", "whether {0} is even"),
        (Function::Odd, _) => ("apakah {0} ganjil", "whether {0} is odd"),
        (Function::Decimal, 0 | 1) => {
            ("{0} dibulatkan menjadi bilangan bulat (setengah ke angka genap)", "{0} rounded to a whole number (halves to the even digit)")
        }
        (Function::Decimal, _) => (
            "{0} dibulatkan sampai {1} angka di belakang koma (setengah ke angka genap)",
            "{0} rounded to {1} decimal places (halves to the even digit)",
        ),
        (Function::RoundUp, 0 | 1) => {
            ("{0} dibulatkan menjauhi nol menjadi bilangan bulat", "{0} rounded away from zero to a whole number")
        }
        (Function::RoundUp, _) => {
            ("{0} dibulatkan menjauhi nol sampai {1} angka di belakang koma", "{0} rounded away from zero to {1} decimal places")
        }
        (Function::RoundDown, 0 | 1) => ("{0} tanpa angka di belakang koma", "{0} without its decimals"),
        (Function::RoundDown, _) => ("{0} dipotong sampai {1} angka di belakang koma", "{0} cut to {1} decimal places"),
        (Function::RoundHalfUp, 0 | 1) => {
            ("{0} dibulatkan menjadi bilangan bulat (setengah ke atas)", "{0} rounded to a whole number (halves up)")
        }
        (Function::RoundHalfUp, _) => {
            ("{0} dibulatkan sampai {1} angka di belakang koma (setengah ke atas)", "{0} rounded to {1} decimal places (halves up)")
        }
        (Function::RoundHalfDown, 0 | 1) => {
            ("{0} dibulatkan menjadi bilangan bulat (setengah ke bawah)", "{0} rounded to a whole number (halves down)")
        }
        (Function::RoundHalfDown, _) => {
            ("{0} dibulatkan sampai {1} angka di belakang koma (setengah ke bawah)", "{0} rounded to {1} decimal places (halves down)")
        }
        (Function::Count, _) => ("banyaknya {*}", "the number of {*}"),
        (Function::Sum, _) => ("jumlah dari {*}", "the sum of {*}"),
        (Function::Min, _) => ("yang terkecil di antara {*}", "the least of {*}"),
        (Function::Max, _) => ("yang terbesar di antara {*}", "the greatest of {*}"),
        (Function::Mean, _) => ("rata-rata dari {*}", "the average of {*}"),
        (Function::Median, _) => ("nilai tengah (median) dari {*}", "the median of {*}"),
        (Function::All, _) => ("apakah semuanya benar: {*}", "whether all are true: {*}"),
        (Function::Any, _) => ("apakah ada yang benar: {*}", "whether any is true: {*}"),
        (Function::ListContains, _) => ("apakah {0} memuat {1}", "whether {0} includes {1}"),
        (Function::Sublist, 0..=2) => ("bagian dari {0} mulai urutan ke-{1}", "the part of {0} from position {1} on"),
        (Function::Sublist, _) => ("{2} unsur dari {0} mulai urutan ke-{1}", "{2} items of {0} from position {1} on"),
        (Function::Append, _) => ("{0} ditambah unsur {*1}", "{0} with {*1} added at the end"),
        (Function::Concatenate, _) => ("gabungan berurutan dari {*}", "{*} joined one after another"),
        (Function::Remove, _) => ("{0} tanpa unsur urutan ke-{1}", "{0} without the item at position {1}"),
        (Function::Reverse, _) => ("{0} dalam urutan terbalik", "{0} in reverse order"),
        (Function::IndexOf, _) => ("urutan letak {1} dalam {0}", "the positions of {1} in {0}"),
        (Function::Union, _) => ("gabungan tanpa pengulangan dari {*}", "{*} joined without repetition"),
        (Function::DistinctValues, _) => ("{0} tanpa pengulangan", "{0} without repetition"),
        (Function::InsertBefore, _) => ("{0} dengan {2} disisipkan sebelum urutan ke-{1}", "{0} with {2} put in before position {1}"),
        (Function::Flatten, _) => ("{0} sebagai satu daftar tanpa tingkat", "{0} as one flat list"),
        (Function::Date, 3) => ("tanggal dengan tahun {0}, bulan {1}, hari {2}", "the date with year {0}, month {1} and day {2}"),
        (Function::Date, _) => ("tanggal {0}", "the date {0}"),
        (Function::Duration, _) => ("jangka waktu {0}", "the duration {0}"),
        (Function::YearsAndMonthsDuration, _) => {
            ("jangka waktu dalam tahun dan bulan dari {0} sampai {1}", "the years and months from {0} to {1}")
        }
        (Function::YearsBetween, _) => ("jumlah tahun penuh dari {0} sampai {1}", "the number of full years from {0} to {1}"),
        (Function::MonthsBetween, _) => ("jumlah bulan penuh dari {0} sampai {1}", "the number of full months from {0} to {1}"),
        (Function::DaysBetween, _) => ("jumlah hari dari {0} sampai {1}", "the number of days from {0} to {1}"),
        (Function::DayOfYear, _) => ("urutan hari {0} dalam tahunnya", "the day of the year of {0}"),
        (Function::Year, _) => ("tahun dari {0}", "the year of {0}"),
        (Function::Month, _) => ("bulan dari {0}", "the month of {0}"),
        (Function::Day, _) => ("hari dari {0}", "the day of {0}"),
        (Function::Successor, _) => ("satu tingkat di atas {0}", "one level above {0}"),
        (Function::Predecessor, _) => ("satu tingkat di bawah {0}", "one level below {0}"),
        (Function::StepsBetween, _) => ("jumlah tingkat dari {0} naik sampai {1}", "the number of levels from {0} up to {1}"),
        (Function::StringLength, _) => ("panjang teks {0}", "the length of {0}"),
        (Function::UpperCase, _) => ("{0} dalam huruf besar", "{0} in upper case"),
        (Function::LowerCase, _) => ("{0} dalam huruf kecil", "{0} in lower case"),
        (Function::Contains, _) => ("apakah {0} mengandung {1}", "whether {0} contains {1}"),
        (Function::StartsWith, _) => ("apakah {0} diawali {1}", "whether {0} starts with {1}"),
        (Function::EndsWith, _) => ("apakah {0} diakhiri {1}", "whether {0} ends with {1}"),
        (Function::Substring, 0..=2) => ("bagian teks {0} mulai huruf ke-{1}", "the part of {0} from character {1} on"),
        (Function::Substring, _) => ("{2} huruf dari {0} mulai huruf ke-{1}", "{2} characters of {0} from character {1} on"),
        (Function::SubstringBefore, _) => ("bagian {0} sebelum {1}", "the part of {0} before {1}"),
        (Function::SubstringAfter, _) => ("bagian {0} setelah {1}", "the part of {0} after {1}"),
        (Function::String, _) => ("{0} sebagai teks", "{0} as text"),
        (Function::Number, _) => ("{0} sebagai angka", "{0} as a number"),
        (Function::Range, _) => ("rentang {0}", "the range {0}"),
    };
    pick(language, id, en)
}

/// The words of a yes/no function, affirmed and denied; `None` for functions that are not yes/no.
pub(super) fn clause(function: Function, holds: bool, language: Language) -> Option<&'static str> {
    let (yes_id, no_id, yes_en, no_en) = match function {
        Function::Even => ("{0} genap", "{0} tidak genap", "{0} is even", "{0} is not even"),
        Function::Odd => ("{0} ganjil", "{0} tidak ganjil", "{0} is odd", "{0} is not odd"),
        Function::All => {
            ("semua unsur {*} benar", "tidak semua unsur {*} benar", "every item of {*} is true", "not every item of {*} is true")
        }
        Function::Any => (
            "sekurang-kurangnya satu unsur {*} benar",
            "tidak satu pun unsur {*} benar",
            "at least one item of {*} is true",
            "no item of {*} is true",
        ),
        Function::ListContains => ("{0} memuat {1}", "{0} tidak memuat {1}", "{0} includes {1}", "{0} does not include {1}"),
        Function::Contains => ("{0} mengandung {1}", "{0} tidak mengandung {1}", "{0} contains {1}", "{0} does not contain {1}"),
        Function::StartsWith => ("{0} diawali {1}", "{0} tidak diawali {1}", "{0} starts with {1}", "{0} does not start with {1}"),
        Function::EndsWith => ("{0} diakhiri {1}", "{0} tidak diakhiri {1}", "{0} ends with {1}", "{0} does not end with {1}"),
        _ => return None,
    };
    Some(match (language, holds) {
        (Language::Id, true) => yes_id,
        (Language::Id, false) => no_id,
        (Language::En, true) => yes_en,
        (Language::En, false) => no_en,
    })
}

/// Puts the arguments into a template.
pub(super) fn fill(template: &str, arguments: &[String], language: Language) -> String {
    let mut text = template.to_owned();
    if text.contains("{*}") {
        text = text.replace("{*}", &super::words::and(arguments, language));
    }
    if text.contains("{*1}") {
        text = text.replace("{*1}", &super::words::and(arguments.get(1..).unwrap_or(&[]), language));
    }
    for place in 0..3 {
        let mark = format!("{{{place}}}");
        if text.contains(&mark) {
            text = text.replace(&mark, arguments.get(place).map_or("", String::as_str));
        }
    }
    text
}

//! Reading the inputs of a method: every getter says what was found, what was expected and under which key.

use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use serde_json::{Map, Value as Json};

/// The inputs of one request.
pub(crate) struct Inputs<'a> {
    values: &'a Map<String, Json>,
}

pub(crate) fn wrong(key: &str, found: &Json, id: &str, en: &str) -> Label {
    let shown: String = found.to_string().chars().take(60).collect();
    Label::new(format!("`{key}` berisi `{shown}`, diharapkan {id}"), format!("`{key}` is `{shown}`, expected {en}"))
}

/// A finite number, from a JSON number or from a text that is a plain number; `"NaN"` is neither.
fn float(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64().filter(|x| x.is_finite()),
        Json::String(text) => parse_decimal(text).ok().and_then(|d| d.to_string().parse::<f64>().ok()),
        _ => None,
    }
}

/// An exact decimal, from a JSON number as written or from a text.
pub(crate) fn exact(json: &Json) -> Option<Decimal> {
    match json {
        Json::Number(number) => {
            let text = number.to_string();
            parse_decimal(&text).ok().or_else(|| Decimal::from_scientific(&text).ok())
        }
        Json::String(text) => parse_decimal(text).ok(),
        _ => None,
    }
}

impl<'a> Inputs<'a> {
    pub(crate) fn new(values: &'a Map<String, Json>) -> Inputs<'a> {
        Inputs { values }
    }

    /// The value under a key, where it is there and not `null`.
    pub(crate) fn find(&self, key: &str) -> Option<&'a Json> {
        self.values.get(key).filter(|value| !value.is_null())
    }

    /// The first of several names of the same key that is there, or the first name where none is.
    pub(crate) fn named<'k>(&self, names: &[&'k str]) -> &'k str {
        names.iter().copied().find(|name| self.find(name).is_some()).or(names.first().copied()).unwrap_or_default()
    }

    /// The entries that are lists of two or objects with the counts of a group, in the order written.
    pub(crate) fn pairs(&self) -> Vec<(&'a str, &'a Json)> {
        let pair = |json: &Json| json.is_object() || json.as_array().is_some_and(|list| list.len() == 2);
        self.values.iter().filter(|(_, json)| pair(json)).map(|(name, json)| (name.as_str(), json)).collect()
    }

    /// The entries that are objects, in the order written.
    pub(crate) fn objects(&self) -> Vec<(&'a String, &'a Json)> {
        self.values.iter().filter(|(_, json)| json.is_object()).collect()
    }

    /// The value under a key that must be there.
    pub(crate) fn need(&self, key: &str) -> Result<&'a Json, Label> {
        self.values
            .get(key)
            .ok_or_else(|| Label::new(format!("kunci `{key}` tidak ada di `inputs`"), format!("the key `{key}` is missing in `inputs`")))
    }

    /// A finite number.
    pub(crate) fn number(&self, key: &str) -> Result<f64, Label> {
        let found = self.need(key)?;
        float(found).ok_or_else(|| wrong(key, found, "bilangan", "a finite number"))
    }

    /// A finite number, or the default where the key is absent.
    pub(crate) fn number_or(&self, key: &str, default: f64) -> Result<f64, Label> {
        if self.find(key).is_some() { self.number(key) } else { Ok(default) }
    }

    /// An exact decimal.
    pub(crate) fn decimal(&self, key: &str) -> Result<Decimal, Label> {
        let found = self.need(key)?;
        exact(found).ok_or_else(|| wrong(key, found, "bilangan desimal", "a decimal number"))
    }

    /// A whole number that is not negative.
    pub(crate) fn count(&self, key: &str) -> Result<u64, Label> {
        let found = self.need(key)?;
        whole(found).ok_or_else(|| wrong(key, found, "bilangan bulat 0 atau lebih", "a whole number, 0 or more"))
    }

    /// Whole numbers that are not negative.
    pub(crate) fn counts(&self, key: &str) -> Result<Vec<u64>, Label> {
        self.each(key, whole, "daftar bilangan bulat 0 atau lebih", "a list of whole numbers, 0 or more")
    }

    /// True or false.
    pub(crate) fn flag(&self, key: &str) -> Result<bool, Label> {
        let found = self.need(key)?;
        found.as_bool().ok_or_else(|| wrong(key, found, "true atau false", "true or false"))
    }

    /// A text.
    pub(crate) fn text(&self, key: &str) -> Result<&'a str, Label> {
        let found = self.need(key)?;
        found.as_str().ok_or_else(|| wrong(key, found, "teks", "a text"))
    }

    /// A list of texts.
    pub(crate) fn texts(&self, key: &str) -> Result<Vec<&'a str>, Label> {
        self.each(key, Json::as_str, "daftar teks", "a list of texts")
    }

    /// A list of finite numbers, without gaps.
    pub(crate) fn numbers(&self, key: &str) -> Result<Vec<f64>, Label> {
        self.each(key, float, "daftar bilangan", "a list of finite numbers")
    }

    /// A list of exact decimals, without gaps.
    pub(crate) fn decimals(&self, key: &str) -> Result<Vec<Decimal>, Label> {
        self.each(key, exact, "daftar bilangan desimal", "a list of decimal numbers")
    }

    /// A list of finite numbers in which `null` is a gap.
    pub(crate) fn gapped(&self, key: &str) -> Result<Vec<Option<f64>>, Label> {
        self.each(key, gap(float), "daftar bilangan atau null", "a list of finite numbers or null")
    }

    /// Rows of finite numbers, without gaps; rows may differ in length.
    pub(crate) fn matrix(&self, key: &str) -> Result<Vec<Vec<f64>>, Label> {
        self.each(key, |row| row.as_array()?.iter().map(float).collect(), "daftar baris bilangan", "a list of rows of finite numbers")
    }

    /// Rows of exact decimals in which `null` is a gap.
    pub(crate) fn gapped_decimals(&self, key: &str) -> Result<Vec<Vec<Option<Decimal>>>, Label> {
        let row = |row: &'a Json| row.as_array()?.iter().map(gap(exact)).collect();
        self.each(key, row, "daftar baris bilangan atau null", "a list of rows of decimal numbers or null")
    }

    /// Rows of finite numbers in which `null` is a gap.
    pub(crate) fn gapped_matrix(&self, key: &str) -> Result<Vec<Vec<Option<f64>>>, Label> {
        let row = |row: &'a Json| row.as_array()?.iter().map(gap(float)).collect();
        self.each(key, row, "daftar baris bilangan atau null", "a list of rows of finite numbers or null")
    }

    /// Rows of counts, all of the same length.
    pub(crate) fn count_table(&self, key: &str) -> Result<Vec<Vec<u64>>, Label> {
        let row = |row: &'a Json| row.as_array()?.iter().map(whole).collect::<Option<Vec<u64>>>();
        let table = self.each(key, row, "daftar baris bilangan bulat 0 atau lebih", "a list of rows of whole numbers, 0 or more")?;
        let columns = table.first().map_or(0, Vec::len);
        match table.iter().find(|row| row.len() != columns) {
            None => Ok(table),
            Some(row) => Err(Label::new(
                format!("`{key}` memuat baris dengan {} bilangan, diharapkan {columns}", row.len()),
                format!("`{key}` has a row of {} numbers, expected {columns}", row.len()),
            )),
        }
    }

    /// A JSON object, read as inputs of its own, with its keys in the order written.
    pub(crate) fn object(&self, key: &str) -> Result<&'a Map<String, Json>, Label> {
        let found = self.need(key)?;
        found.as_object().ok_or_else(|| wrong(key, found, "objek JSON", "a JSON object"))
    }

    /// Every item of a list through a reader.
    pub(crate) fn each<T>(&self, key: &str, read: impl Fn(&'a Json) -> Option<T>, id: &str, en: &str) -> Result<Vec<T>, Label> {
        let found = self.need(key)?;
        let items = found.as_array().ok_or_else(|| wrong(key, found, id, en))?;
        items.iter().map(|item| read(item).ok_or_else(|| wrong(key, item, id, en))).collect()
    }
}

fn gap<T>(read: impl Fn(&Json) -> Option<T>) -> impl Fn(&Json) -> Option<Option<T>> {
    move |json| if json.is_null() { Some(None) } else { read(json).map(Some) }
}

pub(crate) fn whole(json: &Json) -> Option<u64> {
    let value = exact(json)?.normalize();
    if value.scale() == 0 { u64::try_from(value.mantissa()).ok() } else { None }
}

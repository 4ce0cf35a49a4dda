//! Writing the outputs of a method: a value that is not defined is `null`, and its reason stands under `reasons`.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use serde_json::{Map, Value as Json};

/// The outputs of one request, key by key in the order written.
#[derive(Default)]
pub(crate) struct Outputs {
    values: Map<String, Json>,
    reasons: Map<String, Json>,
}

impl Outputs {
    pub(crate) fn new() -> Outputs {
        Outputs::default()
    }

    /// A value that is there whatever the data.
    pub(crate) fn put(&mut self, key: &str, value: impl Into<Json>) -> &mut Outputs {
        self.values.insert(key.to_owned(), value.into());
        self
    }

    /// A value, or `null` with the reason.
    pub(crate) fn maybe<T: Into<Json>>(&mut self, key: &str, value: Result<T, Undefined>) -> &mut Outputs {
        match value {
            // JSON has no infinity: a float too large for it is null, and says so
            Ok(value) => match value.into() {
                Json::Null => self.absent(key, &Undefined::NotFinite.label()),
                json => self.put(key, json),
            },
            Err(reason) => self.absent(key, &reason.label()),
        }
    }

    /// A value already written, once more under names that others use for it.
    pub(crate) fn also(&mut self, key: &str, names: &[&str]) -> &mut Outputs {
        for name in names {
            if let Some(value) = self.values.get(key).cloned() {
                self.values.insert((*name).to_owned(), value);
            }
            if let Some(reason) = self.reasons.get(key).cloned() {
                self.reasons.insert((*name).to_owned(), reason);
            }
        }
        self
    }

    /// A list or interval, or `null` with the reason.
    pub(crate) fn interval(&mut self, key: &str, value: Result<(f64, f64), Undefined>) -> &mut Outputs {
        self.maybe(key, value.map(|(low, high)| vec![low, high]))
    }

    /// An object of values by name, each a value or `null` with the reason under `key.name`.
    pub(crate) fn by_name<'n, T: Into<Json>>(
        &mut self,
        key: &str,
        values: impl IntoIterator<Item = (&'n str, Result<T, Undefined>)>,
    ) -> &mut Outputs {
        let mut object = Map::new();
        for (name, value) in values {
            let json = self.or_null(format!("{key}.{name}"), value);
            object.insert(name.to_owned(), json);
        }
        self.put(key, Json::Object(object))
    }

    /// A list of values, each a value or `null` with the reason under `key[index]`.
    pub(crate) fn list<T: Into<Json>>(&mut self, key: &str, values: impl IntoIterator<Item = Result<T, Undefined>>) -> &mut Outputs {
        let list: Vec<Json> = values.into_iter().enumerate().map(|(at, value)| self.or_null(format!("{key}[{at}]"), value)).collect();
        self.put(key, list)
    }

    fn or_null<T: Into<Json>>(&mut self, place: String, value: Result<T, Undefined>) -> Json {
        match value {
            Ok(value) => value.into(),
            Err(reason) => {
                let reason = reason.label();
                self.reasons.insert(place, serde_json::json!({ "id": reason.id, "en": reason.en }));
                Json::Null
            }
        }
    }

    /// `null`, with the reason in both languages.
    pub(crate) fn absent(&mut self, key: &str, reason: &Label) -> &mut Outputs {
        self.reasons.insert(key.to_owned(), serde_json::json!({ "id": reason.id, "en": reason.en }));
        self.put(key, Json::Null)
    }

    /// Why a value somewhere below is `null`.
    pub(crate) fn reason(&mut self, place: &str, reason: &Label) -> &mut Outputs {
        self.reasons.insert(place.to_owned(), serde_json::json!({ "id": reason.id, "en": reason.en }));
        self
    }

    /// The outputs, with the reasons at the end where there are any.
    pub(crate) fn done(mut self) -> Map<String, Json> {
        if !self.reasons.is_empty() {
            self.values.insert("reasons".to_owned(), Json::Object(self.reasons));
        }
        self.values
    }
}

//! What the file says about its columns.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use chrono::NaiveDate;
use jenjang::policy::catalogue::{Blank, Catalogue, Fact};
use jenjang::policy::types::Type;
use parquet::file::metadata::KeyValue;
use serde_json::{Map, Value as Json, json};

/// Whether a fact can be known not to exist.
pub(super) fn can_be_none(fact: &Fact) -> bool {
    fact.can_be_none || fact.blank == Blank::None
}

/// The columns: the person, then each fact and whether it is none.
pub(super) fn schema<'a>(facts: impl Iterator<Item = (&'a Fact, DataType)>) -> SchemaRef {
    let mut fields = vec![Field::new("person", DataType::Utf8, false)];
    for (fact, data_type) in facts {
        let metadata = description(fact).into_iter().map(|(key, value)| {
            let text = if let Json::String(text) = value { text } else { value.to_string() };
            (format!("jenjang.{key}"), text)
        });
        fields.push(Field::new(&*fact.name, data_type, true).with_metadata(metadata.collect::<HashMap<_, _>>()));
        if can_be_none(fact) {
            let metadata = HashMap::from([("jenjang.none-of".to_owned(), fact.name.to_string())]);
            fields.push(Field::new(format!("{} is none", fact.name), DataType::Boolean, false).with_metadata(metadata));
        }
    }
    Arc::new(Schema::new(fields))
}

/// What stands at the foot of the file, for readers that do not know Arrow.
pub(super) fn file_metadata<'a>(catalogue: &Catalogue, facts: impl Iterator<Item = &'a Fact>, as_of: NaiveDate) -> Vec<KeyValue> {
    let facts: Json = facts.map(|fact| Json::Object(description(fact))).collect();
    vec![
        KeyValue::new("jenjang.catalogue".to_owned(), catalogue.id.to_string()),
        KeyValue::new("jenjang.as-of".to_owned(), as_of.to_string()),
        KeyValue::new("jenjang.facts".to_owned(), facts.to_string()),
    ]
}

fn description(fact: &Fact) -> Map<String, Json> {
    let mut said = Map::new();
    said.insert("fact".to_owned(), json!(&*fact.name));
    said.insert("type".to_owned(), json!(fact.ty.to_string()));
    said.insert("label".to_owned(), json!({ "id": &*fact.label.id, "en": &*fact.label.en }));
    let item = match &fact.ty {
        Type::List { item, .. } => item,
        other => other,
    };
    match item {
        Type::Choice(scale) => {
            said.insert("scale".to_owned(), json!(&*scale.name));
            said.insert("ordered".to_owned(), json!(scale.ordered));
            said.insert("codes".to_owned(), scale.values.iter().map(|value| json!(&*value.code)).collect());
        }
        Type::Number(Some(unit)) => {
            said.insert("unit".to_owned(), json!(&**unit));
        }
        _ => {}
    }
    if let Some(ground) = fact.protected {
        said.insert("protected".to_owned(), json!(ground));
    }
    said
}

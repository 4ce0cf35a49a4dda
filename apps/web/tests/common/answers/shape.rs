//! What was seen of a value, as a schema.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::names::Names;

/// The kinds of a value and of what stands in it, of all that were seen at one place; nothing was seen yet where it has no kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    #[serde(rename = "type", default, skip_serializing_if = "BTreeSet::is_empty")]
    kinds: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<String, Shape>,
    /// What stands under the names of a map.
    #[serde(rename = "additionalProperties", default, skip_serializing_if = "Option::is_none")]
    others: Option<Box<Shape>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    items: Option<Box<Shape>>,
}

impl Shape {
    /// What a value is; of objects this deep the kind alone.
    pub(crate) fn of(value: &Value, deep: usize, names: &Names) -> Shape {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let mut shape = Shape { kinds: BTreeSet::from([kind.to_owned()]), ..Shape::default() };
        match value {
            Value::Array(values) => {
                shape.items = values.iter().map(|value| Shape::of(value, deep, names)).reduce(Shape::with).map(Box::new);
            }
            Value::Object(fields) if deep > 0 => {
                shape.properties = fields.iter().map(|(name, value)| (name.clone(), Shape::of(value, deep - 1, names))).collect();
                if !names.of_record(fields) {
                    shape.become_map();
                }
            }
            _ => {}
        }
        shape
    }

    /// Both.
    pub(crate) fn with(mut self, mut other: Shape) -> Shape {
        if self.others.is_some() || other.others.is_some() {
            self.become_map();
            other.become_map();
        }
        self.kinds.extend(other.kinds);
        if self.kinds.contains("number") {
            self.kinds.remove("integer");
        }
        for (name, field) in other.properties {
            let before = self.properties.remove(&name).unwrap_or_default();
            self.properties.insert(name, before.with(field));
        }
        self.others = both(self.others, other.others);
        self.items = both(self.items, other.items);
        self
    }

    /// Names are those of whoever made it: only what stands under them is described.
    fn become_map(&mut self) {
        let under = std::mem::take(&mut self.properties).into_values().reduce(Shape::with).map(Box::new);
        self.others = both(self.others.take(), under);
    }
}

fn both(one: Option<Box<Shape>>, other: Option<Box<Shape>>) -> Option<Box<Shape>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Box::new(one.with(*other))),
        (one, other) => one.or(other),
    }
}

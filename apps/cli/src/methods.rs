//! The methods `jenjang method run` answers: JSON inputs to one function of the libraries, and its result back as JSON.
//!
//! One file per topic. An entry only translates: the arithmetic lives in `jenjang` (exact) and `jenjang-statistics` (f64).

mod agreement;
mod anonymity;
mod criteria;
mod fairness;
mod fit;
mod inputs;
mod outputs;
mod panel;
mod raters;
mod ratings;
mod reliability;
mod scoring;
mod tables;
mod training;

use jenjang::legal::Label;
use serde_json::{Map, Value as Json};

pub(crate) use inputs::Inputs;
pub(crate) use outputs::Outputs;

/// One method that can be asked for by name.
pub(crate) struct Method {
    /// Name, as in the request.
    pub(crate) name: &'static str,
    /// What it computes, in Indonesian.
    pub(crate) id: &'static str,
    /// What it computes, in English.
    pub(crate) en: &'static str,
    /// The formula, in plain symbols, the same in both languages.
    pub(crate) formula: &'static str,
    /// Input keys: the needed ones, and those with a `?` that may be absent.
    pub(crate) inputs: &'static str,
    /// The computation. An error is a sentence about the inputs; an undefined value is `null` in the answer, with the reason under `reasons`.
    pub(crate) run: fn(&Inputs<'_>) -> Result<Map<String, Json>, Label>,
}

/// A topic and its methods.
pub(crate) struct Topic {
    /// Name of the topic.
    pub(crate) name: &'static str,
    /// Title in Indonesian.
    pub(crate) id: &'static str,
    /// Title in English.
    pub(crate) en: &'static str,
    /// Its methods, by name.
    pub(crate) methods: &'static [&'static [Method]],
}

/// Everything that can be asked for.
pub(crate) const TOPICS: &[Topic] = &[
    Topic {
        name: "360_scoring",
        id: "Penilaian 360 derajat",
        en: "360° scoring",
        methods: &[scoring::METHODS, anonymity::METHODS, reliability::METHODS, agreement::METHODS, raters::METHODS, ratings::METHODS],
    },
    Topic { name: "fairness", id: "Keadilan", en: "Fairness", methods: fairness::METHODS },
    Topic { name: "training_policy", id: "Dampak pelatihan dan survei", en: "Training effect and surveys", methods: training::METHODS },
    Topic { name: "person_job_fit", id: "Kesesuaian orang dan jabatan", en: "Person-job fit", methods: &[fit::METHODS, criteria::METHODS] },
    Topic { name: "talent_panel", id: "Talenta dan panel", en: "Talent and panels", methods: panel::METHODS },
];

/// The method with this name.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    TOPICS.iter().flat_map(|topic| topic.methods.iter().copied().flatten()).find(|method| method.name == name)
}

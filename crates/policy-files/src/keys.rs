//! The keys of every section, in the order of docs/policy-format.md. The reader knows no others and `format` writes them in this order.

/// Top level of a policy file: the sections.
pub(crate) const POLICY_FILE: &[&str] = &[
    "policy",
    "parameters",
    "definitions",
    "scales",
    "tables",
    "bands",
    "criteria",
    "groups",
    "components",
    "score",
    "tie-breaks",
    "points",
    "classification",
    "periods",
    "cases",
];
/// `[policy]`
pub(crate) const POLICY: &[&str] = &[
    "id",
    "decides",
    "title",
    "summary",
    "catalogue",
    "reference",
    "certainty",
    "effective",
    "decided",
    "date-rounding",
    "status",
    "lawful-basis",
];
/// A label.
pub(crate) const LABEL: &[&str] = &["id", "en"];
/// An effective period.
pub(crate) const PERIOD: &[&str] = &["from", "to"];
/// `[parameters.NAME]`
pub(crate) const PARAMETER: &[&str] = &["label", "type", "unit", "range", "values"];
/// One value of a parameter.
pub(crate) const PARAMETER_VALUE: &[&str] = &["from", "to", "value", "reference", "certainty", "decided"];
/// `[definitions.NAME]`
pub(crate) const DEFINITION: &[&str] = &["label", "expression", "unit", "reference", "certainty"];
/// `[scales.NAME]`
pub(crate) const SCALE: &[&str] = &["label", "ordered", "reference", "certainty", "values"];
/// One value of a scale.
pub(crate) const SCALE_VALUE: &[&str] = &["code", "label", "note"];
/// `[tables.NAME]`
pub(crate) const TABLE: &[&str] = &["label", "inputs", "output", "unit", "hit", "default", "reference", "certainty", "rows", "versions"];
/// One version of a table.
pub(crate) const TABLE_VERSION: &[&str] = &["from", "to", "reference", "certainty", "decided", "rows"];
/// `[bands.NAME]`
pub(crate) const BANDS: &[&str] = &["label", "of", "output", "unit", "range", "reference", "certainty", "steps", "versions"];
/// One version of bands.
pub(crate) const BANDS_VERSION: &[&str] = &["from", "to", "reference", "certainty", "decided", "steps"];
/// `[[criteria]]`
pub(crate) const CRITERION: &[&str] =
    &["code", "label", "check", "note", "reference", "certainty", "effective", "when", "require", "remedy", "waivable", "lawful-basis"];
/// `waivable` of a criterion.
pub(crate) const WAIVABLE: &[&str] = &["by", "basis"];
/// `[[groups]]`
pub(crate) const GROUP: &[&str] = &["code", "label", "reference", "certainty", "of", "any-of", "at-least"];
/// `[[components]]`
pub(crate) const COMPONENT: &[&str] = &["code", "label", "weight", "value", "range", "reference", "certainty", "effective"];
/// `[score]`
pub(crate) const SCORE: &[&str] = &["weights", "range", "rounding", "missing", "minimum-weight", "reference", "certainty"];
/// A rounding step.
pub(crate) const ROUNDING: &[&str] = &["places", "mode"];
/// `[[tie-breaks]]`
pub(crate) const TIE_BREAK: &[&str] = &["label", "value", "order", "reference", "certainty"];
/// `[points]`
pub(crate) const POINTS: &[&str] = &["result", "unit", "rounding", "range", "reference", "certainty"];
/// `[classification]`
pub(crate) const CLASSIFICATION: &[&str] = &["result", "output", "reference", "certainty"];
/// `[periods]`
pub(crate) const PERIODS: &[&str] = &["label", "values"];
/// One entry of the periods.
pub(crate) const PERIODS_VALUE: &[&str] = &["from", "to", "months", "day", "reference", "certainty", "decided"];
/// `[[cases]]`
pub(crate) const CASE: &[&str] = &["name", "as-of", "known-at", "source", "given", "waivers", "expect"];
/// A waiver.
pub(crate) const WAIVER: &[&str] = &["criterion", "basis", "by"];
/// What a case expects.
pub(crate) const EXPECT: &[&str] = &["outcome", "not-met", "unknown", "bands", "earliest"];

/// Top level of a catalogue file.
pub(crate) const CATALOGUE_FILE: &[&str] = &["catalogue", "scales", "facts"];
/// `[catalogue]`
pub(crate) const CATALOGUE: &[&str] = &["id", "title"];
/// `[facts.NAME]`
pub(crate) const FACT: &[&str] =
    &["type", "max-length", "unit", "range", "label", "source", "supplier", "direction", "blank", "none", "protected", "derive"];

/// Top level of a competency framework file.
pub(crate) const FRAMEWORK_FILE: &[&str] = &["framework", "assessment", "levels", "groups", "affairs", "competencies"];
/// `[framework]`
pub(crate) const FRAMEWORK: &[&str] = &["id", "version", "title", "effective", "reference", "certainty", "affair", "post", "note"];
/// `[assessment]` of a framework.
pub(crate) const ASSESSMENT: &[&str] = &["valid-months", "date-rounding", "accredited-only", "same-tier", "reference", "certainty"];
/// `[[levels]]`
pub(crate) const FRAMEWORK_LEVEL: &[&str] = &["level", "label", "description"];
/// `[[groups]]` and `[[affairs]]` of a framework.
pub(crate) const FRAMEWORK_GROUP: &[&str] = &["code", "label"];
/// `[[competencies]]`
pub(crate) const COMPETENCY: &[&str] = &["code", "group", "label", "definition", "affair", "post", "reference", "certainty", "levels"];
/// `[[competencies.levels]]`
pub(crate) const COMPETENCY_LEVEL: &[&str] = &["level", "description", "indicators"];

/// Top level of a standards file.
pub(crate) const STANDARDS_FILE: &[&str] = &["standards"];
/// `[standards]`
pub(crate) const STANDARDS: &[&str] = &["id", "framework", "title", "effective", "reference", "certainty", "note", "for"];
/// `[[standards.for]]`
pub(crate) const STANDARD: &[&str] = &[
    "post",
    "tier",
    "label",
    "summary",
    "effective",
    "reference",
    "certainty",
    "grade",
    "levels",
    "importance",
    "critical",
    "education",
    "training",
    "experience",
    "performance-indicators",
];
/// `education` of a standard.
pub(crate) const EDUCATION: &[&str] = &["level", "fields", "importance"];
/// One entry of `training`.
pub(crate) const TRAINING: &[&str] = &["label", "kind", "importance"];
/// One entry of `experience`.
pub(crate) const EXPERIENCE: &[&str] = &["label", "years", "importance"];

/// Top level of a 360° scheme file.
pub(crate) const SCHEME_FILE: &[&str] =
    &["scheme", "groups", "alternatives", "pool", "release", "validity", "missing-groups", "duty", "reliability"];
/// `[scheme]`
pub(crate) const SCHEME: &[&str] =
    &["id", "version", "title", "effective", "reference", "certainty", "effect", "instrument", "places", "note"];
/// `[[groups]]` of a scheme.
pub(crate) const RATER_GROUP: &[&str] =
    &["code", "relation", "label", "identified", "weight", "reference", "certainty", "minimum", "maximum", "chosen-by"];
/// `[[alternatives]]`
pub(crate) const ALTERNATIVE: &[&str] = &["without", "weights", "reference", "certainty"];
/// `[pool]`
pub(crate) const POOL: &[&str] = &["groups", "weight", "reference", "certainty"];
/// `[release]`
pub(crate) const RELEASE: &[&str] = &["minimum-for-means", "minimum-for-detail", "small-groups", "answered-share", "extreme-band"];
/// `[validity]`
pub(crate) const VALIDITY: &[&str] = &["superior-required", "anonymous-groups", "coverage"];
/// `[missing-groups]`
pub(crate) const MISSING_GROUPS: &[&str] = &["rule"];
/// `[duty]`
pub(crate) const DUTY: &[&str] =
    &["per-person-not-rated", "per-subordinate-without-raters", "for-not-nominating", "cap", "reference", "certainty"];
/// `[reliability]`
pub(crate) const RELIABILITY: &[&str] = &["superior-assumed", "reference", "certainty"];

/// Top level of an instrument file.
pub(crate) const INSTRUMENT_FILE: &[&str] = &["instrument", "scale", "dimensions", "items"];
/// `[instrument]`
pub(crate) const INSTRUMENT: &[&str] = &["id", "version", "title", "effective", "reference", "certainty", "framework", "instruction"];
/// `[scale]` of an instrument.
pub(crate) const ANSWER_SCALE: &[&str] = &["minimum", "maximum", "not-observed", "anchors"];
/// `[[scale.anchors]]`
pub(crate) const ANCHOR: &[&str] = &["value", "label", "description"];
/// `[[dimensions]]`
pub(crate) const DIMENSION: &[&str] = &["code", "label"];
/// `[[items]]`
pub(crate) const ITEM: &[&str] = &["id", "dimension", "text", "leaders-only"];

/// Top level of a questionnaire of a survey.
pub(crate) const QUESTIONNAIRE_FILE: &[&str] = &["questionnaire", "release", "scales", "questions", "indices"];
/// `[questionnaire]`
pub(crate) const QUESTIONNAIRE: &[&str] = &["id", "version", "title", "effective", "reference", "certainty", "instruction"];
/// `[release]` of a questionnaire.
pub(crate) const SURVEY_RELEASE: &[&str] = &["mean", "detail", "indicative-rate", "indicative-answers"];
/// `[scales.NAME]` of a questionnaire.
pub(crate) const SURVEY_SCALE: &[&str] = &["points"];
/// One point of such a scale.
pub(crate) const SURVEY_POINT: &[&str] = &["value", "label"];
/// `[[questions]]`
pub(crate) const QUESTION: &[&str] = &[
    "id",
    "text",
    "type",
    "scale",
    "reversed",
    "options",
    "at-least",
    "at-most",
    "top",
    "minimum",
    "maximum",
    "places",
    "unit",
    "longest",
    "required",
    "not-applicable",
    "show-when",
];
/// One option of a question.
pub(crate) const SURVEY_OPTION: &[&str] = &["code", "label"];
/// One condition of a question: what it looks at, then the tests.
pub(crate) const SHOW_WHEN: &[&str] = &["question", "is", "any-of", "none-of", "at-least", "at-most"];
/// `[[indices]]`
pub(crate) const SURVEY_INDEX: &[&str] = &["code", "label", "method", "questions", "grade"];
/// `grade` of an index.
pub(crate) const SURVEY_GRADE: &[&str] = &["policy", "fact"];

/// Top level of a career pattern file.
pub(crate) const PATTERN_FILE: &[&str] =
    &["pattern", "present", "sought", "retirement", "stages", "moves", "links", "growth", "grades", "development"];
/// `[pattern]`
pub(crate) const PATTERN: &[&str] = &["id", "title", "summary", "catalogue", "reference", "certainty", "effective", "date-rounding"];
/// `[present]`
pub(crate) const PRESENT: &[&str] = &["kind", "since", "tier", "tier-since", "echelon", "grade", "grade-since"];
/// `[sought]`
pub(crate) const SOUGHT: &[&str] = &["fill", "stated", "renewed"];
/// `[retirement]`
pub(crate) const RETIREMENT: &[&str] = &["policy", "birth-date"];
/// `[[stages]]`
pub(crate) const STAGE: &[&str] = &["code", "label", "kind", "tier"];
/// `[[moves]]`
pub(crate) const MOVE: &[&str] = &[
    "code",
    "label",
    "from",
    "to",
    "kind",
    "same",
    "other",
    "policies",
    "minimum",
    "maximum",
    "typical",
    "starts",
    "reference",
    "certainty",
    "note",
];
/// `{ policy, given }`, what a fact starts with after a move.
pub(crate) const MOVE_START: &[&str] = &["policy", "given"];
/// `[[links]]`
pub(crate) const LINK: &[&str] = &["from", "to", "move"];
/// `[[growth]]`
pub(crate) const GROWTH: &[&str] = &["fact", "stages", "same", "moves", "policy", "given"];
/// `[[grades]]`
pub(crate) const GRADES: &[&str] = &["stages", "policies"];
/// `[[development]]`
pub(crate) const DEVELOPMENT: &[&str] = &["kind", "facts", "months", "reference", "certainty"];

/// Top level of an indicators file.
pub(crate) const INDICATORS_FILE: &[&str] = &["indicators"];
/// `[[indicators]]`
pub(crate) const INDICATOR: &[&str] = &[
    "code",
    "name",
    "unit",
    "direction",
    "period",
    "calculation",
    "of",
    "policy",
    "scope",
    "achievement",
    "off-track",
    "places",
    "tolerance",
    "due-days",
    "baseline",
    "since",
    "until",
    "targets",
    "reference",
    "certainty",
    "formulas",
];
/// `[[indicators.formulas]]`
pub(crate) const FORMULA: &[&str] = &["version", "from", "inputs", "value", "share"];

/// Top level of a mapping file.
pub(crate) const MAPPING_FILE: &[&str] = &["mapping", "columns", "constants", "values"];
/// `[mapping]`
pub(crate) const MAPPING: &[&str] = &["id", "title", "table", "sheet", "dates"];

/// Top level of a mapping file of a population.
pub(crate) const POPULATION_MAPPING_FILE: &[&str] = &["mapping", "columns", "constants", "values", "blanks", "dates", "others"];
/// `[mapping]` of a population
pub(crate) const POPULATION_MAPPING: &[&str] = &["id", "title", "catalogue", "person", "dates", "decimal", "delimiter", "choices"];

/// Top level of a draft file.
pub(crate) const DRAFT_FILE: &[&str] = &["draft", "clauses"];
/// `[draft]`
pub(crate) const DRAFT: &[&str] = &["id", "policy", "title", "numbering"];
/// `[[clauses]]`
pub(crate) const CLAUSE: &[&str] = &["number", "text", "text-en", "rules", "without-rule"];
/// Top level of a process file.
pub(crate) const PROCESS_FILE: &[&str] = &["process", "window", "answers", "groups", "steps"];
/// `[process]`
pub(crate) const PROCESS: &[&str] = &["id", "title", "effective", "reference", "certainty"];
/// `[window]` and `[answers]`
pub(crate) const LIMIT: &[&str] = &["working-days", "reference", "certainty"];
/// `[[groups]]` of a process.
pub(crate) const STAKEHOLDERS: &[&str] = &["code", "label", "kind"];
/// `[[steps]]`
pub(crate) const STEP: &[&str] = &[
    "code",
    "label",
    "kind",
    "who",
    "role",
    "working-days",
    "limit-reference",
    "limit-certainty",
    "other-person",
    "reference",
    "certainty",
];
/// Top level of a calendar file.
pub(crate) const CALENDAR_FILE: &[&str] = &["calendar", "holidays"];
/// `[calendar]`
pub(crate) const CALENDAR: &[&str] = &["id", "title", "working-days", "reference", "certainty"];
/// `[[holidays]]`
pub(crate) const HOLIDAY: &[&str] = &["on", "every", "label"];
/// Top level of a file of questions.
pub(crate) const CHECK_FILE: &[&str] = &["questions"];
/// `[[questions]]` of a check of understanding.
pub(crate) const CHECK_QUESTION: &[&str] = &["code", "text", "options", "right"];

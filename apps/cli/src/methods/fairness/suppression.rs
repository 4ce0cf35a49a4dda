//! Hidden cells of a table with margins.

use jenjang::legal::Label;
use jenjang_statistics::Undefined;
use jenjang_statistics::tables::{Cell, Counts, audit, protect};
use serde_json::{Map, Value as Json};

use crate::methods::inputs::whole;
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[Method {
    name: "complementary_suppression",
    id: "Sel tersembunyi pada tabel dengan jumlah baris dan kolom: selang yang mungkin, dan sel tambahan yang perlu disembunyikan",
    en: "Hidden cells of a table with margins: feasible intervals, and further cells to hide",
    formula: "min and max of each hidden cell by linear programming over x >= 0 with the published margins",
    inputs: "table [[count, ...], ...], suppressed_cells_row_col? [[row, column], ...], primary_rule? \"count<5\", min_width? 5, row_totals?, col_totals?",
    run,
}];

fn run(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let counts = Counts::try_new(inputs.count_table("table")?).map_err(Undefined::label)?;
    for (key, sums) in [("row_totals", counts.row_totals()), ("col_totals", counts.column_totals())] {
        if inputs.find(key).is_some() && inputs.counts(key)? != sums {
            return Err(Label::new(
                format!("`{key}` tidak sama dengan jumlah `table`, diharapkan {sums:?}"),
                format!("`{key}` differs from the sums of `table`, expected {sums:?}"),
            ));
        }
    }
    let least = least(inputs)?;
    let width = inputs.find("min_width").map_or(Ok(5), |_| inputs.count("min_width"))?;
    let mut out = Outputs::new();
    let key = inputs.named(&["suppressed_cells_row_col", "suppressed_cells", "suppressed"]);
    let hidden = if inputs.find(key).is_some() {
        cells(inputs, key)?
    } else {
        let found = protect(&counts, least, width).map_err(Undefined::label)?;
        out.put("complementary", listed(&found.complementary));
        out.put("narrow_by_margins", listed(&found.narrow));
        found.hidden()
    };
    let found = audit(&counts, &hidden, least, width).map_err(|reason| match reason {
        Undefined::OutOfRange => Label::new(
            format!("`{key}` menyebut sel di luar tabel {} kali {}", counts.size().0, counts.size().1),
            format!("`{key}` names a cell outside of the table of {} by {}", counts.size().0, counts.size().1),
        ),
        other => other.label(),
    })?;
    out.put("suppressed_cells_row_col", listed(&hidden));
    out.put("primary", listed(&counts.below(least)));
    out.put("feasible_interval", found.intervals.iter().map(|i| Json::from(vec![i.low, i.high])).collect::<Vec<_>>());
    out.put("width", found.intervals.iter().map(|i| i.width()).collect::<Vec<_>>());
    out.put("exactly_recoverable", listed(&found.recoverable));
    out.put("exposed_primary", listed(&found.exposed));
    out.put("narrower_than_min_width", listed(&found.narrow));
    out.put("safe", found.is_safe());
    out.put("safe_at_min_width", found.is_wide());
    Ok(out.done())
}

fn listed(cells: &[Cell]) -> Vec<Json> {
    cells.iter().map(|&(row, column)| Json::from(vec![row, column])).collect()
}

fn cells(inputs: &Inputs<'_>, key: &str) -> Result<Vec<Cell>, Label> {
    let cell = |json: &Json| match json.as_array()?.iter().map(whole).collect::<Option<Vec<u64>>>()?.as_slice() {
        &[row, column] => Some((usize::try_from(row).ok()?, usize::try_from(column).ok()?)),
        _ => None,
    };
    inputs.each(key, cell, "daftar [baris, kolom] dari 0", "a list of [row, column] from 0")
}

/// The least count that may be shown: `count<5`, or a number.
fn least(inputs: &Inputs<'_>) -> Result<u64, Label> {
    let key = inputs.named(&["primary_rule", "threshold", "k", "min_count"]);
    let Some(found) = inputs.find(key) else { return Ok(5) };
    let rule = found.as_str().map(|text| text.split_whitespace().collect::<String>());
    let number = match rule.as_deref() {
        Some(rule) => match (rule.strip_prefix("count<="), rule.strip_prefix("count<")) {
            (Some(number), _) => number.parse::<u64>().ok().and_then(|n| n.checked_add(1)),
            (None, Some(number)) => number.parse::<u64>().ok(),
            (None, None) => None,
        },
        None => whole(found),
    };
    number.ok_or_else(|| crate::methods::inputs::wrong(key, found, "`count<5` atau bilangan bulat", "`count<5` or a whole number"))
}

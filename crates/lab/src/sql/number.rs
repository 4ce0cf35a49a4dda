//! Exact numbers: sums, products, quotients and rounding as the 28 digits of a policy have them. No floating point anywhere.

use jenjang::number::RoundingMode;
use jenjang::policy::expression::node::Arithmetic;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::dialect::Dialect;
use super::term::{Term, Width, any_of, atom, joint_none};
use super::writer::Writer;
use crate::LabError;

/// Digits that are always kept exactly.
const EXACT: u32 = 28;

/// A decimal as SQL writes it.
pub(super) fn written(n: Decimal) -> String {
    let text = n.normalize().to_string();
    if n.is_sign_negative() && !n.is_zero() { format!("({text})") } else { text }
}

pub(super) fn width_of_constant(n: Decimal) -> Width {
    let n = n.normalize().abs();
    Width::up_to(Some(n), n.scale())
}

/// `10 ** power`, or its inverse where negative, as a literal.
fn ten(power: i64) -> String {
    let zeros = usize::try_from(power.unsigned_abs()).unwrap_or(0);
    match power {
        0 => "1".to_owned(),
        1.. => format!("1{}", "0".repeat(zeros)),
        _ => format!("0.{}1", "0".repeat(zeros.saturating_sub(1))),
    }
}

/// The inverse of a number, where it has one with few digits.
fn inverse(n: Decimal) -> Option<Decimal> {
    let inverse = Decimal::ONE.checked_div(n)?.normalize();
    (inverse.scale() <= 12 && inverse.checked_mul(n)? == Decimal::ONE).then_some(inverse)
}

impl Writer<'_> {
    fn width(&self, term: &Term) -> Result<Width, LabError> {
        term.width.ok_or_else(|| self.refused("hitungan dengan nilai yang bukan bilangan", "arithmetic over what is no number"))
    }

    /// The number as part of a calculation.
    fn factor(&self, term: &Term) -> String {
        match term.width {
            Some(width) if term.integer && term.constant.is_none() && self.dialect != Dialect::Postgres => {
                format!("CAST({} AS {})", term.sql, self.dialect.decimal(width))
            }
            _ => atom(&term.sql),
        }
    }

    pub(super) fn numbers(&mut self, op: Arithmetic, a: &Term, b: &Term) -> Result<Term, LabError> {
        if a.is_missing() || b.is_missing() {
            return Ok(Term::missing());
        }
        if a.is_none() || b.is_none() {
            return self.no_value(&[a, b]);
        }
        let (wa, wb) = (self.width(a)?, self.width(b)?);
        let (mut x, y) = (self.factor(a), self.factor(b));
        let together = if op == Arithmetic::Multiply { wa.digits() + wb.digits() } else { wa.digits().max(wb.digits()) + 1 };
        if self.dialect == Dialect::DuckDb && together > 18 && wa.digits() <= 18 && op != Arithmetic::Divide {
            // DuckDB reckons with 64 bits unless one side is wider already
            x = format!("CAST({} AS {})", a.sql, self.dialect.decimal(Width::new(19u32.max(wa.digits()) - wa.places, wa.places)));
        }
        let (sql, width) = match op {
            Arithmetic::Add => (format!("{x} + {y}"), Width::up_to(wa.most.checked_add(wb.most), wa.places.max(wb.places))),
            Arithmetic::Subtract => (format!("{x} - {y}"), Width::up_to(wa.most.checked_add(wb.most), wa.places.max(wb.places))),
            Arithmetic::Multiply => (format!("{x} * {y}"), Width::up_to(wa.most.checked_mul(wb.most), wa.places + wb.places)),
            Arithmetic::Divide => return self.quotient(a, b),
            Arithmetic::Power => return self.power(a, b),
        };
        let room = width.digits();
        if op == Arithmetic::Multiply && self.dialect == Dialect::Spark && wa.digits() + wb.digits() + 1 > 38 {
            // Spark would give the product fewer places
            return Err(self.refused("perkalian dengan angka sebanyak ini", "a product of this many digits"));
        }
        self.fits(width)?;
        // sums and products get wider with each step than their values can be
        let sql = if room > 20 && self.dialect == Dialect::Spark { format!("CAST({sql} AS {})", self.dialect.decimal(width)) } else { sql };
        let integer = a.integer && b.integer && self.dialect == Dialect::Postgres;
        let term = Term { sql, none: joint_none(&[a, b]), missing: a.missing || b.missing, width: Some(width), integer, constant: None };
        self.kept(term)
    }

    /// What has no value: none, unless something in it is missing.
    pub(super) fn no_value(&mut self, of: &[&Term]) -> Result<Term, LabError> {
        let told: Vec<String> = of.iter().filter_map(|term| term.told()).collect();
        if told.is_empty() {
            return Ok(Term::none());
        }
        Ok(Term { none: Some(super::term::all_of(&told)), ..Term::new("NULL") })
    }

    fn power(&mut self, a: &Term, b: &Term) -> Result<Term, LabError> {
        match &b.constant {
            Some(Value::Number(n)) if *n == Decimal::TWO => self.numbers(Arithmetic::Multiply, a, a),
            Some(Value::Number(n)) if *n == Decimal::ONE => Ok(a.clone()),
            _ => Err(self.refused("pangkat selain 1 dan 2", "a power other than 1 and 2")),
        }
    }

    /// The number as a policy keeps it: at most 28 places, and as many digits as fit 96 bits, halves to the even neighbour.
    fn kept(&mut self, term: Term) -> Result<Term, LabError> {
        let width = self.width(&term)?;
        if width.places <= EXACT && width.digits() <= EXACT {
            return Ok(term);
        }
        self.fits(width)?;
        let exact = self.bind("exact", &Type::NUMBER, term, None)?;
        let x = exact.sql.clone();
        let first = width.places.min(EXACT);
        let mut branches = Vec::new();
        let mut last = first;
        for places in (0..=first).rev() {
            last = places;
            let rounded = if places >= width.places { x.clone() } else { self.half_even(&x, places) };
            // DuckDB gives a CASE the fewest places of its answers where all are wide
            let rounded = match self.dialect {
                Dialect::Postgres => rounded,
                _ => format!("CAST({rounded} AS {})", self.dialect.decimal(Width::up_to(Some(width.most), first))),
            };
            let limit = Decimal::from_i128_with_scale(79_228_162_514_264_337_593_543_950_335, places);
            if width.most <= limit {
                branches.push((None, rounded));
                break;
            }
            branches.push((Some(format!("ABS({x}) <= {}", written(limit))), rounded));
        }
        let overflow = branches.iter().all(|(when, _)| when.is_some()).then(|| {
            let limit = Decimal::from_i128_with_scale(79_228_162_514_264_337_593_543_950_335, last);
            format!("COALESCE(ABS({x}) > {}, FALSE)", written(limit))
        });
        let sql = match branches.as_slice() {
            [(None, only)] => only.clone(),
            many => {
                let parts: Vec<String> = many
                    .iter()
                    .map(|(when, then)| match when {
                        Some(when) => format!("WHEN {when} THEN {then}"),
                        None => format!("ELSE {then}"),
                    })
                    .collect();
                format!("CASE {} END", parts.join(" "))
            }
        };
        let none = match (exact.none.clone(), overflow) {
            (None, None) => None,
            (a, b) => Some(any_of(&a.into_iter().chain(b).collect::<Vec<_>>())),
        };
        let kept = Term { sql, none, width: Some(Width::up_to(Some(width.most), first)), ..exact };
        self.bind("kept", &Type::NUMBER, kept, None)
    }

    /// Rounded to places, halves to the even neighbour.
    fn half_even(&self, x: &str, places: u32) -> String {
        if self.dialect == Dialect::Spark {
            return format!("BROUND({x}, {places})");
        }
        let (half, unit) = (format!("0.{}5", "0".repeat(usize::try_from(places).unwrap_or(0))), ten(-i64::from(places)));
        let away = format!("ROUND({x}, {places})");
        let odd = format!("RIGHT(CAST({away} AS {}), 1) IN ('1', '3', '5', '7', '9')", self.dialect.text_type());
        format!(
            "CASE WHEN ABS({x} - {away}) = {half} AND {odd} THEN {away} - CASE WHEN {x} < 0 THEN -{unit} ELSE {unit} END ELSE {away} END"
        )
    }

    /// A quotient with the digits a policy keeps; none where the divisor is zero.
    fn quotient(&mut self, a: &Term, b: &Term) -> Result<Term, LabError> {
        if let Some(Value::Number(n)) = &b.constant {
            if n.is_zero() {
                return self.no_value(&[a]);
            }
            if let Some(inverse) = inverse(*n) {
                let inverse = self.constant(&Value::Number(inverse), &Type::NUMBER)?;
                return self.numbers(Arithmetic::Multiply, a, &inverse);
            }
        }
        // 28 places and one more that says whether what is left is nothing, less than half, half or more: enough to round as if all were there
        let divided = self.divided(a, b, EXACT)?;
        let (rest, divisor) = (&divided.left, &divided.divisor);
        let digit = |digit: u8| format!("0.{}{digit}", "0".repeat(28));
        let left = format!(
            "CASE WHEN {rest} = 0 THEN {} WHEN {rest} * 2 < {divisor} THEN {} WHEN {rest} * 2 = {divisor} THEN {} ELSE {} END",
            // with all places: beside a plain 0 Spark takes some from the others
            digit(0),
            digit(3),
            digit(5),
            digit(7)
        );
        let width = Width::up_to(Some(divided.width.most), 29);
        self.fits_sum(width)?;
        let sql = divided.signed(&format!("{} + {left}", divided.quotient));
        let exact = Term { sql, none: divided.none, missing: divided.missing, width: Some(width), integer: false, constant: None };
        self.kept(exact)
    }

    /// A quotient rounded once: what the two steps of dividing and rounding give, without the 28 digits between.
    pub(super) fn rounded_quotient(&mut self, a: &Term, b: &Term, places: u32, mode: RoundingMode) -> Result<Term, LabError> {
        let constant = |term: &Term| matches!(&term.constant, Some(Value::Number(n)) if n.is_zero() || inverse(*n).is_some());
        if a.constant.is_some() && !matches!(a.constant, Some(Value::Number(_)))
            || b.constant.is_some() && !matches!(b.constant, Some(Value::Number(_)))
            || constant(b)
        {
            let quotient = self.numbers(Arithmetic::Divide, a, b)?;
            return self.rounded(&quotient, places, mode);
        }
        let (wa, wb) = (self.width(a)?, self.width(b)?);
        // a quotient is farther from every half than the 28 digits blur it, or is one exactly
        if places + wb.digits().max(wa.whole() + wb.places) > 26 {
            let quotient = self.numbers(Arithmetic::Divide, a, b)?;
            return self.rounded(&quotient, places, mode);
        }
        let divided = self.divided(a, b, places)?;
        let (unit, left, divisor) = (ten(-i64::from(places)), &divided.left, &divided.divisor);
        let up = match mode {
            RoundingMode::HalfUp => format!("{left} * 2 >= {divisor}"),
            RoundingMode::HalfDown => format!("{left} * 2 > {divisor}"),
            RoundingMode::Up => format!("{left} > 0"),
            RoundingMode::Down => "FALSE".to_owned(),
            RoundingMode::HalfEven => {
                let quotient = self.numbers(Arithmetic::Divide, a, b)?;
                return self.rounded(&quotient, places, mode);
            }
        };
        let width = Width::up_to(divided.width.most.checked_add(Decimal::ONE), places);
        let sql = divided.signed(&format!("{} + CASE WHEN {up} THEN {unit} ELSE 0 END", divided.quotient));
        let term = Term { sql, none: divided.none, missing: divided.missing, width: Some(width), integer: false, constant: None };
        self.bind("quotient", &Type::NUMBER, term, None)
    }

    /// A division by hand: the quotient to so many places, cut off, and what is left.
    fn divided(&mut self, a: &Term, b: &Term, places: u32) -> Result<Divided, LabError> {
        let (wa, wb) = (self.width(a)?, self.width(b)?);
        let zero = format!("{} = 0", self.factor(b));
        let none = match (joint_none(&[a, b]), &b.constant) {
            (none, Some(_)) => none,
            (none, None) => {
                let told: Vec<String> = std::iter::once(format!("COALESCE({zero}, FALSE)")).chain(a.told()).collect();
                Some(any_of(&none.into_iter().chain([super::term::all_of(&told)]).collect::<Vec<_>>()))
            }
        };
        // whole numbers in the same unit
        let common = wa.places.max(wb.places);
        let signs = format!("CASE WHEN ({} < 0) <> ({} < 0) THEN -1 ELSE 1 END", self.factor(a), self.factor(b));
        let sign = self.column("quotient sign", signs, None);
        let whole = self.dialect.whole();
        let digits_a = wa.whole() + common;
        let digits_b = wb.whole() + common;
        self.fits(Width::new(digits_a.max(digits_b) + 1, 0))?;
        let scaled = |factor: String, width: Width| {
            let power = ten(i64::from(common));
            match self.dialect {
                Dialect::Postgres => format!("ABS({factor} * {power})"),
                _ if width.whole() + common + width.places + u32::try_from(power.len()).unwrap_or(0) <= 38 => {
                    let roomy = self.dialect.decimal(Width::new(width.whole() + common, width.places));
                    format!("CAST(ABS(CAST({factor} AS {roomy}) * {power}) AS {whole})")
                }
                // what stands before the point and what stands behind it apart: together they would need too many digits
                _ => {
                    let part = self.dialect.decimal(Width::new(0, width.places));
                    let power = self.whole_literal(i64::from(common));
                    let places = self.whole_literal(i64::from(common - width.places));
                    let digits = ten(i64::from(width.places));
                    format!(
                        "CAST(FLOOR(ABS({factor})) AS {whole}) * {power} + CAST(CAST(ABS({factor}) - FLOOR(ABS({factor})) AS {part}) * {digits} AS {whole}) * {places}"
                    )
                }
            }
        };
        if self.dialect != Dialect::Postgres && wa.places.max(wb.places) > 18 {
            return Err(self.refused("pembagian dengan desimal sebanyak ini", "a division with this many places"));
        }
        let dividend = scaled(self.factor(a), wa);
        let divisor = format!("NULLIF({}, 0)", scaled(self.factor(b), wb));
        let (dividend, divisor) = (self.column("dividend", dividend, None), self.column("divisor", divisor, None));
        let missing = a.missing || b.missing;
        // the smallest divisor gives the largest quotient
        let smallest = match &b.constant {
            Some(Value::Number(n)) => n.abs(),
            _ => Decimal::try_from_i128_with_scale(1, wb.places.min(28)).unwrap_or(Decimal::ONE),
        };
        let width = Width::up_to(wa.most.checked_div(smallest), places);
        let unit = ten(-i64::from(places));
        if self.dialect == Dialect::Postgres {
            let stretched = format!("{dividend} * {}", ten(i64::from(places)));
            let quotient = self.column("quotient", format!("{} * {unit}", self.dialect.quotient(&stretched, &divisor)), None);
            let left = self.column("quotient rest", self.dialect.remainder(&stretched, &divisor), None);
            return Ok(Divided { quotient, left, divisor, sign, none, missing, width });
        }
        // as many places at a time as there is room for
        // Spark keeps all places of a product only while both together have 38 digits
        let most = if self.dialect == Dialect::Spark { 9 } else { 37 };
        let most = 37u32.saturating_sub(digits_b).min(places.max(1)).min(most);
        if most == 0 {
            return Err(self.refused("pembagian dengan bilangan sepanjang ini", "a division by a number this long"));
        }
        let first = format!("CAST({} AS {whole})", self.dialect.quotient(&dividend, &divisor));
        let mut parts =
            vec![format!("CAST({} AS {})", self.column("quotient whole", first, None), self.dialect.decimal(Width::new(width.whole(), 0)))];
        let mut left = self.column("quotient rest", self.dialect.remainder(&dividend, &divisor), None);
        let mut done = 0;
        while done < places {
            let now = most.min(places - done);
            done += now;
            let stretched = format!("{left} * {}", self.whole_literal(i64::from(now)));
            let digits = self.column("quotient digits", self.dialect.quotient(&stretched, &divisor), None);
            left = self.column("quotient rest", self.dialect.remainder(&stretched, &divisor), None);
            parts.push(format!("CAST({digits} AS {}) * {}", self.dialect.decimal(Width::new(now, 0)), ten(-i64::from(done))));
        }
        let wide = self.dialect.decimal(width);
        self.fits(width)?;
        // one after the other: a chain of sums gets wider with each, and Spark then keeps fewer places
        let added = |sum: String, part: &String| format!("CAST({sum} + CAST({part} AS {wide}) AS {wide})");
        let sum = parts.iter().skip(1).fold(format!("CAST({} AS {wide})", parts.first().map_or("0", String::as_str)), added);
        let quotient = self.column("quotient", sum, None);
        Ok(Divided { quotient, left, divisor, sign, none, missing, width })
    }

    /// Refuses a sum that Spark would give fewer places than it has.
    fn fits_sum(&self, width: Width) -> Result<(), LabError> {
        let spare = u32::from(self.dialect == Dialect::Spark);
        self.fits(Width::up_to(Some(width.most), width.places + spare))
    }

    fn whole_literal(&self, power: i64) -> String {
        match self.dialect {
            Dialect::DuckDb => format!("CAST({} AS HUGEINT)", ten(power)),
            Dialect::Postgres | Dialect::Spark => ten(power),
        }
    }

    /// Rounded to places.
    pub(super) fn rounded(&mut self, term: &Term, places: u32, mode: RoundingMode) -> Result<Term, LabError> {
        if term.constant.is_some() && term.width.is_none() {
            return Ok(term.clone());
        }
        let width = self.width(term)?;
        if width.places <= places {
            return Ok(term.clone());
        }
        let term = self.bind("unrounded", &Type::NUMBER, term.clone(), None)?;
        let x = &term.sql;
        let (power, unit) = (ten(i64::from(places)), ten(-i64::from(places)));
        let away = format!("ROUND({x}, {places})");
        let sql = match mode {
            RoundingMode::HalfUp => away,
            RoundingMode::HalfEven => self.half_even(x, places),
            RoundingMode::HalfDown => {
                let half = format!("0.{}5", "0".repeat(usize::try_from(places).unwrap_or(0)));
                format!(
                    "CASE WHEN ABS({x}) - ABS({away}) = -{half} THEN {away} - CASE WHEN {x} < 0 THEN -{unit} ELSE {unit} END ELSE {away} END"
                )
            }
            RoundingMode::Up | RoundingMode::Down => {
                let (below, above) = if mode == RoundingMode::Up { ("CEIL", "FLOOR") } else { ("FLOOR", "CEIL") };
                self.fits(Width::new(width.whole() + places + 1, width.places))?;
                let scaled = if places == 0 { x.clone() } else { format!("{x} * {power}") };
                let back = if places == 0 { String::new() } else { format!(" * {unit}") };
                format!("CASE WHEN {x} < 0 THEN {above}({scaled}) ELSE {below}({scaled}) END{back}")
            }
        };
        Ok(Term { sql, width: Some(Width::up_to(width.most.checked_add(Decimal::ONE), places)), integer: false, ..term })
    }

    /// Rounded down or up to a whole number.
    pub(super) fn whole_number(&mut self, term: &Term, function: &str) -> Result<Term, LabError> {
        let width = self.width(term)?;
        if width.places == 0 {
            return Ok(term.clone());
        }
        Ok(Term {
            sql: format!("{function}({})", term.sql),
            width: Some(Width::up_to(width.most.checked_add(Decimal::ONE), 0)),
            constant: None,
            ..term.clone()
        })
    }

    /// Numbers of one type, so that a CASE or a list of them loses no digit.
    pub(super) fn alike(&self, terms: &[&Term]) -> Result<(Vec<String>, Option<Width>), LabError> {
        let widths: Vec<Width> = terms.iter().filter_map(|term| term.width).collect();
        let Some(width) = widths.iter().copied().reduce(Width::and) else {
            return Ok((terms.iter().map(|term| term.sql.clone()).collect(), None));
        };
        if self.dialect == Dialect::Postgres
            || widths.iter().all(|other| *other == width) && terms.iter().all(|term| term.constant.is_none() && !term.integer)
        {
            return Ok((terms.iter().map(|term| term.sql.clone()).collect(), Some(width)));
        }
        self.fits(width)?;
        let cast = |term: &&Term| match term.width {
            Some(_) => format!("CAST({} AS {})", term.sql, self.dialect.decimal(width)),
            None => term.sql.clone(),
        };
        Ok((terms.iter().map(cast).collect(), Some(width)))
    }
}

impl Divided {
    /// The sign put back. Not by a product: that would be wider than what it is made of.
    fn signed(&self, sql: &str) -> String {
        format!("CASE WHEN {} < 0 THEN -({sql}) ELSE {sql} END", self.sign)
    }
}

/// A quotient cut off after some places.
struct Divided {
    quotient: String,
    /// What is left, in units of the divisor.
    left: String,
    divisor: String,
    sign: String,
    none: Option<String>,
    missing: bool,
    width: Width,
}

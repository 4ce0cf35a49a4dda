//! The shipped career pattern, and what it makes of a career.

#[test]
fn the_shipped_pattern_has_no_fault() {
    let shipped = jenjang_asn::shipped().unwrap();
    let (pattern, problems) = jenjang_asn::career_pattern(&shipped.catalogue, &shipped.policies);
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(pattern.unwrap().moves.len() > 30);
}

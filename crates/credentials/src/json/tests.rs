use serde_json::{Value, json};

use super::{canonical, read};

fn canonical_of(text: &str) -> String {
    String::from_utf8(canonical(&read(text).unwrap()).unwrap()).unwrap()
}

fn refusal(text: &str) -> String {
    read(text).unwrap_err().message().en.to_string()
}

/// RFC 8785, section 3.2.2, with the one number changed that does not survive reading: the RFC's `333333333.33333329` becomes another.
#[test]
fn rfc_8785_sample() {
    let text = r#"{
      "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"#;
    let expected =
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    assert_eq!(canonical_of(text), expected);
}

/// RFC 8785, section 3.2.3: names in the order of their UTF-16 code units.
#[test]
fn rfc_8785_order_of_names() {
    let text = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
        "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let sorted = canonical_of(text);
    let places: Vec<usize> =
        ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"].iter().map(|word| sorted.find(word).unwrap()).collect();
    assert!(places.is_sorted(), "{sorted}");
}

/// RFC 8785, appendix B.
#[test]
fn rfc_8785_numbers() {
    let table: [(u64, &str); 19] = [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ];
    for (bits, text) in table {
        let float = f64::from_bits(bits);
        assert_eq!(String::from_utf8(canonical(&json!(float)).unwrap()).unwrap(), text);
        assert_eq!(canonical_of(text), text, "and it is read as it is written");
    }
}

#[test]
fn numbers_that_lose_digits_are_refused() {
    for text in ["0.10000000000000000001", "9007199254740993", "1e400", "1e-400", "333333333.33333329", "-1e309"] {
        assert!(refusal(text).contains("without losing digits"), "{text}: {}", refusal(text));
    }
    for text in ["01", "1.", ".5", "+1", "1e", "NaN", "0x10", "--1", "1_000"] {
        assert!(read(text).is_err(), "{text}");
    }
    for (text, same) in [("-0", "0"), ("1.0", "1"), ("100e-2", "1"), ("1E2", "100"), ("0.30000000000000004", "0.30000000000000004")] {
        assert_eq!(canonical_of(text), same);
    }
}

#[test]
fn names_are_given_once() {
    assert_eq!(refusal(r#"{"a":1,"b":{"c":1,"c":2}}"#), "line 1, character 19: the name `c` is given twice in one object");
    // the same name in other letters
    assert_eq!(refusal("{\"name\":1,\n \"n\\u0061me\":2}"), "line 2, character 2: the name `name` is given twice in one object");
    // another form of the same letter is another name: nothing is normalised
    assert_eq!(canonical_of("{\"\\u00e9\":1,\"e\\u0301\":2}"), "{\"e\u{301}\":2,\"é\":1}");
}

#[test]
fn what_is_not_json_is_refused() {
    assert_eq!(refusal(r#""\ud800""#), "line 1, character 2: half a surrogate pair, expected a whole Unicode character");
    assert_eq!(refusal(r#""\ud800\u0041""#), "line 1, character 2: half a surrogate pair, expected a whole Unicode character");
    assert_eq!(refusal(r#""\udc00\ud800""#), "line 1, character 2: half a surrogate pair, expected a whole Unicode character");
    assert_eq!(refusal("\u{feff}{}"), "line 1, character 1: found `\\u{feff}`, expected a JSON value");
    assert_eq!(refusal("{} {}"), "line 1, character 4: found `{`, expected the end of the file");
    assert_eq!(refusal("[1,]"), "line 1, character 4: found `]`, expected a JSON value");
    assert_eq!(refusal("{\"a\":1,}"), "line 1, character 8: found `}`, expected a name in quotation marks");
    assert_eq!(refusal("\"a\nb\""), "line 1, character 3: found `\\n`, expected `\"` at the end of the text");
    assert_eq!(refusal("\"a"), "line 1, character 3: found the end of the file, expected `\"` at the end of the text");
    assert_eq!(refusal(""), "line 1, character 1: found the end of the file, expected a JSON value");
    assert!(refusal(r#""\q""#).contains("expected a letter after `\\` that JSON knows"));
    assert!(refusal(r#""\u12g4""#).contains("four hexadecimal digits"));
    assert!(refusal(r#""\u+123""#).contains("four hexadecimal digits"));
    assert!(refusal(&"[".repeat(100_000)).contains("nested more than 64 levels deep"));
    // a name that readers with numbers of any length take for a number
    assert_eq!(canonical_of(r#"{"$serde_json::private::Number":"1"}"#), r#"{"$serde_json::private::Number":"1"}"#);
}

fn any_json() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |float| float.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest::proptest! {
    /// Whatever is written with canonical JSON is read back as the same value, and so is what other programs write where it is read.
    #[test]
    fn written_and_read_is_the_same(value in any_json()) {
        let once = String::from_utf8(canonical(&value).unwrap()).unwrap();
        proptest::prop_assert_eq!(&canonical_of(&once), &once);
        if let Ok(read) = read(&serde_json::to_string_pretty(&value).unwrap()) {
            proptest::prop_assert_eq!(String::from_utf8(canonical(&read).unwrap()).unwrap(), once);
        }
    }

    /// What this reader takes, the usual reader takes too.
    #[test]
    fn takes_no_more_than_others(text in r#"[\[\]{}",:0-9eE.+\\u \-a-d]{0,12}"#) {
        if read(&text).is_ok() {
            proptest::prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
        }
    }
}

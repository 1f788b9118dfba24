//! The error messages for text that is not JSON.

use super::*;

#[test]
fn the_place_and_the_words_are_those_of_the_slip() {
    const MORE: &str = "nothing after the document's end";
    const ESCAPES: &str = "one of `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t`, and `\\u` with four digits 0-9 and a-f";
    const QUOTE: &str = "a double quote: \" is the only one that JSON knows";
    let deep = "[".repeat(128);
    let rows: &[(&str, (usize, usize), &str, &str)] = &[
        ("tru", (1, 1), "the text `tru`", VALUE),
        ("{\n  \"a\": tru\n}", (2, 8), "the text `tru`", VALUE),
        ("{\"a\": True}", (1, 7), "the text `True`", VALUE),
        ("{\"a\": undefined}", (1, 7), "the text `undefined`", VALUE),
        ("to do", (1, 1), "the text `to`", VALUE),
        ("", (1, 1), "the end of the text", VALUE),
        (" \n ", (2, 2), "the end of the text", VALUE),
        ("{\"a\": }", (1, 7), "`}`", VALUE),
        ("{\"a\": , \"b\": 1}", (1, 7), "`,`", VALUE),
        (
            "{\"a\":\n",
            (2, 1),
            "the end of the text",
            &format!("{VALUE}: the object that begins in line 1, column 1 has no `}}`"),
        ),
        ("{\"a\" 1}", (1, 6), "the text `1`", "a colon after the name"),
        ("{\"a\"}", (1, 5), "`}`", "a colon after the name"),
        ("{a: 1}", (1, 2), "the text `a`", "a name in double quotes or `}`"),
        ("{'a': 1}", (1, 2), "the quote '", QUOTE),
        ("{“a”: 1}", (1, 2), "the quote “", QUOTE),
        ("{\"a\": 'b'}", (1, 7), "the quote '", QUOTE),
        ("{1: 2}", (1, 2), "the text `1`", "a name in double quotes or `}`"),
        ("{\"a\": 1 \"b\": 2}", (1, 9), "the text \"b\"", "a comma or `}`"),
        ("{\"a\": 1,}", (1, 9), "`}` after a comma", "another name, or no comma"),
        ("{\"a\": 1,, \"b\": 2}", (1, 9), "`,`", "a name in double quotes"),
        (
            "{\"a\": 1",
            (1, 8),
            "the end of the text",
            "a comma or `}`: the object that begins in line 1, column 1 has no `}`",
        ),
        ("{\"a\": 1]", (1, 8), "`]`", "a comma or `}`"),
        ("[1 2]", (1, 4), "the text `2`", "a comma or `]`"),
        ("[1,\n]", (2, 1), "`]` after a comma", "another value, or no comma"),
        (
            "[\n[1,2",
            (2, 5),
            "the end of the text",
            "a comma or `]`: the array that begins in line 2, column 1 has no `]`",
        ),
        ("{} x", (1, 4), "the text `x`", MORE),
        ("{}}", (1, 3), "`}`", MORE),
        ("[] // why", (1, 4), "a comment", &format!("{MORE}; JSON has no comments")),
        ("{ /* why */ }", (1, 3), "a comment", "a name in double quotes or `}`; JSON has no comments"),
        ("\"a\nb\"", (1, 3), "a line break within a text", "its closing quote, or `\\n` for the line break"),
        ("\"a\tb\"", (1, 3), "the control character U+0009", "it written as `\\u0009`"),
        ("\"é\\x\"", (1, 4), "the escape `\\x`", ESCAPES),
        ("\"\\u12g4\"", (1, 2), "the escape `\\u12g4`", ESCAPES),
        (
            "\"\\ud800\"",
            (1, 2),
            "`\\ud800`, half a character",
            "both halves, the first from `\\ud800` to `\\udbff`",
        ),
        (
            "[\"a",
            (1, 4),
            "the end of the text",
            "the closing quote of the text that begins in line 1, column 2",
        ),
        ("01", (1, 1), "the number `01`", "one that does not begin with 0"),
        ("[-]", (1, 2), "the number `-`", "a digit after the minus"),
        ("[1.]", (1, 2), "the number `1.`", "a digit after the point"),
        ("[1e+]", (1, 2), "the number `1e+`", "a digit after the `e`"),
        ("[1e999]", (1, 2), "the number `1e999`", "one below 1.8e308"),
        ("[+1]", (1, 2), "`+`", VALUE),
        ("[.5]", (1, 2), "`.`", VALUE),
        ("[0x10]", (1, 3), "the text `x10`", "a comma or `]`"),
        ("\u{feff}{}", (1, 1), "a byte order mark", VALUE),
        ("\0", (1, 1), "the control character U+0000", VALUE),
        (&deep, (1, 128), "128 arrays and objects in each other", "at most 127"),
    ];
    for (text, place, found, expected) in rows {
        let slip = syntax(text).unwrap_or_else(|| panic!("{text:?} is taken for JSON"));
        assert_eq!((slip.found.as_str(), slip.expected.as_str()), (*found, *expected), "{text:?}");
        assert_eq!(Lines::of(text).place(slip.offset), *place, "{text:?}");
    }
}

#[test]
fn json_has_no_slip() {
    let nested = ["[".repeat(127), "]".repeat(127)].concat();
    let rows = [
        "null",
        " true\n",
        "-0.5e-3",
        "0",
        "\"\\u00e9\\ud83d\\ude00\\n\"",
        "[]",
        "{}",
        "[[], {}, [1, {\"a\": [false]}]]",
        "{\"a\": {\"b\": [1, 2]}, \"\": null}",
        &nested,
    ];
    for text in rows {
        assert_eq!(syntax(text), None, "{text}");
    }
}

#[test]
fn a_number_is_finite_where_the_standard_library_says_so() {
    let mut numbers: Vec<String> = [
        "0",
        "-0",
        "0e9",
        "0.0e999",
        "-0.000e-999",
        "1",
        "-1.5",
        "12e306",
        "1e308",
        "1.7e308",
        "1.8e308",
        "-1.8e308",
        "1e309",
        "0.00017e312",
        "0.0018e311",
        "0.0018e312",
        "17976931348623157e292",
        "17976931348623158e292",
        "17976931348623159e292",
        "1e-400",
        "1e+308",
        "1E308",
        "1e+309",
        "123456789e-9999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "0e99999999999999999999",
    ]
    .map(str::to_owned)
    .into();
    let below = [BEYOND.strip_suffix('2').expect("its last digit"), "1"].concat();
    for digits in [BEYOND, below.as_str()] {
        numbers.extend([
            digits.to_owned(),
            format!("-{digits}.0"),
            format!("{digits}.5"),
            format!("{digits}e1"),
            format!("{digits}e-1"),
        ]);
        numbers.extend([
            format!("0.{digits}e309"),
            format!("0.{digits}e308"),
            format!("0.000{digits}000e312"),
            format!("{digits}0e-1"),
        ]);
    }
    for exponent in 300..320 {
        for digits in
            ["1", "9.99", "17.9769313486231580793", "0.179769313486231580794", "0.0017976931348623157"]
        {
            numbers.push(format!("{digits}e{exponent}"));
        }
    }
    for number in numbers {
        assert_eq!(syntax(&number).is_none(), is_finite(&number), "{number}");
        assert_eq!(is_finite(&number), number.parse::<f64>().expect("a number").is_finite(), "{number}");
    }
}

//! The rules against SQL injection (CWE-89): what text turns into once it ends the literal or number it was put in.

use super::sql_tokens::{Token, readings};
use super::{CRITICAL, Field, Place, Rule};
use crate::scenario::model::AttackFamily;

const fn rule(name: &'static str, pattern: &'static str, matches: fn(&Field) -> bool) -> Rule {
    Rule { name, family: AttackFamily::SqlInjection, score: CRITICAL, pattern, matches }
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    rule("sqli-tautology", "a condition on constants after a quote or a number, such as ' OR 1=1", |f| {
        any(f, tautology)
    }),
    rule("sqli-union-select", "UNION SELECT with a list of columns", |f| any(f, union_select)),
    rule("sqli-stacked-statement", "a second statement after a semicolon", |f| any(f, stacked)),
    rule("sqli-comment-terminator", "a quote, then a comment that cuts off the rest of the query", |f| {
        any(f, comment_terminator)
    }),
    rule("sqli-function", "a delaying or file-reading function in a condition, such as SLEEP(5)", |f| {
        any(f, function)
    }),
    rule("sqli-subquery", "a subquery after a quote or a condition", |f| any(f, subquery)),
];

fn any(field: &Field, matches: fn(&[Token]) -> bool) -> bool {
    field.place != Place::Path && readings(&field.normal).iter().any(|tokens| matches(tokens))
        || field.place == Place::Path
            && field.normal.contains(['\'', '"'])
            && readings(&field.normal).iter().skip(1).any(|tokens| matches(tokens))
}

fn is_word(token: Option<&Token>, wanted: &[&str]) -> bool {
    matches!(token, Some(Token::Word(word)) if wanted.contains(&word.as_str()))
}

fn is_sign(token: Option<&Token>, sign: char) -> bool {
    matches!(token, Some(Token::Sign(c)) if *c == sign)
}

/// A literal: its kind and content, so that `1=1` and `'a'='a'` compare alike.
fn is_literal(token: Option<&Token>) -> bool {
    matches!(token, Some(Token::Number(_) | Token::Text(_))) || is_word(token, &["true", "false", "null"])
}

/// What may stand before injected SQL: the quote that breaks out, a value, or a closing parenthesis.
fn ends_a_value(token: Option<&Token>) -> bool {
    matches!(token, Some(Token::Breakout { .. } | Token::Number(_) | Token::Text(_))) || is_sign(token, ')')
}

fn after(tokens: &[Token], at: usize) -> &[Token] {
    tokens.get(at + 1..).unwrap_or_default()
}

fn before(tokens: &[Token], at: usize) -> Option<&Token> {
    at.checked_sub(1).and_then(|at| tokens.get(at))
}

/// The injected text starts with a quote that ended the literal, or with a number.
fn starts_in_query(tokens: &[Token]) -> bool {
    matches!(tokens.first(), Some(Token::Breakout { .. } | Token::Number(_)))
}

fn tautology(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        if *token != Token::Logic || !(ends_a_value(before(tokens, at)) || broke_out(tokens, at)) {
            return false;
        }
        let rest = after(tokens, at);
        let skipped = rest
            .iter()
            .take_while(|t| {
                matches!(t, Token::Sign('(' | '!' | '~' | '+' | '-')) || is_word(Some(t), &["not"])
            })
            .count();
        let rest = rest.get(skipped..).unwrap_or_default();
        match rest {
            [left, Token::Compare, right, ..] => {
                (is_literal(Some(left)) && is_literal(Some(right)))
                    || (matches!(left, Token::Word(_)) && left == right && broke_out(tokens, at))
            }
            [left, Token::Comment { .. }, ..] => is_literal(Some(left)) && broke_out(tokens, at),
            _ => false,
        }
    })
}

/// A quote ended the literal somewhere before `at`, and it was no apostrophe.
fn broke_out(tokens: &[Token], at: usize) -> bool {
    at > 0 && matches!(tokens.first(), Some(Token::Breakout { apostrophe: false }))
}

fn union_select(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        if !is_word(Some(token), &["union"]) {
            return false;
        }
        let rest = after(tokens, at);
        let skipped = rest
            .iter()
            .take_while(|t| is_sign(Some(t), '(') || is_word(Some(t), &["all", "distinct"]))
            .count();
        let rest = rest.get(skipped..).unwrap_or_default();
        let columns = rest.get(1..).unwrap_or_default();
        let listed = columns.first().is_some_and(|first| !matches!(first, Token::Word(_)))
            || is_word(columns.first(), &["null"])
            || matches!(columns.get(1), Some(Token::Sign(',' | '(')))
            || (ends_a_value(before(tokens, at)) && columns.iter().any(|t| is_word(Some(t), &["from"])));
        is_word(rest.first(), &["select"]) && listed
    })
}

fn stacked(tokens: &[Token]) -> bool {
    starts_in_query(tokens)
        && tokens.iter().enumerate().any(|(at, token)| {
            if !is_sign(Some(token), ';') {
                return false;
            }
            let rest = after(tokens, at);
            let Some(Token::Word(verb)) = rest.first() else { return false };
            let object = rest.get(1);
            match verb.as_str() {
                "drop" | "create" | "alter" | "truncate" => is_word(
                    object,
                    &["table", "database", "schema", "view", "user", "index", "function", "procedure"],
                ),
                "delete" => is_word(object, &["from"]),
                "insert" => is_word(object, &["into"]),
                "update" => is_word(rest.get(2), &["set"]),
                "select" => rest.len() > 1 && matches!(tokens.first(), Some(Token::Breakout { .. })),
                "exec" | "execute" | "declare" | "waitfor" => object.is_some(),
                "shutdown" => true,
                _ => false,
            }
        })
}

fn comment_terminator(tokens: &[Token]) -> bool {
    if !broke_out(tokens, 1) {
        return false;
    }
    let closing = after(tokens, 0).iter().take_while(|t| matches!(t, Token::Sign(')' | ';'))).count();
    let rest = after(tokens, closing);
    match rest.first() {
        Some(Token::Comment { last }) => *last,
        Some(Token::Logic) => matches!(rest.last(), Some(Token::Comment { .. })),
        _ => {
            is_word(rest.first(), &["order", "group", "having", "limit", "union"])
                && matches!(rest.last(), Some(Token::Comment { .. }))
        }
    }
}

fn function(tokens: &[Token]) -> bool {
    const NAMES: [&str; 10] = [
        "sleep",
        "benchmark",
        "pg_sleep",
        "load_file",
        "extractvalue",
        "updatexml",
        "xp_cmdshell",
        "char",
        "dbms_pipe.receive_message",
        "utl_http.request",
    ];
    let called = tokens.iter().enumerate().any(|(at, token)| {
        is_word(Some(token), &NAMES)
            && is_sign(tokens.get(at + 1), '(')
            && (matches!(before(tokens, at), Some(Token::Logic | Token::Sign('(' | ',' | ';' | '+')))
                || is_word(before(tokens, at), &["select", "exec"]))
    });
    let waits = tokens.windows(3).any(|window| {
        matches!(window, [Token::Word(a), Token::Word(b), Token::Text(_)] if a == "waitfor" && b == "delay")
    });
    starts_in_query(tokens) && (called || waits)
}

fn subquery(tokens: &[Token]) -> bool {
    starts_in_query(tokens)
        && tokens.iter().enumerate().any(|(at, token)| {
            is_word(Some(token), &["select"])
                && is_sign(before(tokens, at), '(')
                && at.checked_sub(2).and_then(|at| tokens.get(at)).is_some_and(|t| {
                    matches!(
                        t,
                        Token::Logic | Token::Compare | Token::Breakout { .. } | Token::Sign('(' | ',')
                    ) || is_word(Some(t), &["exists", "in", "if"])
                })
                && after(tokens, at).iter().any(|t| is_word(Some(t), &["from"]))
        })
}

//! The rules against SQL injection (CWE-89): what text turns into once it ends the literal or number it was put in.

use super::sql_tokens::{Token, readings};
use super::{Field, Place, Signature, Signs};

/// One named rule over the tokens of one reading.
type Rule = (Signature, fn(&[Token<'_>]) -> bool);

/// The rules.
pub(super) const RULES: &[Rule] = &[
    (Signature::SqliTautology, tautology),
    (Signature::SqliUnionSelect, union_select),
    (Signature::SqliStackedStatement, stacked),
    (Signature::SqliCommentTerminator, comment_terminator),
    (Signature::SqliFunction, function),
    (Signature::SqliSubquery, subquery),
    (Signature::SqliCatalogue, diagnosis),
    (Signature::SqliProbe, probe),
    (Signature::SqliStatement, statement),
];

/// The readings of a field that are worth looking at: in a path only those after a quote. Words that stand apart by nothing but
/// `/.,:_-` are not a statement, unless one of them may be a database's system table.
pub(super) fn read(field: &Field, named: bool) -> Vec<Vec<Token<'_>>> {
    let path = field.place == Place::Path;
    let plain = !field.signs.allow(Signs::UNUSUAL) && !named;
    if plain || path && !field.signs.allow(Signs::QUOTE) {
        return Vec::new();
    }
    let mut out = readings(field.normal());
    if path {
        out.remove(0);
    }
    out
}

fn is_word(token: Option<&Token<'_>>, wanted: &[&str]) -> bool {
    matches!(token, Some(Token::Word(word)) if wanted.contains(word))
}

fn is_sign(token: Option<&Token<'_>>, sign: char) -> bool {
    matches!(token, Some(Token::Sign(c)) if *c == sign)
}

/// A literal: its kind and content, so that `1=1` and `'a'='a'` compare alike.
fn is_literal(token: Option<&Token<'_>>) -> bool {
    matches!(token, Some(Token::Number(_) | Token::Text(_))) || is_word(token, &["true", "false", "null"])
}

/// What may stand before injected SQL: the quote that breaks out, a value, or a closing parenthesis.
fn ends_a_value(token: Option<&Token<'_>>) -> bool {
    matches!(token, Some(Token::Breakout { .. } | Token::Number(_) | Token::Text(_))) || is_sign(token, ')')
}

fn after<'a, 'b>(tokens: &'a [Token<'b>], at: usize) -> &'a [Token<'b>] {
    tokens.get(at + 1..).unwrap_or_default()
}

fn before<'a, 'b>(tokens: &'a [Token<'b>], at: usize) -> Option<&'a Token<'b>> {
    at.checked_sub(1).and_then(|at| tokens.get(at))
}

/// The injected text starts with a quote that ended the literal, or with a number.
fn starts_in_query(tokens: &[Token<'_>]) -> bool {
    matches!(tokens.first(), Some(Token::Breakout { .. } | Token::Number(_)))
}

fn tautology(tokens: &[Token<'_>]) -> bool {
    let first = tokens.iter().position(|token| *token == Token::Compare).unwrap_or(usize::MAX);
    tokens.iter().enumerate().any(|(at, token)| {
        // Of two comparisons that are joined, the first is a sentence's or a program's own.
        if *token == Token::Logic && first < at && !broke_out(tokens, at) {
            return false;
        }
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
        // Directly after the app's literal.
        let own =
            at == 1 && matches!(tokens.first(), Some(Token::Breakout { apostrophe: false, first: true }));
        match rest {
            [left, Token::Compare, right, ..] if is_literal(Some(left)) => is_literal(Some(right)),
            [Token::Word(left), Token::Compare, right, ..] => {
                let asked =
                    is_literal(Some(right)) || is_word(Some(right), &["not"]) || is_sign(Some(right), '(');
                own && asked || is_word(Some(right), &[left]) && broke_out(tokens, at)
            }
            [left, Token::Comment { .. }, ..] => is_literal(Some(left)) && broke_out(tokens, at),
            // The app's quote closes the open literal.
            [left] | [left, Token::Word("between" | "in"), ..] => own && is_literal(Some(left)),
            _ => false,
        }
    })
}

/// A quote ended the literal somewhere before `at`, and it was no apostrophe.
fn broke_out(tokens: &[Token<'_>], at: usize) -> bool {
    at > 0 && matches!(tokens.first(), Some(Token::Breakout { apostrophe: false, .. }))
}

/// Whether `from` comes after a place; where it comes last is looked for once.
fn from_after(tokens: &[Token<'_>]) -> impl Fn(usize) -> bool + use<> {
    let last = tokens.iter().rposition(|token| is_word(Some(token), &["from"]));
    move |at| last.is_some_and(|last| last > at)
}

fn union_select(tokens: &[Token<'_>]) -> bool {
    let from_after = from_after(tokens);
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
            || (ends_a_value(before(tokens, at)) && from_after(at));
        is_word(rest.first(), &["select"]) && listed
    })
}

fn stacked(tokens: &[Token<'_>]) -> bool {
    starts_in_query(tokens)
        && tokens.iter().enumerate().any(|(at, token)| {
            if !is_sign(Some(token), ';') {
                return false;
            }
            let rest = after(tokens, at);
            let Some(Token::Word(verb)) = rest.first() else { return false };
            let object = rest.get(1);
            match *verb {
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
                // Ordinary text has these words, too, so they count only directly after the app's literal.
                "if" | "begin" | "grant" | "bulk" | "call" | "copy" | "merge" | "revoke" => {
                    at == 1
                        && object.is_some()
                        && matches!(tokens.first(), Some(Token::Breakout { first: true, .. }))
                }
                _ => false,
            }
        })
}

fn comment_terminator(tokens: &[Token<'_>]) -> bool {
    if !broke_out(tokens, 1) {
        return false;
    }
    let closing = after(tokens, 0).iter().take_while(|t| matches!(t, Token::Sign(')' | ';'))).count();
    let rest = after(tokens, closing);
    match rest.first() {
        Some(Token::Comment { last }) => *last,
        Some(Token::Logic) => matches!(rest.last(), Some(Token::Comment { .. })),
        Some(Token::Word(_)) if is_sign(tokens.get(closing), ';') => {
            matches!(rest.last(), Some(Token::Comment { last: true }))
        }
        _ => {
            is_word(rest.first(), &["order", "group", "having", "limit", "union"])
                && matches!(rest.last(), Some(Token::Comment { .. }))
        }
    }
}

fn function(tokens: &[Token<'_>]) -> bool {
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
        matches!(window, [Token::Word(a), Token::Word(b), Token::Text(_)] if *a == "waitfor" && *b == "delay")
    });
    starts_in_query(tokens) && (called || waits)
}

fn subquery(tokens: &[Token<'_>]) -> bool {
    let from_after = from_after(tokens);
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
                && from_after(at)
        })
}

/// Names that occur only in databases; `table.txt` lists them as well.
const TABLES: [&str; 14] = [
    "information_schema",
    "pg_catalog",
    "pg_shadow",
    "sysobjects",
    "syscolumns",
    "sqlite_master",
    "msysaccessobjects",
    "msysobjects",
    "mysql.db",
    "mysql.user",
    "tempdb",
    "msdb",
    "northwind",
    "schema_name",
];

/// One of those names.
fn diagnosis(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| match token {
        Token::Word(word) => TABLES
            .iter()
            .any(|name| word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))),
        Token::Text(text) => text.starts_with("information_schema"),
        _ => false,
    })
}

/// A call of such a function with nothing, a number or the text's end in its parentheses: `database(s)` is a plural.
fn probe(tokens: &[Token<'_>]) -> bool {
    const ASKS: [&str; 14] = [
        "database",
        "db_name",
        "current_user",
        "session_user",
        "system_user",
        "load_file",
        "group_concat",
        "concat_ws",
        "extractvalue",
        "updatexml",
        "benchmark",
        "pg_sleep",
        "xp_cmdshell",
        "user",
    ];
    let call = |at: usize| {
        is_sign(tokens.get(at + 1), '(')
            && match tokens.get(at + 2) {
                None | Some(Token::Number(_) | Token::Text(_) | Token::Breakout { .. }) => true,
                inside => is_sign(inside, ')'),
            }
    };
    tokens.iter().enumerate().any(|(at, token)| is_word(Some(token), &ASKS) && call(at))
        || is_word(tokens.first(), &["sleep"]) && call(0)
        || matches!(tokens, [Token::Word(select), Token::Word(_), Token::Sign('('), ..] if *select == "select")
            && tokens.len() <= 3
}

fn statement(tokens: &[Token<'_>]) -> bool {
    let pair = |first: &[&str], second: &[&str]| {
        tokens.windows(2).any(|window| is_word(window.first(), first) && is_word(window.get(1), second))
    };
    let dotted = |window: &[Token<'_>], word: &str, wanted: &str| {
        is_word(window.first(), &[word])
            && matches!(window.get(1), Some(Token::Word(next)) if next.starts_with(wanted))
    };
    pair(&["into"], &["outfile", "dumpfile"])
        || pair(&["exec", "execute"], &["immediate", "xp_cmdshell", "sp_executesql"])
        || pair(&["procedure"], &["analyse", "analyze"])
        || tokens.windows(2).any(|window| {
            dotted(window, "exec", "master.")
                || dotted(window, "declare", "@")
                || dotted(window, "from", "information_schema")
        })
        || matches!(tokens, [.., Token::Word(union), Token::Word(select)] if *union == "union" && *select == "select")
        || tokens.windows(3).any(|window| {
            matches!(window, [Token::Word(verb), Token::Word(kind), Token::Sign('`')]
                if matches!(*verb, "alter" | "drop" | "create" | "truncate") && *kind == "table")
        })
}

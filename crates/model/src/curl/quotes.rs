//! The quotes of a command that only some shells know.

/// Whether a `$'...'`, which only some shells know, stands outside other quotes.
pub(super) fn has_bash(command: &str) -> bool {
    let (mut within, mut before) = (None, ' ');
    for sign in command.chars() {
        match (within, sign) {
            (None, '\'') if before == '$' => return true,
            (None, '\'' | '"') if before != '\\' => within = Some(sign),
            (Some(quote), _) if sign == quote && (quote == '\'' || before != '\\') => within = None,
            _ => {}
        }
        // An escaped backslash escapes nothing.
        before = if before == '\\' && sign == '\\' { ' ' } else { sign };
    }
    false
}

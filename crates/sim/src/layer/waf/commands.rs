//! The rules against command injection (CWE-78): what a shell of Unix or of Windows, or a scripting language, would run.

use super::{Rule, Signature, Signs};

/// The rules.
pub(super) const RULES: &[Rule] = &[
    (Signature::CommandChain, Signs::COMMAND_END, |f| {
        chained_command(f.normal()) || f.bare().is_some_and(|bare| chained_command(&bare))
    }),
    (Signature::CommandSubstitution, Signs::SUBSTITUTION, |f| substitution(f.normal())),
    (Signature::CommandWindows, Signs::SPACE.or(Signs::PARENTHESIS).or(Signs::EQUALS), |f| {
        windows(f.normal())
    }),
    (Signature::CommandScriptCall, Signs::PARENTHESIS.or(Signs::QUOTE), |f| script_call(f.normal())),
];

/// A command that a shell would run, with an argument that gives it away, or one that needs none.
fn is_command(text: &str, inside: bool) -> bool {
    const ALONE: &str = "[id,whoami,ls,uname,pwd,ifconfig,ipconfig,env,printenv,netstat,systeminfo,dir,ps,reboot,tasklist,set,\
        hostname,uptime,lsof,lscpu,dmesg,arp,df,ver]";
    const WITH_ARGUMENT: &str = "[touch,kill,chown,lwp-download,cat,wget,curl,nc,ncat,bash,sh,rm,ping,python,python3,perl,\
        powershell,sleep,ls,uname,nslookup,chmod,tail,head,more,less,find,dig,ruby,php,expr,id,getent,mkfifo,timeout,type,dir,\
        certutil,nohup,telnet]";
    const WITH_HOST: &str = "[nslookup,ping,telnet,curl,wget,nc,ncat,dig,host,ssh,ftp,tftp,traceroute]";
    let text = text.trim_start();
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-')))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let name = name.rsplit('/').next().unwrap_or_default();
    if name.is_empty() {
        return false;
    }
    let argument = rest.trim_start();
    let ends = argument.is_empty()
        || argument.starts_with([';', '|', '&', '`', '#'])
        || inside && argument.starts_with(')');
    let spaced = rest.starts_with(|c: char| c.is_whitespace() || c == '$' || c == '<');
    let tells = argument.starts_with(['/', '-', '.', '$', '~', '*'])
        || argument.starts_with("http")
        || argument.starts_with(|c: char| c.is_ascii_digit());
    let is_in = |names: &str| {
        names.match_indices(name).any(|(at, _)| {
            names.get(..at).is_some_and(|before| before.ends_with(['[', ',']))
                && names.get(at + name.len()..).is_some_and(|after| after.starts_with([']', ',']))
        })
    };
    // A host has a dot inside a word; in a sentence the dot ends one.
    let word = argument
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '&'))
        .next()
        .unwrap_or_default();
    let host = word.trim_end_matches('.').contains('.');
    ends && is_in(ALONE) || spaced && (tells && is_in(WITH_ARGUMENT) || host && is_in(WITH_HOST))
}

/// A text of many lines is a script: its commands are meant, unless they read the system's files.
fn meant(text: &str) -> bool {
    text.matches('\n').take(4).count() > 3
        && !["/etc/passwd", "/etc/shadow", "/dev/tcp"].iter().any(|path| text.contains(path))
}

fn chained_command(text: &str) -> bool {
    let lines = text.matches('\n').take(4).count() > 3;
    !meant(text)
        && text
            .split(|c| matches!(c, ';' | '|' | '&') || c == '\n' && !lines)
            .skip(1)
            .any(|text| is_command(text, false))
}

fn substitution(text: &str) -> bool {
    let after = |sign: &'static str| {
        text.match_indices(sign)
            .any(move |(at, _)| text.get(at + sign.len()..).is_some_and(|text| is_command(text, true)))
    };
    !meant(text) && (after("$(") || after("`"))
}

/// `for %a in (...) do`, `for /f ...`; `if exist file command`, `if "a"=="b" command`.
fn windows(text: &str) -> bool {
    // A program's source has these; what is to run on a command line seldom does.
    if !text.contains("for") && !text.contains("if") || text.contains(['{', '}', ';', '\n']) {
        return false;
    }
    let spaced = text.replace("==", " == ").replace(['(', ')'], " ");
    let words: Vec<&str> = spaced.split_whitespace().map(|word| word.trim_matches('"')).collect();
    words.iter().enumerate().any(|(at, word)| {
        let rest = words.get(at + 1..).unwrap_or_default();
        match word.trim_start_matches(['&', '|', '@']) {
            "for" => for_loop(rest),
            "if" => condition(rest),
            _ => false,
        }
    })
}

fn for_loop(rest: &[&str]) -> bool {
    let near = rest.get(..12.min(rest.len())).unwrap_or_default();
    let variable = near.iter().any(|word| word.len() > 1 && word.starts_with('%'));
    let switched = matches!(rest.first(), Some(&("/f" | "/l" | "/d" | "/r")));
    let looped = near.contains(&"in") || near.contains(&"do");
    switched || variable && looped
}

fn condition(rest: &[&str]) -> bool {
    let mut rest = rest;
    let mut switched = false;
    while let [first, tail @ ..] = rest
        && matches!(*first, "/i" | "not")
    {
        switched |= *first == "/i";
        rest = tail;
    }
    let compares = |word: &str| matches!(word, "==" | "equ" | "neq" | "lss" | "leq" | "gtr" | "geq");
    let early = rest.get(..5.min(rest.len())).unwrap_or_default();
    let compared = early.iter().skip(1).any(|word| compares(word));
    match rest.first() {
        Some(&"exist") => rest.len() > 2 && rest.get(1).is_some_and(|file| file.contains(['.', '\\', '%'])),
        Some(&("defined" | "errorlevel" | "cmdextversion")) => {
            rest.get(2..).is_some_and(|rest| rest.first().is_none_or(|word| is_batch(word)))
        }
        _ => compared && (switched || rest.len() > 3),
    }
}

/// Commands that a batch file's condition runs.
fn is_batch(word: &str) -> bool {
    let word = word.trim_start_matches('@');
    ["echo", "cmd", "goto", "call", "set", "exit", "cd", "del", "copy", "start"].contains(&word)
}

/// A function that runs a command, called with a text.
fn script_call(text: &str) -> bool {
    const RUNNERS: [&str; 8] =
        ["system", "exec", "shell_exec", "passthru", "popen", "proc_open", "spawn", "eval"];
    RUNNERS.iter().any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).and_then(|left| left.chars().next_back());
            let rest = text.get(at + name.len()..).unwrap_or_default();
            let quoted = |text: &str| text.trim_start().starts_with(['"', '\'', '`']);
            // Perl and Ruby take it without parentheses; `a road system"` ends a quotation. XML's declarations have the same word.
            let bare = rest
                .strip_prefix(" \"")
                .filter(|_| !text.contains("<!"))
                .is_some_and(|text| text.starts_with(|c: char| c.is_ascii_lowercase()));
            before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
                && (bare || rest.trim_start().strip_prefix('(').is_some_and(quoted))
        })
    }) || text.contains("%x(\'")
        || text.contains("%x(\"")
}

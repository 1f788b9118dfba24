//! Commands as they are pasted: what is refused in them and how that is said, prompts, and servers that `Host` does not name.

use gauntlet_model::ask::{Ask, Family};
use gauntlet_model::composed::Composed;
use gauntlet_model::curl;
use gauntlet_model::journey::Direction;

#[test]
fn what_is_wrong_is_named() {
    let cases = [
        ("", "curl command", "nothing"),
        ("wget https://site.example/", "curl command", "`wget`"),
        ("curl", "curl command", "no address"),
        ("curl 'https://site.example/", "curl command", "never closed"),
        ("curl https://a.example/ https://b.example/", "curl command", "one address"),
        ("curl ftp://site.example/", "curl address", "`ftp`"),
        ("curl 'https://site.example/a b'", "curl address", "%20"),
        ("curl --hedaer a:b https://site.example/", "curl option", "--header"),
        ("curl -Z https://site.example/", "curl option", "`-Z`"),
        ("curl https://site.example/ -H", "curl option -H", "a value"),
        ("curl https://site.example/ --data", "curl option --data", "a value"),
        ("curl -H 'no colon' https://site.example/", "curl option --header", "Name: value"),
        ("curl -H 'a: b\r\nEvil: 1' https://site.example/", "curl option --header", "line break"),
        ("curl -d @secret https://site.example/", "curl option --data", "no file"),
        ("curl --data-urlencode name@file https://site.example/", "curl option --data-urlencode", "no file"),
        ("curl -b jar.txt https://site.example/", "curl option --cookie", "no file"),
        ("curl -X '' https://site.example/", "request line, method", "such as GET"),
        ("curl https:///path", "curl address", "host name"),
        ("curl https://site.example:0/", "curl address", "a port from 1 to 65535"),
        ("curl $'https://site.example/", "curl command", "never closed"),
        ("curl https://site.example/?a=1&b=2", "curl command", "quotes around"),
        ("curl https://a.example/; curl https://b.example/", "curl command", "another `curl`"),
        ("curl -d \"$(id)\" https://site.example/", "curl command", "a command within"),
        ("echo '{}' | curl -d @- https://site.example/", "curl command", "`echo`"),
        ("curl -d @- https://site.example/ <<'END'\n{}\nEND", "curl option --data", "no file"),
        ("curl -F a https://site.example/", "curl option --form", "`name=value`"),
        ("curl -F a=@b.png https://site.example/", "curl option --form", "no file"),
        ("curl -F 'a=b;headers=@x' https://site.example/", "curl option --form", "`type=`"),
        ("curl -F 'a=b;encoder=base64' https://site.example/", "curl option --form", "`type=`"),
        ("curl -F a=1 -d b=2 https://site.example/", "curl command", "one of the two"),
        ("curl -T file.txt https://site.example/", "curl option --upload-file", "no file is read"),
        ("curl -H @file.txt https://site.example/", "curl option --header", "no file is read"),
        ("curl https://a.example/ --next https://b.example/", "curl option", "one request"),
        ("curl 'https://sité.example/'", "curl address", "a host name"),
        ("curl --http0.9 https://site.example/", "curl option", "expected HTTP/1.1"),
        ("curl -x http://proxy.example https://site.example/", "curl option", "no proxy"),
        ("curl -6 http://192.0.2.10/", "address", "an IPv6 address, because of -6"),
        (
            "curl --resolve site.example:443 https://site.example/",
            "curl option --resolve",
            "host:port:address",
        ),
        (
            "curl --connect-to a:b:c:d https://site.example/",
            "curl option --connect-to",
            "host:port:host:port",
        ),
        ("curl --connect-to ::a_b%:443 https://site.example/", "address", "a host name"),
    ];
    for (command, place, says) in cases {
        let error = curl::parse(command).map(|read| read.request).unwrap_err();
        assert_eq!(error.place, place, "{command}: {error}");
        assert!(error.to_string().contains(says), "{command}: {error}");
    }
}

/// Where files can be read, what is wrong with one is named like anything else.
#[test]
fn files_are_read_where_that_can_be_done() {
    let files = |name: &str| match name {
        "a.txt" => Ok(Some("a: b\r\nc: d\n".to_owned())),
        "-" => Ok(Some("typed".to_owned())),
        "image.png" => Err("a text: found the byte 0x89".to_owned()),
        _ => Ok(None),
    };
    let rows = [
        ("curl -d @a.txt https://site.example/", Ok("a: bc: d")),
        ("curl -d @- https://site.example/", Ok("typed")),
        ("curl -d @- https://site.example/ <<'END'\n{}\nEND", Err("no file is read")),
        ("curl -d @- https://site.example/ < a.txt", Err("no file is read")),
        ("curl -d @gone https://site.example/", Err("found `@gone`, expected a file that is there")),
        ("curl --data-binary @image.png https://site.example/", Err("expected a text: found the byte 0x89")),
        ("curl -F a=@gone https://site.example/", Err("found `a=@gone`, expected a file that is there")),
        ("curl -T gone https://site.example/", Err("curl option --upload-file: found `gone`")),
        ("curl -T a.txt -d b https://site.example/", Err("--upload-file with data or -I")),
        ("curl -b gone https://site.example/", Ok("")),
        ("curl -b a.txt https://site.example/", Err("curl option --cookie: found `a.txt`")),
        ("curl -H @a.txt https://site.example/", Ok("")),
    ];
    for (command, expected) in rows {
        match (curl::parse_with(command, &files), expected) {
            (Ok(read), Ok(body)) => assert_eq!(read.request.body, body, "{command}"),
            (Err(error), Err(says)) => assert!(error.to_string().contains(says), "{command}: {error}"),
            (read, _) => {
                panic!("{command}: {}", read.map_or_else(|error| error.to_string(), |_| "read".into()))
            }
        }
    }
    let read = curl::parse_with("curl -H @a.txt https://site.example/", &files).unwrap().request;
    assert_eq!((read.header("a"), read.header("c")), (Some("b"), Some("d")));
}

/// The server that a command means, whose address is connected to, and what `Host` says.
#[test]
fn the_server_may_be_another_than_host_names() {
    let rows = [
        ("curl https://site.example/", ""),
        ("curl -H 'Host: SITE.example' https://site.example/", ""),
        ("curl -H 'Host: other.example' https://site.example/", "site.example:443"),
        ("curl -H 'Host: site.example' https://192.0.2.10/", "192.0.2.10:443"),
        ("curl -H 'Host: site.example:8443' https://site.example/", "site.example:443"),
        ("curl http://site.example:443/ --connect-to ::site.example:80", "site.example:80"),
        ("curl --connect-to ::b.example: https://a.example/", "a.example:443 at b.example"),
        ("curl --connect-to a.example:80:b.example:1 https://a.example/", ""),
        ("curl --connect-to x.example::b.example: https://a.example/", ""),
        ("curl --resolve a.example:443:192.0.2.1,192.0.2.2 https://a.example/", "a.example:443 at 192.0.2.1"),
        ("curl --resolve a.example:80:192.0.2.1 https://a.example/", ""),
        ("curl --resolve '*:443:[2001:db8::1]' https://a.example/", "a.example:443 at [2001:db8::1]"),
        (
            "curl --connect-to ::b.example:444 --resolve b.example:444:192.0.2.1 https://a.example/",
            "a.example:444 at 192.0.2.1",
        ),
    ];
    for (command, expected) in rows {
        let read = curl::parse(command).unwrap_or_else(|error| panic!("{command}: {error}"));
        let told = read.server.map(|server| {
            let at = server.at.map(|at| format!(" at {at}")).unwrap_or_default();
            format!("{}:{}{at}", server.name, server.port)
        });
        assert_eq!(told.unwrap_or_default(), expected, "{command}");
    }
}

/// An IPv4 address in another notation, as curl and browsers read it, and the ones that are none.
#[test]
fn an_address_may_be_one_number() {
    let rows = [
        ("http://3221226064/", "192.0.2.80"),
        ("http://0xC0000250:81/", "192.0.2.80:81"),
        ("http://0300.0.592/", "192.0.2.80"),
        ("http://0/", "0.0.0.0"),
        ("http://4294967295/", "255.255.255.255"),
        ("http://4294967296/", "4294967296"),
        ("http://192.0.2.080/", "192.0.2.080"),
        ("http://192.0.2.256/", "192.0.2.256"),
        ("http://256.1/", "256.1"),
        ("http://1.2.3.4.5/", "1.2.3.4.5"),
        ("http://1.2.65536/", "1.2.65536"),
        ("http://0x.example/", "0x.example"),
    ];
    for (url, host) in rows {
        let read = curl::parse(&format!("curl {url}"))
            .map(|read| read.request.header("Host").unwrap_or_default().to_owned());
        assert_eq!(read.unwrap_or_else(|error| error.to_string()), host, "{url}");
        let parts = Composed { url: url.to_owned(), ..Composed::default() };
        let read = parts.read().map(|read| read.request.header("Host").unwrap_or_default().to_owned());
        assert_eq!(read.unwrap_or_else(|error| error.text), host, "{url} in the form");
    }
}

/// A client keeps to a family that it is told to, and says so in the command.
#[test]
fn a_family_of_addresses_is_kept_to() {
    for (option, family) in
        [("-4", Some(Family::V4)), ("--ipv6", Some(Family::V6)), ("-4 -6", Some(Family::V6)), ("", None)]
    {
        let read = curl::parse(&format!("curl {option} https://api.payments.example/")).unwrap();
        assert_eq!(read.family, family, "{option}");
        let ask = Ask { family, ..Ask::new(Direction::Egress, read.scheme, read.request) };
        for written in [curl::command(&ask), curl::exactly(&ask)] {
            let again = if curl::is_command(&written) {
                curl::parse(&written)
            } else {
                curl::parse_address(&written)
            };
            assert_eq!(again.unwrap().family, family, "{written}");
        }
    }
}

/// Line ends of Windows continue a command, and stay what they are within quotes.
#[test]
fn both_line_ends_are_read() {
    let rows = [
        ("curl https://a.example/ \\\r\n -d 'a\r\nb'", "a\r\nb"),
        ("curl ^\"https://a.example/^\" ^\r\n --data-raw ^\"a^\r\n\r\nb^\"", "a\nb"),
        ("curl.exe https://a.example/ `\r\n -d \"a`nb\"", "a\nb"),
    ];
    for (command, body) in rows {
        assert_eq!(curl::parse(command).unwrap().request.body, body, "{command}");
    }
}

/// A paste is a command with a prompt or without one; all else is an address.
#[test]
fn a_command_is_told_from_an_address() {
    let rows = [
        ("curl https://a.example/", true),
        ("  $ curl https://a.example/", true),
        ("me@web:~$ curl a", true),
        ("C:\\>curl.exe a", true),
        ("# why\n$ curl a", true),
        ("curl\ta", true),
        ("https://a.example/?q=$curl", false),
        ("curl", false),
        ("curly https://a.example/", false),
        ("a.example/curl x", false),
        ("", false),
    ];
    for (text, expected) in rows {
        assert_eq!(curl::is_command(text), expected, "{text}");
    }
}
